"""A hand at the kiosk's number screens, and an eye that reads them."""

from dataclasses import replace
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from kiosk.booking_desk import BookingDesk
from kiosk.desks.rules_file import usual_rules
from kiosk.domain.queue.rules import Hours, QueueRules
from kiosk.domain.queue.state import Ticket
from kiosk.queue_desk import TicketDesk, TicketTaken
from tests.support.counter_hall import CounterHall
from tests.support.world import HALL
from tests.ui.support import HYGIENE, FakeDesk
from tests.ui.test_citizen_visit import forward, press, screen
from ui.citizen.take import TakeScreen
from ui.citizen.terminal import Terminal
from ui.citizen.visit import Step
from ui.options import TerminalOptions
from ui.tasks import Tasks
from ui.widgets.buttons import Door

T = TypeVar("T", bound=QWidget)


def odd_rules() -> QueueRules:
    """The sample hall, 农林水 only in the afternoon, few numbers without a line."""
    rules = usual_rules(HALL)
    afternoon = (Hours("13:30", "17:30"),)
    services = (replace(one, hours=afternoon) if one.code == "nonglin" else one for one in rules.services)
    return replace(rules, services=tuple(services), lease_size=2)


def open_terminal(
    qtbot: QtBot,
    desk: FakeDesk,
    tasks: Tasks,
    hall: CounterHall,
    tickets: TicketDesk,
    bookings: BookingDesk | None = None,
) -> Terminal:
    options, clock = TerminalOptions(idle_seconds=0), hall.world.clock
    made = Terminal(desk, tasks, options, clock, tickets=tickets, bookings=bookings)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def said(holder: QWidget) -> str:
    """Everything that can be read there now."""
    QApplication.processEvents()
    return "\n".join(each.text() for each in holder.findChildren(QLabel) if each.isVisible())


def there(holder: QWidget, kind: type[T], name: str) -> T:
    found = holder.findChild(kind, name)
    assert isinstance(found, kind)
    return found


def offers(holder: QWidget, name: str) -> bool:
    """Whether there is a key of that name to touch."""
    return any(key.objectName() == name and key.isVisible() for key in holder.findChildren(QPushButton))


def ready_to_take(qtbot: QtBot, terminal: Terminal, service: str) -> TakeScreen:
    terminal.enter(terminal.visit.number_for(service))
    take = screen(terminal, TakeScreen)
    qtbot.waitUntil(lambda: terminal.frame.forward_button.isEnabled())
    return take


def taken(qtbot: QtBot, terminal: Terminal, service: str) -> TicketTaken:
    """A number by touch, its paper tried."""
    ready_to_take(qtbot, terminal, service)
    forward(terminal)
    qtbot.waitUntil(lambda: terminal.visit.step is Step.TICKET and terminal.visit.paper in {"done", "failed"})
    assert terminal.visit.ticket is not None
    return terminal.visit.ticket


def in_hub(hall: CounterHall, ticket: TicketTaken) -> Ticket:
    """As the hub has it, once the kiosk's entries are there."""
    hall.sync()
    return hall.today.tickets[ticket.number]


def typed(line: QWidget, text: str) -> None:
    """As a scanner types: every mark, then Enter."""
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)


def find_hygiene(qtbot: QtBot, terminal: Terminal, tasks: Tasks) -> None:
    for letter in "GGCSWSXKXB":
        press(terminal, letter)
    qtbot.waitUntil(lambda: terminal.findChild(Door, HYGIENE) is not None)
    qtbot.waitUntil(lambda: not tasks.busy)
    press(terminal, HYGIENE)
    qtbot.waitUntil(lambda: terminal.visit.step is Step.TAKE)
