"""A kiosk's terminal before a hub and a printer in the world: a number with the hub, and one after it died."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kiosk.app import opener
from kiosk.clock import SystemClock
from kiosk.queue_desk import TicketTaken
from tests.support.queue_hall import QUEUE, QueueHall, queue_hall
from tests.support.queues import rules
from tests.support.receipt_printer import ReceiptPrinter, receipt_printer
from ui.citizen.numbers import Business
from ui.citizen.terminal import Terminal
from ui.citizen.visit import Step
from ui.options import TerminalOptions
from ui.tasks import Tasks
from ui.widgets.buttons import Door
from ui.working import kiosk_at_work

PATIENCE_MS = 20_000


@contextmanager
def at_the_kiosk(qtbot: QtBot, data: Path) -> Iterator[Terminal]:
    """The machine at work with its terminal on the screen."""
    with ExitStack() as stack:
        desk, tickets, bookings = stack.enter_context(kiosk_at_work(data))
        tasks = Tasks()
        stack.callback(tasks.close)
        options = TerminalOptions(idle_seconds=0)
        terminal = Terminal(desk, tasks, options, SystemClock(), tickets=tickets, bookings=bookings)
        qtbot.addWidget(terminal)
        terminal.show()
        yield terminal
        qtbot.waitUntil(lambda: terminal.visit.step is Step.HOME, timeout=PATIENCE_MS)


def touch(qtbot: QtBot, terminal: Terminal, kind: type[Door] | type[Business], name: str) -> None:
    """Once it is there and open, touch the key with this name."""
    qtbot.waitUntil(lambda: _is_open(terminal, kind, name), timeout=PATIENCE_MS)
    key = terminal.findChild(kind, name)
    assert key is not None
    QTest.mouseClick(key, Qt.MouseButton.LeftButton)


def _is_open(terminal: Terminal, kind: type[Door] | type[Business], name: str) -> bool:
    found = terminal.screen_now.findChild(kind, name)
    return found is not None and found.isVisible() and found.isEnabled()


def take(qtbot: QtBot, terminal: Terminal) -> TicketTaken:
    """From home to a printed number, and home again."""
    touch(qtbot, terminal, Door, "numbers")
    touch(qtbot, terminal, Business, "a")
    key = terminal.frame.forward_button
    qtbot.waitUntil(lambda: terminal.visit.step is Step.TAKE and key.isEnabled(), timeout=PATIENCE_MS)
    QTest.mouseClick(key, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: terminal.visit.paper == "done", timeout=PATIENCE_MS)
    ticket = terminal.visit.ticket
    assert ticket is not None
    with qtbot.waitSignal(terminal.wiped, timeout=PATIENCE_MS):
        QTest.mouseClick(terminal.frame.forward_button, Qt.MouseButton.LeftButton)
    return ticket


def has_numbers(data: Path) -> bool:
    """Whether the kiosk holds a block for the time without a line."""
    with opener().open(data) as machine:
        today = machine.journal.views.queue.state(QUEUE).today
        return today is not None and any(one.service == "a" for one in today.leases.values())


def enrolled(here: QueueHall, printer: ReceiptPrinter) -> Path:
    data = here.enrol("kiosk", "kiosk")
    (data / "settings.toml").write_text(f'printer = "{printer.address}"\n')
    return data


@pytest.mark.timeout(180)
def test_a_number_comes_on_paper_with_the_hub_and_without_it(qtbot: QtBot, tmp_path: Path) -> None:
    with receipt_printer() as printer, queue_hall(tmp_path, rules()) as here:
        data = enrolled(here, printer)
        with at_the_kiosk(qtbot, data) as terminal:
            with_hub = take(qtbot, terminal)
            assert (with_hub.number, with_hub.source, printer.counted()) == ("A001", "hub", 1)
            qtbot.waitUntil(lambda: has_numbers(data), timeout=PATIENCE_MS)
            here.hubs[0].kill()
            alone = take(qtbot, terminal)
            assert (alone.number, alone.source, printer.counted()) == ("A501", "lease", 2)
            here.hubs[0].start()
        with here.desk(data) as kiosk:
            assert kiosk.does("sync") == 0
        tickets = here.queue().today.tickets
    assert {number: one.paper for number, one in tickets.items() if one.state == "waiting"} == {
        "A001": "done",
        "A501": "done",
    }
