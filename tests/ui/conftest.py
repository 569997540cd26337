"""A terminal on a desk in memory."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from tests.ui.patient import PatientBot
from tests.ui.support import FakeDesk, StillClock
from ui.citizen.terminal import Terminal
from ui.options import TerminalOptions
from ui.tasks import Tasks


class _Eye(QObject):
    """Sees what becomes a window that should be a part of one."""

    def __init__(self) -> None:
        super().__init__()
        self.strays: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QLabel | QLineEdit) and watched.isWindow():
            self.strays.append(watched.text())
        return False


@pytest.fixture(autouse=True)
def no_stray_window(qapp: QApplication) -> Iterator[None]:
    """A label shown before it has a parent flashes up as a window of its own and takes the focus."""
    eye = _Eye()
    qapp.installEventFilter(eye)
    yield
    qapp.removeEventFilter(eye)
    assert not eye.strays


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> PatientBot:
    return PatientBot(request)


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.close()


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    """The folder that a scanner writes into."""
    folder = tmp_path / "scans"
    folder.mkdir()
    return folder


@pytest.fixture
def terminal(qtbot: QtBot, desk: FakeDesk, tasks: Tasks, scans: Path) -> Terminal:
    """At home, on 1080×1920, nobody there yet."""
    options = TerminalOptions(idle_seconds=0, scanner_folder=scans)
    made = Terminal(desk, tasks, options, StillClock(), pick_file=lambda _: None)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    qtbot.waitUntil(lambda: not tasks.busy)
    return made
