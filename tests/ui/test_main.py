"""Opening and closing a terminal's screens."""

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from kiosk.desk import Place
from kiosk.errors import Fault
from tests.ui.support import HYGIENE, FakeDesk, StillClock, example
from ui.citizen.overlay import Overlay
from ui.citizen.terminal import Terminal
from ui.citizen.visit import Step, Visit
from ui.main import run_terminal, start_no_bus
from ui.options import TerminalOptions
from ui.tasks import Tasks
from ui.widgets.fields import Editor


def test_a_terminal_runs_until_it_is_closed(qtbot: QtBot) -> None:
    seen: list[str] = []

    def opened(terminal: Terminal) -> None:
        qtbot.addWidget(terminal)
        seen.append(terminal.frame.question.text())
        QTimer.singleShot(0, terminal.close)

    status = run_terminal(FakeDesk(), TerminalOptions(size=(1280, 1024)), StillClock(), opened)
    assert (status, seen) == (0, ["您好，要办什么？"])


BUS = "DBUS_SESSION_BUS_ADDRESS"


def test_a_bus_that_runs_is_used_and_none_is_started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv(BUS, "unix:path=/run/bus")
    start_no_bus()
    assert os.environ[BUS] == "unix:path=/run/bus"
    monkeypatch.delenv(BUS)
    (tmp_path / "bus").touch()
    start_no_bus()
    assert BUS not in os.environ
    (tmp_path / "bus").unlink()
    start_no_bus()
    assert os.environ[BUS] == "disabled:"


class ShutDesk(FakeDesk):
    """A machine that opens at the second try."""

    tries = 0

    def place(self) -> Place:
        self.tries += 1
        if self.tries == 1:
            raise Fault("journal_locked", "数据库打不开。", "重新启动本机")
        return super().place()


def test_a_machine_that_does_not_open_says_so(qtbot: QtBot, tasks: Tasks) -> None:
    desk = ShutDesk()
    terminal = Terminal(desk, tasks, TerminalOptions(idle_seconds=0), StillClock())
    qtbot.addWidget(terminal)
    terminal.show()
    qtbot.waitUntil(lambda: terminal.findChild(Overlay) is not None)
    said = [each.text() for each in terminal.findChild(Overlay).findChildren(QLabel)]
    assert "数据库打不开。\n重新启动本机" in said
    terminal.findChild(Overlay).findChild(QPushButton).click()
    qtbot.waitUntil(lambda: terminal.windowTitle() == "广安区政务服务大厅")


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080), (1280, 1024)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_keyboard_pushes_and_never_covers(qtbot: QtBot, tasks: Tasks, size: tuple[int, int]) -> None:
    desk, taken = FakeDesk(), round(size[1] * 0.5)
    terminal = Terminal(desk, tasks, TerminalOptions(size=size, idle_seconds=0), StillClock())
    qtbot.addWidget(terminal)
    with qtbot.waitExposed(terminal):
        terminal.show()
    item = desk.item(HYGIENE)
    terminal.enter(Visit(item=item, form=example(item), page=1).at(Step.FORM))
    last = terminal.findChild(Editor, "/area")
    last.take_focus()
    terminal.frame.leave_room(taken)
    qtbot.waitUntil(lambda: _foot(terminal, last) <= size[1] - taken)
    terminal.frame.leave_room(0)
    assert not terminal.frame.foot_bar.isHidden()


def _foot(terminal: Terminal, made: Editor) -> int:
    """Where the field being typed in ends, from the top of the window."""
    return made.mapTo(terminal, made.rect().bottomLeft()).y()
