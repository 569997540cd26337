"""A board on a real machine behind a real hub: calls come by themselves and are heard; hubs and boards die."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from kiosk.app import opener
from kiosk.counter import Counter
from kiosk.devices.voice import voice_of
from kiosk.doctor import Finding, examine
from kiosk.domain.calling import CROWD, Call
from kiosk.domain.queue.rules import ServiceRule, VoiceRule, WindowRule
from kiosk.domain.speech import words
from tests.support.guards import ExpectLog
from tests.support.hall import ROOT
from tests.support.loudspeaker import device, sounds
from tests.support.queue_hall import QUEUE, QueueHall, queue_hall
from tests.support.queues import rules
from tests.support.worker import Worker
from ui.board.app import Board, run_board
from ui.board.hall import HallBoard
from ui.board.window import WindowBoard

SIZE = (1280, 720)
LIVE_S = 3.0
"""In how many seconds a call has to stand on the board; the hall's bench measures it closely."""


class Watcher:
    """Looks at a board until it is as expected."""

    def __init__(self, qtbot: QtBot, board: Board) -> None:
        self._qtbot = qtbot
        self.board = board

    def until(self, seen: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(seen)

    def until_shown(self, number: str) -> None:
        """On the board at all: in the big place or beside it."""
        presenter = self.board.presenter
        self.until(lambda: number in [one.number for one in (presenter.shown, *presenter.next) if one])

    @property
    def hall(self) -> HallBoard:
        assert isinstance(self.board.face, HallBoard)
        return self.board.face

    @property
    def window(self) -> WindowBoard:
        assert isinstance(self.board.face, WindowBoard)
        return self.board.face

    @property
    def stale(self) -> bool:
        view = self.board.presenter.view
        return view is not None and bool(view.hall.stale_since)


def watch(folder: Path, qtbot: QtBot, story: Callable[[Watcher], None], window: str = "") -> None:
    """Open a board, live through a story with it, and close it."""
    failures: list[BaseException] = []

    def live(board: Board) -> None:
        try:
            story(Watcher(qtbot, board))
        except BaseException as error:  # noqa: BLE001, it is raised again once the board is closed
            failures.append(error)
        board.close()

    with opener().open(folder) as machine:
        assert run_board(machine, SIZE, live, window) == 0
    if failures:
        raise failures[0]


def two_desks(here: QueueHall, stack: ExitStack) -> tuple[Worker, Worker]:
    """A kiosk and window 1 in processes of their own."""
    kiosk = stack.enter_context(here.desk(here.enrol("kiosk", "kiosk")))
    return kiosk, stack.enter_context(here.desk(here.enrol("window", "window"), "1"))


@pytest.mark.timeout(120)
def test_a_call_is_shown_and_heard_and_the_board_outlives_the_hub(tmp_path: Path, qtbot: QtBot) -> None:
    heard = tmp_path / "heard.raw"
    with queue_hall(tmp_path, rules(voice=VoiceRule(times=1, volume=100))) as here, ExitStack() as stack:
        kiosk, window = two_desks(here, stack)
        folder = here.enrol("board", "board")
        (folder / "settings.toml").write_text(f'speaks = true\nsound_card = "{device(heard)}"\n', encoding="utf-8")

        def story(eye: Watcher) -> None:
            eye.until(lambda: eye.hall.now.silence.text == "还没有叫号" and not eye.stale)
            kiosk.does("take", service="a"), kiosk.does("take", service="a")
            eye.until(lambda: eye.hall.waiting.lines[0].count.text == "2 人")
            began = time.monotonic()
            assert window.does("call")["number"] == "A001"
            eye.until_shown("A001")
            assert time.monotonic() - began < LIVE_S
            here.hubs[0].kill()
            eye.until(lambda: eye.stale)
            assert "起没有收到大厅主机的消息" in eye.hall.foot.line.text()
            assert eye.hall.now.number.text == "A001"
            here.hubs[0].start()
            eye.until(lambda: not eye.stale)
            assert window.does("call")["number"] == "A002"
            eye.until_shown("A002")
            eye.until(lambda: eye.hall.now.number.text == "A002")
            assert eye.hall.last.cells[0].number.text == "A001"
            eye.until(lambda: len(sounds(heard, said)) == 2)

        voice = voice_of("")
        said = {number: voice.says(words(Call(number, "1", "")), chime=True) for number in ("A001", "A002")}
        watch(folder, qtbot, story)
    assert sounds(heard, said) == ["A001", "A002"]


@pytest.mark.timeout(120)
def test_a_killed_board_comes_back_to_where_it_was_also_without_the_hub(tmp_path: Path, qtbot: QtBot) -> None:
    with queue_hall(tmp_path, rules()) as here, ExitStack() as stack:
        kiosk, window = two_desks(here, stack)
        for _ in range(3):
            kiosk.does("take", service="a")
        folder = here.enrol("board", "board")
        words_ = [sys.executable, "-m", "kiosk", "board", "--data", str(folder), "--size", "800x600"]
        process = subprocess.Popen(words_, cwd=ROOT, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
        stack.callback(process.kill)
        assert [window.does("call")["number"] for _ in range(2)] == ["A001", "A002"]
        qtbot.waitUntil(lambda: "A002" in called_on(folder))
        process.send_signal(signal.SIGKILL)
        process.wait()
        here.hubs[0].kill()

        def story(eye: Watcher) -> None:
            eye.until_shown("A002")
            eye.until(lambda: eye.stale)
            eye.until(lambda: eye.hall.last.cells[0].number.text == "A001")

        watch(folder, qtbot, story)
        here.hubs[0].start()


def called_on(folder: Path) -> list[str]:
    """The numbers called, as the journal in a folder has them."""
    with opener().open(folder) as machine:
        day = machine.journal.views.queue.state(QUEUE).today
        return list(day.last) if day else []


@pytest.mark.timeout(120)
def test_forty_windows_call_at_once_and_each_has_its_place_on_the_board(tmp_path: Path, qtbot: QtBot) -> None:
    """The calls come over the hub while the board looks on; the pace of the big place is `test_calling`'s."""
    windows = tuple(WindowRule(str(number), f"{number}号窗口", ("a",)) for number in range(1, 41))
    many = rules(services=(ServiceRule("a", "综合", "A"),), windows=windows)
    with queue_hall(tmp_path, many) as here, ExitStack() as stack:
        kiosk = stack.enter_context(here.desk(here.enrol("kiosk", "kiosk")))
        assert len(kiosk.does("many", service="a", count=40)) == 40
        folder, clerk = here.enrol("board", "board"), here.enrol("window", "window")

        def story(eye: Watcher) -> None:
            eye.until(lambda: eye.hall.waiting.lines[0].count.text == "40 人")
            with opener().open(clerk) as machine:
                for number in range(1, 41):
                    with Counter(machine).calls(str(number)) as desk:
                        desk.call_next()
            presenter = eye.board.presenter
            eye.until(lambda: presenter.view is not None and len(presenter.view.calls) == 40)
            assert presenter.shown is not None
            first = int(presenter.shown.number[1:])
            beside = [f"A{number:03d}" for number in range(first + 1, 41)]
            assert [one.number for one in presenter.next] == beside[:CROWD]
            assert presenter.more == len(beside[CROWD:])
            assert eye.hall.waiting.lines[0].count.text == "0 人"

        watch(folder, qtbot, story)


@pytest.mark.timeout(120)
def test_over_a_window(tmp_path: Path, qtbot: QtBot) -> None:
    with queue_hall(tmp_path, rules()) as here, ExitStack() as stack:
        kiosk, window = two_desks(here, stack)
        kiosk.does("take", service="a")

        def story(eye: Watcher) -> None:
            board = eye.window
            eye.until(lambda: (board.label.text, board.number.text) == ("1号窗口", "空闲"))
            window.does("call")
            eye.until(lambda: (board.number.text, board.state.text) == ("A001", "请到本窗口办理"))
            window.does("step", verb="start")
            eye.until(lambda: (board.number.text, board.state.text) == ("A001", "正在办理"))
            window.does("step", verb="finish")
            window.does("step", verb="pause", what="系统维护")
            window.does("sync")
            eye.until(lambda: (board.number.text, board.state.text) == ("暂停", "系统维护"))

        watch(here.enrol("board", "board"), qtbot, story, "1")


@pytest.mark.timeout(120)
def test_a_board_whose_loudspeaker_is_broken_goes_on_and_the_doctor_says_so(
    tmp_path: Path, qtbot: QtBot, expect_log: ExpectLog
) -> None:
    expect_log("a call was not heard: no_sound")
    with queue_hall(tmp_path, rules()) as here, ExitStack() as stack:
        kiosk, window = two_desks(here, stack)
        kiosk.does("take", service="a")
        folder = here.enrol("board", "board")
        (folder / "settings.toml").write_text('speaks = true\nsound_card = "no-such-card"\n', encoding="utf-8")

        def story(eye: Watcher) -> None:
            window.does("call")
            eye.until(lambda: eye.hall.now.number.text == "A001")
            eye.until(lambda: log.exists() and "no_sound" in log.read_text(encoding="utf-8"))

        log = folder / "kiosk.log"
        watch(folder, qtbot, story)
        assert not sound_finding(folder).ok
        assert "sound_card" in sound_finding(folder).mend
        (folder / "settings.toml").write_text(
            f'speaks = true\nsound_card = "{device(tmp_path / "heard.raw")}"\n', encoding="utf-8"
        )
        assert sound_finding(folder) == Finding("叫号声音", True, "42 段录音")


def sound_finding(folder: Path) -> Finding:
    return next(one for one in examine(folder, opener()) if one.check == "叫号声音")


@pytest.mark.timeout(60)
def test_a_new_board_without_its_hub_says_what_it_waits_for(tmp_path: Path, qtbot: QtBot) -> None:
    with queue_hall(tmp_path, rules()) as here:
        folder = here.enrol("board", "board")
        here.hubs[0].kill()

        def story(eye: Watcher) -> None:
            eye.until(lambda: eye.hall.foot.line.text() == "还没有连上大厅主机")
            here.hubs[0].start()
            eye.until(lambda: eye.hall.now.silence.text == "还没有叫号")

        watch(folder, qtbot, story)


@pytest.mark.timeout(60)
def test_a_voice_that_cannot_be_read_does_not_keep_the_board_from_opening(
    tmp_path: Path, qtbot: QtBot, expect_log: ExpectLog
) -> None:
    expect_log("no call is heard: voice_unreadable")
    (tmp_path / "voice").mkdir()
    (tmp_path / "voice" / "A.wav").write_bytes(b"rubbish")
    with queue_hall(tmp_path, rules()) as here:
        folder = here.enrol("board", "board")
        (folder / "settings.toml").write_text(f'speaks = true\nvoice = "{tmp_path / "voice"}"\n', encoding="utf-8")
        watch(folder, qtbot, lambda eye: eye.until(lambda: eye.hall.now.silence.text == "还没有叫号"))
