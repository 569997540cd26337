"""A stolen machine whose screen stands open: told so, it wipes itself, and its screen says so and nothing else."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QMainWindow
from pytestqt.qtbot import QtBot

from kiosk.app import opener
from kiosk.clock import SystemClock
from kiosk.wiping import is_wiped, wiped
from tests.support.hall import terminal as name_of
from tests.support.queue_hall import QueueHall, queue_hall
from tests.support.queues import rules
from ui.board.app import run_board
from ui.citizen.terminal import Terminal
from ui.gone import Gone, Word
from ui.options import TerminalOptions
from ui.tasks import Tasks
from ui.window.app import run_window
from ui.working import kiosk_at_work

PATIENCE_MS = 30_000
SIZE = (1280, 1024)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[QueueHall]:
    with queue_hall(tmp_path, rules()) as made:
        yield made


def steal(qtbot: QtBot, here: QueueHall, data: Path, screen: QMainWindow) -> list[str]:
    """Have the platform dismiss the machine behind an open screen; what that screen says once it knows."""
    before = screen.centralWidget()
    stolen = name_of(data)
    with opener().platform(here.folder / "platform") as machine:
        machine.service.enrolling.revoke(stolen, "被盗", wipe=True)
    qtbot.waitUntil(lambda: isinstance(screen.centralWidget(), Gone), timeout=PATIENCE_MS)
    page = screen.centralWidget()
    assert page is not None
    assert page.thread() is screen.thread()
    assert before is not None
    assert not before.isVisible()
    return [one.text() for one in page.findChildren(QLabel)]


def is_gone(words: list[str], data: Path) -> None:
    assert words[0] == "这台机器已停用"
    assert "平台已于" in words[-1]
    assert is_wiped(data)


@pytest.mark.timeout(120)
def test_a_kiosk(qtbot: QtBot, here: QueueHall) -> None:
    with ExitStack() as stack:
        data = here.enrol("kiosk", "kiosk")
        word = Word(lambda: is_wiped(data))
        desk, tickets, _ = stack.enter_context(kiosk_at_work(data, word.hear))
        tasks = Tasks()
        stack.callback(tasks.close)
        terminal = Terminal(desk, tasks, TerminalOptions(idle_seconds=0), SystemClock(), tickets=tickets)
        word.came.connect(terminal.close_for_good)
        qtbot.addWidget(terminal)
        terminal.show()
        is_gone(steal(qtbot, here, data, terminal), data)
        page = terminal.centralWidget()
        word.came.emit(wiped(data))
        assert terminal.centralWidget() is page, "heard twice, said once"
        assert {one.name for one in data.iterdir()} <= {"revoked.json", "in-use"}


def live(work: Callable[[QMainWindow], None]) -> tuple[Callable[[QMainWindow], None], list[BaseException]]:
    """What is done once a screen is up; what went wrong is kept until it is closed."""
    failures: list[BaseException] = []

    def done(screen: QMainWindow) -> None:
        try:
            work(screen)
        except BaseException as error:  # noqa: BLE001, it is raised again once the screen is closed
            failures.append(error)
        screen.close()

    return done, failures


@pytest.mark.timeout(120)
@pytest.mark.parametrize("role", ["window", "board"])
def test_a_window_and_a_board(role: str, qtbot: QtBot, here: QueueHall) -> None:
    data = here.enrol(role, role)
    done, failures = live(lambda screen: is_gone(steal(qtbot, here, data, screen), data))
    with opener().open(data) as machine:
        assert (run_window if role == "window" else run_board)(machine, SIZE, done) == 0
    if failures:
        raise failures[0]
