"""A hall at work, and a terminal in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.support.counter_hall import CounterHall, counter_hall
from tests.ui.numbers.hand import odd_rules, open_terminal
from tests.ui.support import FakeDesk
from ui.citizen.terminal import Terminal
from ui.tasks import Tasks


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[CounterHall]:
    with counter_hall(tmp_path, odd_rules()) as made:
        yield made


@pytest.fixture
def terminal(qtbot: QtBot, desk: FakeDesk, tasks: Tasks, hall: CounterHall) -> Terminal:
    return open_terminal(qtbot, desk, tasks, hall, hall.tickets)
