"""Opening and closing a terminal's screens."""

from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from tests.ui.support import FakeDesk, StillClock
from ui.citizen.terminal import Terminal
from ui.main import run_terminal
from ui.options import TerminalOptions


def test_a_terminal_runs_until_it_is_closed(qtbot: QtBot) -> None:
    seen: list[str] = []

    def opened(terminal: Terminal) -> None:
        qtbot.addWidget(terminal)
        seen.append(terminal.frame.question.text())
        QTimer.singleShot(0, terminal.close)

    status = run_terminal(FakeDesk(), TerminalOptions(size=(1280, 1024)), StillClock(), opened)
    assert (status, seen) == (0, ["您好，要办什么？"])
