"""Numbers at the kiosk, by real touches, on real desks: a hub, a kiosk and a printer in this process."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from kiosk.booking_desk import BookingDesk
from kiosk.counter import Counter
from kiosk.desks.rules_file import usual_rules
from kiosk.desks.ticket_paper import FIRST
from kiosk.devices.printer import Status
from kiosk.domain.queue.rules import Hours, QueueRules
from kiosk.domain.queue.state import Ticket
from kiosk.queue_desk import TicketDesk, TicketTaken
from tests.support.counter_hall import CounterHall, counter_hall
from tests.support.world import HALL, world
from tests.ui.support import HYGIENE, FakeDesk
from tests.ui.test_citizen_visit import forward, press, screen
from ui.citizen.check_in import CheckInScreen
from ui.citizen.home import HomeScreen
from ui.citizen.my_number import MyNumberScreen
from ui.citizen.numbers import Business
from ui.citizen.overlay import Overlay
from ui.citizen.presenters.idle import Idle
from ui.citizen.presenters.queue import wait_parts
from ui.citizen.take import TakeScreen
from ui.citizen.terminal import Terminal
from ui.citizen.visit import BLANK, Step
from ui.options import TerminalOptions
from ui.tasks import Tasks
from ui.widgets.buttons import Door

T = TypeVar("T", bound=QWidget)
OLD, YOUNG = "511602194001010014", "511602199003070010"


def odd_rules() -> QueueRules:
    """The sample hall, 农林水 only in the afternoon, few numbers without a line."""
    rules = usual_rules(HALL)
    afternoon = (Hours("13:30", "17:30"),)
    services = (replace(one, hours=afternoon) if one.code == "nonglin" else one for one in rules.services)
    return replace(rules, services=tuple(services), lease_size=2)


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[CounterHall]:
    with counter_hall(tmp_path, odd_rules()) as made:
        yield made


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


@pytest.fixture
def terminal(qtbot: QtBot, desk: FakeDesk, tasks: Tasks, hall: CounterHall) -> Terminal:
    return open_terminal(qtbot, desk, tasks, hall, hall.tickets)


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


class Watching:
    """A printer that notes what was on the screen and in the hub when the paper was asked for."""

    def __init__(self, look: Any) -> None:
        self.look = look
        self.seen: list[object] = []

    def print(self, job: bytes) -> None:
        self.seen.append(self.look())

    def status(self) -> Status:
        return Status()


def test_a_number_is_durable_then_shown_then_printed(
    qtbot: QtBot, terminal: Terminal, hall: CounterHall, desk: FakeDesk
) -> None:
    hall.fill("shebao", 3)
    watching = Watching(lambda: (terminal.visit.step, "B004" in hall.today.tickets))
    hall.set_printer(FIRST, watching)
    press(terminal, "numbers")
    qtbot.waitUntil(lambda: terminal.findChild(Business, "shebao") is not None)
    assert "3 人在等\n大约等 9–14 分钟" in said(there(terminal, Business, "shebao"))
    press(terminal, "shebao")
    qtbot.waitUntil(lambda: terminal.frame.forward_button.isEnabled())
    assert terminal.frame.question.text() == "取“社保医保”的号"
    assert "9–14\n分钟" in said(terminal)
    assert "B004" not in hall.today.tickets
    forward(terminal)
    qtbot.waitUntil(lambda: terminal.visit.paper == "done")
    assert watching.seen == [(Step.TICKET, True)]
    ticket = terminal.visit.ticket
    assert ticket is not None
    wait = "\n".join(filter(None, wait_parts(ticket.estimate)))
    words = said(terminal)
    for each in ("B004", "3\n人", wait, "11号社保窗口、12号医保窗口", "叫 3 次没有到，就算过号。"):
        assert each in words
    assert (in_hub(hall, ticket).paper, ticket.qr) == ("done", f"https://hall.example/q/{ticket.token}")
    with qtbot.waitSignal(terminal.wiped):
        forward(terminal)
    assert (terminal.visit, desk.visits_ended) == (BLANK, 1)


def test_a_rebuilt_screen_prints_no_second_paper(qtbot: QtBot, terminal: Terminal, hall: CounterHall) -> None:
    ticket = taken(qtbot, terminal, "zonghe")
    press(terminal, "长辈模式")
    press(terminal, "English")
    qtbot.waitUntil(lambda: "Printed, please take your ticket" in said(terminal))
    assert hall.papers() == 1
    press(terminal, "print-again")
    qtbot.waitUntil(lambda: hall.papers() == 2)
    qtbot.waitUntil(lambda: terminal.visit.paper == "done")
    assert in_hub(hall, ticket).papers == 2


def test_two_touches_take_one_number(qtbot: QtBot, terminal: Terminal, hall: CounterHall) -> None:
    ready_to_take(qtbot, terminal, "zonghe")
    forward(terminal)
    terminal.screen_now.forward()
    qtbot.waitUntil(lambda: terminal.visit.paper == "done")
    assert list(hall.today.tickets) == ["A001"]


class Gate:
    """The desk with a hub that takes its time: numbers come when `open` is set."""

    def __init__(self, tickets: TicketDesk) -> None:
        self._tickets, self.open = tickets, threading.Event()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tickets, name)

    def take(self, service: str, priority: Any = "", then: Sequence[str] = ()) -> TicketTaken:
        self.open.wait(30)
        return self._tickets.take(service, priority, then)


def test_no_number_is_lost_to_a_key_pressed_while_it_comes(
    qtbot: QtBot, desk: FakeDesk, tasks: Tasks, hall: CounterHall
) -> None:
    gate = Gate(hall.tickets)
    terminal = open_terminal(qtbot, desk, tasks, hall, cast(TicketDesk, gate))
    ready_to_take(qtbot, terminal, "zonghe")
    forward(terminal)
    waiting = terminal.screen_now
    press(terminal, "长辈模式")
    assert terminal.screen_now is waiting
    assert terminal.frame.back_button.isHidden()
    gate.open.set()
    qtbot.waitUntil(lambda: terminal.visit.paper == "done" and terminal.room.theme.elder)
    assert "A001" in said(terminal)
    assert hall.papers() == 1


@pytest.mark.parametrize("lane", ["soldier", "disabled", "pregnant", "elder"])
def test_who_says_so_is_called_first(qtbot: QtBot, terminal: Terminal, hall: CounterHall, lane: str) -> None:
    hall.fill("zonghe", 2)
    ready_to_take(qtbot, terminal, "zonghe")
    press(terminal, lane)
    forward(terminal)
    qtbot.waitUntil(lambda: terminal.visit.ticket is not None)
    assert hall.today.tickets["A003"].lane == lane
    assert terminal.visit.ticket is not None
    assert terminal.visit.ticket.ahead == 0


@pytest.mark.parametrize(("number", "lane"), [(OLD, "elder"), (YOUNG, "")])
def test_age_follows_from_who_was_identified(
    qtbot: QtBot, terminal: Terminal, hall: CounterHall, number: str, lane: str
) -> None:
    terminal.enter(replace(BLANK, form={"applicant": {"id_number": number}}))
    take = ready_to_take(qtbot, terminal, "zonghe")
    assert (take.findChild(QPushButton, "elder") is not None) == bool(lane)
    forward(terminal)
    qtbot.waitUntil(lambda: terminal.visit.ticket is not None)
    assert hall.today.tickets["A001"].lane == lane


def chosen(terminal: Terminal) -> list[str]:
    return [each.code for each in screen(terminal, TakeScreen).rows]


def add(qtbot: QtBot, terminal: Terminal, service: str) -> None:
    """One more matter by touch."""
    press(terminal, "one-more")
    qtbot.waitUntil(lambda: terminal.findChild(Business, service) is not None)
    press(terminal, service)
    qtbot.waitUntil(lambda: terminal.visit.step is Step.TAKE and terminal.frame.forward_button.isEnabled())


def test_several_matters_are_on_one_number(qtbot: QtBot, terminal: Terminal, hall: CounterHall) -> None:
    hall.fill("shebao", 2)
    hall.fill("shuiwu", 1)
    ready_to_take(qtbot, terminal, "shebao")
    add(qtbot, terminal, "shuiwu")
    assert terminal.frame.question.text() == "一个号办 2 件"
    for each in ("2 人在等 · 大约等 6–10 分钟", "1 人在等 · 大约等 3–6 分钟", "19号税务窗口"):
        assert each in said(terminal)
    forward(terminal)
    qtbot.waitUntil(lambda: terminal.visit.paper == "done")
    ticket = terminal.visit.ticket
    assert ticket is not None
    assert (ticket.number, [each.service_name for each in ticket.then]) == ("B003", ["税务"])
    assert "社保医保 → 税务" in said(terminal)
    assert "19号税务窗口" in said(terminal)
    assert in_hub(hall, ticket).then == ("shuiwu",)


def test_what_is_chosen_already_cannot_be_chosen_twice_and_back_lets_the_last_one_go(
    qtbot: QtBot, terminal: Terminal
) -> None:
    ready_to_take(qtbot, terminal, "shebao")
    press(terminal, "one-more")
    qtbot.waitUntil(lambda: terminal.findChild(Business, "shebao") is not None)
    assert not there(terminal, Business, "shebao").isEnabled()
    assert "已经选了" in said(there(terminal, Business, "shebao"))
    press(terminal, "shuiwu")
    qtbot.waitUntil(lambda: terminal.frame.forward_button.isEnabled())
    terminal.screen_now.back()
    assert (terminal.visit.step, terminal.visit.matters) == (Step.NUMBERS, ("shebao",))
    terminal.screen_now.back()
    assert (terminal.visit.step, terminal.visit.matters) == (Step.TAKE, ("shebao",))
    qtbot.waitUntil(lambda: terminal.frame.question.text() == "取“社保医保”的号")


def find_hygiene(qtbot: QtBot, terminal: Terminal, tasks: Tasks) -> None:
    for letter in "GGCSWSXKXB":
        press(terminal, letter)
    qtbot.waitUntil(lambda: terminal.findChild(Door, HYGIENE) is not None)
    qtbot.waitUntil(lambda: not tasks.busy)
    press(terminal, HYGIENE)
    qtbot.waitUntil(lambda: terminal.visit.step is Step.TAKE)


def test_the_order_can_be_changed_and_a_matter_left_out(qtbot: QtBot, terminal: Terminal) -> None:
    ready_to_take(qtbot, terminal, "shebao")
    add(qtbot, terminal, "shuiwu")
    add(qtbot, terminal, "gongan")
    press(terminal, "first-gongan")
    assert chosen(terminal) == ["gongan", "shebao", "shuiwu"]
    press(terminal, "without-gongan")
    assert chosen(terminal) == ["shebao", "shuiwu"]
    add(qtbot, terminal, "zonghe")
    add(qtbot, terminal, "shehui")
    assert not offers(terminal, "one-more"), "four are as many as one visit takes"


def test_a_matter_found_by_name_is_added_too(qtbot: QtBot, terminal: Terminal, tasks: Tasks) -> None:
    ready_to_take(qtbot, terminal, "shebao")
    press(terminal, "one-more")
    press(terminal, "by-matter")
    find_hygiene(qtbot, terminal, tasks)
    assert terminal.visit.matters == ("shebao", "zonghe")


def test_my_number_shows_how_far_its_matters_are(qtbot: QtBot, terminal: Terminal, hall: CounterHall) -> None:
    hall.fill("shuiwu", 1)
    ticket = hall.tickets.take("shebao", "", ["shuiwu"])
    press(terminal, "my_number")
    mine = screen(terminal, MyNumberScreen)
    typed(mine.line, ticket.qr)
    qtbot.waitUntil(lambda: mine.shown is not None)
    assert "这个号要办的事" in said(mine)
    hall.calls("11").call_next()
    hall.calls("11").finish()
    mine._look()
    qtbot.waitUntil(lambda: "办完了" in said(mine))
    assert "税务" in said(mine)
    assert "1\n人" in said(mine)
    for _ in range(2):
        hall.calls("19").call_next()
    mine._look()
    qtbot.waitUntil(lambda: "正在叫您，请到19号税务窗口" in said(mine))
    hall.calls("19").finish()
    mine._look()
    qtbot.waitUntil(lambda: "都办完了" in said(mine))


def test_cut_off_a_counted_business_is_not_promised_beside_another(
    qtbot: QtBot, desk: FakeDesk, tasks: Tasks, tmp_path: Path
) -> None:
    rules = odd_rules()
    counted = tuple(replace(one, quota=9) if one.code == "shuiwu" else one for one in rules.services)
    with counter_hall(tmp_path, replace(rules, services=counted)) as hall:
        terminal = open_terminal(qtbot, desk, tasks, hall, hall.tickets)
        ready_to_take(qtbot, terminal, "shebao")
        add(qtbot, terminal, "shuiwu")
        hall.line.cut = True
        forward(terminal)
        qtbot.waitUntil(lambda: "这几项不能合取一个号" in said(terminal))
        assert "可以去掉后面几项" in said(terminal)
        press(terminal, "without-shuiwu")
        forward(terminal)
        qtbot.waitUntil(lambda: terminal.visit.paper == "done")
        assert terminal.visit.ticket is not None
        assert terminal.visit.ticket.source == "lease"


def test_a_matter_leads_to_its_number(qtbot: QtBot, terminal: Terminal, tasks: Tasks) -> None:
    press(terminal, "numbers")
    press(terminal, "by-matter")
    assert not terminal.frame.rail.isVisible()
    find_hygiene(qtbot, terminal, tasks)
    assert terminal.visit.service == "zonghe"
    qtbot.waitUntil(lambda: terminal.frame.forward_button.isEnabled())
    terminal.screen_now.back()
    assert (terminal.visit.step, terminal.visit.sought) == (Step.FIND, "GGCSWSXKXB")
    terminal.screen_now.back()
    assert terminal.visit.step is Step.NUMBERS


def test_the_guide_leads_to_a_number_and_back(qtbot: QtBot, terminal: Terminal, desk: FakeDesk) -> None:
    terminal.enter(BLANK.choose(desk.item(HYGIENE)))
    press(terminal, "number")
    qtbot.waitUntil(lambda: terminal.visit.step is Step.TAKE)
    terminal.screen_now.back()
    assert terminal.visit.step is Step.GUIDE
    taken(qtbot, terminal, "zonghe")
    press(terminal, "回到指南")
    assert terminal.visit.step is Step.GUIDE


def test_a_closed_business_says_why(qtbot: QtBot, terminal: Terminal) -> None:
    press(terminal, "numbers")
    qtbot.waitUntil(lambda: terminal.findChild(Business, "nonglin") is not None)
    closed = there(terminal, Business, "nonglin")
    assert not closed.isEnabled()
    assert "现在不是这项业务的办理时间，请看大厅公示的时间" in said(closed)
    terminal.enter(BLANK.number_for("nonglin"))
    qtbot.waitUntil(lambda: "请换一种业务，或到咨询台问一问。" in said(terminal))
    assert not terminal.frame.forward_button.isEnabled()


def test_a_failed_print_leaves_the_number_and_offers_the_other_printer(
    qtbot: QtBot, terminal: Terminal, hall: CounterHall
) -> None:
    hall.break_printer()
    hall.add_second()
    ticket = taken(qtbot, terminal, "gongan")
    qtbot.waitUntil(lambda: "小票没有打出来。号码有效，请记下。" in said(terminal))
    assert ticket.number in said(terminal)
    assert in_hub(hall, ticket).paper == "failed"
    press(terminal, "print-second")
    qtbot.waitUntil(lambda: terminal.visit.paper == "done")
    assert (hall.papers(), hall.papers("second")) == (0, 1)
    assert (in_hub(hall, ticket).paper, in_hub(hall, ticket).papers) == ("done", 1)


def test_cut_off_the_number_says_that_nobody_knows_the_wait(
    qtbot: QtBot, terminal: Terminal, hall: CounterHall
) -> None:
    hall.line.cut = True
    ticket = taken(qtbot, terminal, "shehui")
    assert (ticket.number, ticket.source) == ("F501", "lease")
    words = said(terminal)
    assert "号码有效，只是要等多久现在说不准" in words
    assert "分钟" not in words
    assert hall.papers() == 1
    taken(qtbot, terminal, "shehui")
    ready_to_take(qtbot, terminal, "shehui")
    forward(terminal)
    qtbot.waitUntil(lambda: "本机预留的号也用完了，请到咨询台取号" in said(terminal))
    assert "没有取走号。旁边的取号机可能还有号" in said(terminal)
    hall.line.cut = False
    hall.world.later(seconds=10)
    forward(terminal)
    qtbot.waitUntil(lambda: terminal.visit.step is Step.TICKET)
    assert in_hub(hall, ticket).state == "waiting"


def test_a_number_is_given_back_after_one_question(qtbot: QtBot, terminal: Terminal, hall: CounterHall) -> None:
    ticket = taken(qtbot, terminal, "zonghe")
    press(terminal, "give-back")
    press(terminal.findChildren(Overlay)[-1], "不退，接着等")
    assert in_hub(hall, ticket).state == "waiting"
    press(terminal, "give-back")
    with qtbot.waitSignal(terminal.wiped):
        press(terminal.findChildren(Overlay)[-1], "退号")
    assert in_hub(hall, ticket).state == "cancelled"
    assert terminal.visit == BLANK


def test_a_number_that_was_called_meanwhile_is_not_given_back(
    qtbot: QtBot, terminal: Terminal, hall: CounterHall
) -> None:
    taken(qtbot, terminal, "shuiwu")
    hall.calls("19").call_next()
    press(terminal, "give-back")
    press(terminal.findChildren(Overlay)[-1], "退号")
    qtbot.waitUntil(lambda: "这个号正在被叫" in said(terminal))
    assert terminal.visit.step is Step.TICKET


def typed(line: QWidget, text: str) -> None:
    """As a scanner types: every mark, then Enter."""
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)


def test_a_scanned_ticket_shows_its_place_now(qtbot: QtBot, terminal: Terminal, hall: CounterHall) -> None:
    hall.fill("shebao", 2)
    ticket = hall.tickets.take("shebao")
    press(terminal, "my_number")
    mine = screen(terminal, MyNumberScreen)
    assert terminal.focusWidget() is mine.line
    typed(mine.line, ticket.qr)
    qtbot.waitUntil(lambda: mine.shown is not None)
    assert mine.line.text() == "B003"
    assert "还在等候" in said(mine)
    assert "2\n人" in said(mine)
    assert offers(mine, "give-back")
    for _ in range(3):
        hall.calls("11").call_next()
    mine._look()
    qtbot.waitUntil(lambda: "正在叫您，请到11号社保窗口" in said(mine))
    assert not offers(mine, "give-back")


def test_a_typed_number_shows_its_place_but_gives_nothing_back(
    qtbot: QtBot, terminal: Terminal, hall: CounterHall
) -> None:
    hall.fill("zonghe", 1)
    press(terminal, "my_number")
    mine = screen(terminal, MyNumberScreen)
    qtbot.waitUntil(lambda: any(key.text() == "A" for key in mine.pad.findChildren(QPushButton)))
    for mark in "A001":
        press(mine.pad, mark)
    press(terminal, "seek")
    qtbot.waitUntil(lambda: mine.shown is not None)
    assert not offers(mine, "give-back")
    press(terminal, "other")
    typed(mine.line, "A999")
    qtbot.waitUntil(lambda: "今天没有发过这个号，请核对号码" in said(mine))


def test_a_scanned_ticket_is_given_back(qtbot: QtBot, terminal: Terminal, hall: CounterHall) -> None:
    ticket = hall.tickets.take("zonghe")
    press(terminal, "my_number")
    mine = screen(terminal, MyNumberScreen)
    typed(mine.line, ticket.qr)
    qtbot.waitUntil(lambda: mine.shown is not None)
    press(terminal, "give-back")
    press(terminal.findChildren(Overlay)[-1], "退号")
    qtbot.waitUntil(lambda: "已经退号，不用再等" in said(mine))
    assert in_hub(hall, ticket).state == "cancelled"


def test_an_appointment_is_checked_in_by_touch(qtbot: QtBot, terminal: Terminal, hall: CounterHall) -> None:
    slots = hall.slots()
    slots.open("zonghe", "2026-11-20T10:30", 3)
    booked = slots.book("zonghe", "2026-11-20T10:30", "5678")
    hall.sync()
    hall.fill("zonghe", 2)
    press(terminal, "check_in")
    check = screen(terminal, CheckInScreen)
    assert not terminal.frame.forward_button.isEnabled()
    for digit in booked.code:
        press(check, digit)
    forward(terminal)
    qtbot.waitUntil(lambda: terminal.visit.paper == "done")
    assert terminal.visit.ticket is not None
    assert terminal.visit.ticket.ahead == 0
    assert in_hub(hall, terminal.visit.ticket).lane == "appointment"


def test_digits_that_fit_two_ask_for_more(qtbot: QtBot, terminal: Terminal, hall: CounterHall) -> None:
    slots = hall.slots()
    slots.open("zonghe", "2026-11-20T10:30", 3)
    first = slots.book("zonghe", "2026-11-20T10:30", "5678")
    slots.book("zonghe", "2026-11-20T10:30", "5678")
    hall.sync()
    press(terminal, "check_in")
    check = screen(terminal, CheckInScreen)
    typed(check.line, "5678")
    qtbot.waitUntil(lambda: "这几位数字对应几个预约，请输入预约码" in said(check))
    assert "也可以输入身份证号" in said(check)
    typed(check.line, first.code)
    qtbot.waitUntil(lambda: terminal.visit.step is Step.TICKET)


@pytest.mark.parametrize(
    ("start", "words"),
    [("2026-11-20T11:30", "请提前半小时以内再来签到"), ("2026-11-19T10:30", "这个预约的日子已经过了")],
)
def test_who_comes_at_the_wrong_time_is_told_when(
    qtbot: QtBot, terminal: Terminal, hall: CounterHall, start: str, words: str
) -> None:
    slots = hall.slots()
    slots.open("zonghe", start, 3)
    now, hall.world.clock.at = hall.world.clock.at, hall.world.clock.at.replace(day=19, hour=0)
    booked = slots.book("zonghe", start)
    hall.world.clock.at = now
    hall.sync()
    press(terminal, "check_in")
    typed(screen(terminal, CheckInScreen).line, booked.code)
    qtbot.waitUntil(lambda: words in said(terminal))
    assert "什么都没有改动" in said(terminal)
    assert not hall.today.tickets


def test_nobody_there_wipes_the_number(qtbot: QtBot, terminal: Terminal, hall: CounterHall, desk: FakeDesk) -> None:
    taken(qtbot, terminal, "zonghe")
    terminal.idle.idle = Idle(limit=2, warn=2)
    with qtbot.waitSignal(terminal.wiped):
        for _ in range(4):
            terminal.idle.tick()
    assert (terminal.visit, desk.visits_ended) == (BLANK, 1)
    assert hall.today.tickets["A001"].state == "waiting"


def test_home_says_who_is_called_and_how_full_it_is(qtbot: QtBot, terminal: Terminal, hall: CounterHall) -> None:
    hall.fill("shebao", 3)
    hall.calls("11").call_next()
    hall.sync()
    home = screen(terminal, HomeScreen)
    qtbot.waitUntil(lambda: "B001" in said(home.calling))
    assert "请到11号社保窗口" in said(home.calling)
    assert home.queue.note.text() == "现在 2 人在等，看业务等 6–10 分钟"


def test_a_hall_without_a_queue_says_so_at_the_door_until_there_is_one(
    qtbot: QtBot, desk: FakeDesk, tasks: Tasks, tmp_path: Path
) -> None:
    with world(tmp_path) as here, Counter(here.platform).citizen():
        kiosk, wire = here.enrol("kiosk")
        with Counter(kiosk).tickets() as tickets:
            terminal = Terminal(desk, tasks, TerminalOptions(idle_seconds=0), here.clock, tickets=tickets)
            qtbot.addWidget(terminal)
            terminal.show()
            home = screen(terminal, HomeScreen)
            qtbot.waitUntil(lambda: not home.queue.isEnabled())
            assert "还没有设置排队业务" in home.queue.note.text()
            assert there(terminal, Door, "find").isEnabled()
            here.configure(odd_rules())
            kiosk.exchange(wire).once()
            home.calling._ask()
            qtbot.waitUntil(home.queue.isEnabled)
            assert home.queue.note.text() == "现在没有人在等"
            qtbot.waitUntil(lambda: not tasks.busy)
