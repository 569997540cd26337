"""A terminal on a desk in memory."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.support import FakeDesk, StillClock
from ui.citizen.terminal import Terminal
from ui.options import TerminalOptions
from ui.tasks import Tasks


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
