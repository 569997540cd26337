"""An appointment at the kiosk, by real touches, on real desks: a platform, a hub and a kiosk in this process."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from kiosk.booking_desk import Appointment, BookingDesk, Plan
from kiosk.domain.appointment import Slot, SlotLent, slot_stream
from kiosk.errors import Fault, Refused
from tests.support.counter_hall import CounterHall, counter_hall
from tests.support.world import HALL, PARTITION
from tests.ui.numbers.hand import open_terminal, said, there
from tests.ui.support import FakeDesk
from tests.ui.test_citizen_visit import forward, press, screen
from ui.citizen.appointment import AppointmentScreen
from ui.citizen.book import BookScreen
from ui.citizen.check_in import CheckInScreen
from ui.citizen.overlay import Overlay
from ui.citizen.presenters.booking import code_words
from ui.citizen.presenters.idle import Idle
from ui.citizen.terminal import Terminal
from ui.citizen.times import TimeDoor, TimesScreen
from ui.citizen.visit import BLANK, Step
from ui.tasks import Tasks
from ui.widgets.buttons import Door

NINE, TEN, NEXT = "2026-11-23T09:00", "2026-11-23T10:00", "2026-11-24T14:30"


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[CounterHall]:
    """Friday morning; Monday has a time with one place and one with two, Tuesday one with one."""
    with counter_hall(tmp_path) as made:
        for start, capacity in ((NINE, 1), (TEN, 2), (NEXT, 1)):
            made.slots().open("zonghe", start, capacity)
        made.sync()
        yield made


@pytest.fixture
def terminal(qtbot: QtBot, desk: FakeDesk, tasks: Tasks, hall: CounterHall) -> Terminal:
    return open_terminal(qtbot, desk, tasks, hall, hall.tickets, hall.bookings)


def see(qtbot: QtBot, holder: QWidget, words: str) -> None:
    qtbot.waitUntil(lambda: words in said(holder))


def ready_to_book(qtbot: QtBot, terminal: Terminal, start: str = TEN) -> BookScreen:
    terminal.enter(BLANK.times_of("zonghe").wish(start))
    qtbot.waitUntil(lambda: terminal.visit.plan is not None)
    return screen(terminal, BookScreen)


def booked(qtbot: QtBot, terminal: Terminal, start: str = TEN) -> Appointment:
    """An appointment by touch."""
    ready_to_book(qtbot, terminal, start)
    forward(terminal)
    qtbot.waitUntil(lambda: terminal.visit.step is Step.APPOINTMENT)
    assert terminal.visit.appointment is not None
    return terminal.visit.appointment


def at_platform(hall: CounterHall, start: str = TEN) -> Slot:
    """A slot as its judge has it, once everything has travelled."""
    for _ in range(2):
        hall.kiosk.exchange(hall.line).once()
        hall.pass_on()
    found = hall.world.platform.journal.views.slots.find(slot_stream(HALL, "zonghe", start))
    assert found is not None
    return found


def states(hall: CounterHall, start: str = TEN) -> list[str]:
    return [one.state for one in at_platform(hall, start).bookings.values()]


def test_a_time_is_booked_from_home_to_the_code(
    qtbot: QtBot, terminal: Terminal, hall: CounterHall, desk: FakeDesk
) -> None:
    press(terminal, "bookable")
    qtbot.waitUntil(lambda: terminal.findChild(Door, "zonghe") is not None)
    assert "最早 11月23日 周一 09:00" in said(there(terminal, Door, "zonghe"))
    assert terminal.findChild(Door, "shebao") is None, "only what has times"
    press(terminal, "zonghe")
    qtbot.waitUntil(lambda: terminal.findChild(TimeDoor, NINE) is not None)
    press(terminal, NEXT[:10])
    assert terminal.findChild(TimeDoor, NEXT) is not None
    press(terminal, NINE[:10])
    press(terminal, TEN)
    qtbot.waitUntil(lambda: terminal.frame.forward_button.isEnabled())
    for each in ("11月23日 周一", "10:00—10:30", "提前 30 分钟以内", "过了 10:15 签到", "10:00 以前都可以取消"):
        assert each in said(terminal)
    assert states(hall) == [], "nothing is booked before the key is pressed"
    for digit in "5678":
        press(terminal, digit)
    forward(terminal)
    qtbot.waitUntil(lambda: terminal.visit.step is Step.APPOINTMENT)
    made = terminal.visit.appointment
    assert made is not None
    assert code_words(made.code) in said(terminal)
    assert hall.slots().standing("zonghe", TEN, made.code).state == "booked"
    assert (terminal.visit.digits, terminal.visit.plan, made.holds) == ("", None, "booked")
    with qtbot.waitSignal(terminal.wiped):
        forward(terminal)
    assert (terminal.visit, desk.visits_ended) == (BLANK, 1)


def test_what_is_full_stays_in_sight_and_cannot_be_pressed(qtbot: QtBot, terminal: Terminal, hall: CounterHall) -> None:
    hall.slots().open("gongan", NINE, 1)
    for service in ("zonghe", "gongan"):
        hall.slots().book(service, NINE)
    hall.sync()
    press(terminal, "bookable")
    qtbot.waitUntil(lambda: terminal.findChild(Door, "gongan") is not None)
    assert not there(terminal, Door, "gongan").isEnabled()
    assert "近期都已约满" in said(there(terminal, Door, "gongan"))
    press(terminal, "zonghe")
    qtbot.waitUntil(lambda: terminal.findChild(TimeDoor, NINE) is not None)
    assert not there(terminal, TimeDoor, NINE).isEnabled()
    assert ("约满" in said(there(terminal, TimeDoor, NINE)), "余 2" in said(there(terminal, TimeDoor, TEN))) == (
        True,
        True,
    )


def test_what_others_take_is_seen_while_one_looks(qtbot: QtBot, terminal: Terminal, hall: CounterHall) -> None:
    terminal.enter(BLANK.times_of("zonghe"))
    times = screen(terminal, TimesScreen)
    qtbot.waitUntil(lambda: terminal.findChild(TimeDoor, NINE) is not None)
    door = there(terminal, TimeDoor, NINE)
    hall.slots().book("zonghe", NINE)
    hall.pass_on()
    times._fetch()
    qtbot.waitUntil(lambda: not door.isEnabled())
    assert there(terminal, TimeDoor, NINE) is door, "nothing moves under the hand"


def test_where_nothing_is_offered_one_is_told_what_to_do(
    qtbot: QtBot, desk: FakeDesk, tasks: Tasks, tmp_path: Path
) -> None:
    with counter_hall(tmp_path) as hall:
        terminal = open_terminal(qtbot, desk, tasks, hall, hall.tickets, hall.bookings)
        press(terminal, "bookable")
        see(qtbot, terminal, "这个大厅现在没有开放预约的时段")
        see(qtbot, terminal, "也可以用手机扫码")
        forward(terminal)
        assert terminal.visit.step is Step.NUMBERS
        qtbot.waitUntil(lambda: not tasks.busy)


def test_a_place_that_went_meanwhile_is_no_dead_end(qtbot: QtBot, terminal: Terminal, hall: CounterHall) -> None:
    book = ready_to_book(qtbot, terminal, NINE)
    book.line.setText("5678")
    hall.slots().book("zonghe", NINE)
    forward(terminal)
    see(qtbot, terminal, "这个时段已经约满，请换一个时段")
    assert terminal.visit.digits == book.line.text() == "5678"
    assert not book.line.isVisible(), "there is nothing to fill in any more"
    press(terminal, "换个时间")
    qtbot.waitUntil(lambda: terminal.findChild(TimeDoor, TEN) is not None)
    press(terminal, TEN)
    qtbot.waitUntil(lambda: terminal.visit.plan is not None)
    forward(terminal)
    qtbot.waitUntil(lambda: terminal.visit.step is Step.APPOINTMENT)
    assert hall.slots().slot("zonghe", TEN).left == 1


def test_no_other_key_looks_chosen_when_the_line_goes_away(qtbot: QtBot, terminal: Terminal, hall: CounterHall) -> None:
    with qtbot.waitActive(terminal):
        terminal.activateWindow()
    book = ready_to_book(qtbot, terminal, NINE)
    qtbot.waitUntil(book.line.hasFocus)
    hall.slots().book("zonghe", NINE)
    forward(terminal)
    assert terminal.frame.hasFocus(), "the key that was touched is switched off"
    book.line.setFocus()
    see(qtbot, terminal, "这个时段已经约满，请换一个时段")
    assert terminal.frame.hasFocus(), "the line is gone"


@pytest.mark.parametrize("digits", ["5", "567"])
def test_half_a_number_is_asked_for_again(qtbot: QtBot, terminal: Terminal, hall: CounterHall, digits: str) -> None:
    book = ready_to_book(qtbot, terminal)
    book.line.setText(digits)
    forward(terminal)
    see(qtbot, terminal, "请填写手机号的后四位数字，或不填")
    assert (terminal.visit.step, states(hall)) == (Step.BOOK, [])


def hold_one(hall: CounterHall, start: str) -> None:
    """The kiosk has a place of its own to give away."""
    body = SlotLent(hall.kiosk.journal.terminal, 1)
    hall.kiosk.journal.append(PARTITION, slot_stream(HALL, "zonghe", start), "slot.lent", "system", body)
    assert at_platform(hall, start).shares
    hall.kiosk.exchange(hall.line).once()


def test_cut_off_one_books_what_this_machine_holds_and_no_more(
    qtbot: QtBot, terminal: Terminal, hall: CounterHall
) -> None:
    hold_one(hall, TEN)
    hall.line.cut = True
    hall.bookings.refresh()
    terminal.enter(BLANK.times_of("zonghe"))
    see(qtbot, terminal, "暂时连不上平台，现在只能约本机预留的名额")
    assert [there(terminal, TimeDoor, start).isEnabled() for start in (NINE, TEN)] == [False, True]
    assert "现在约不了" in said(there(terminal, TimeDoor, NINE)), "nobody knows whether it is taken"
    made = booked(qtbot, terminal)
    assert made.holds == "promised"
    assert "这个名额是本机预留的，已经给您了" in said(terminal)
    terminal.enter(BLANK.times_of("zonghe").wish(TEN))
    see(qtbot, terminal, "暂时连不上平台，本机预留的名额也没有了，请稍后再试")
    hall.line.cut = False
    assert states(hall).count("booked") == 1
    assert hall.slots().standing("zonghe", TEN, made.code).state == "booked"


def test_where_all_others_are_taken_the_place_that_is_held_here_goes_to_whoever_stands_here(
    qtbot: QtBot, terminal: Terminal, hall: CounterHall
) -> None:
    hold_one(hall, NINE)
    terminal.enter(BLANK.times_of("zonghe"))
    qtbot.waitUntil(lambda: "余 1" in said(there(terminal, TimeDoor, NINE)))
    made = booked(qtbot, terminal, NINE)
    assert made.holds == "booked"
    assert hall.bookings.book(made.plan).booking == made.booking, "asked again it is the same place"
    assert states(hall, NINE) == ["booked"]
    assert hall.slots().standing("zonghe", NINE, made.code).state == "booked"
    terminal.enter(BLANK.times_of("zonghe"))
    qtbot.waitUntil(lambda: "约满" in said(there(terminal, TimeDoor, NINE)))


def test_a_platform_that_is_silent_behind_its_hub_is_not_waited_for_in_vain(
    qtbot: QtBot, terminal: Terminal, hall: CounterHall
) -> None:
    ready_to_book(qtbot, terminal)
    hall.hub[1].cut = True
    forward(terminal)
    see(qtbot, terminal, "暂时连不上平台，本机预留的名额也没有了，请稍后再试")
    hall.bookings.refresh()
    assert hall.bookings.times("zonghe").alone, "the hub says that it has no answer; nothing is offered in vain again"
    hall.hub[1].cut = False
    assert states(hall) == ["cancelled"], "what was asked for in vain holds no place"
    hall.bookings.refresh()
    assert not hall.bookings.times("zonghe").alone
    forward(terminal)
    qtbot.waitUntil(lambda: terminal.findChild(TimeDoor, TEN) is not None)
    press(terminal, TEN)
    qtbot.waitUntil(lambda: terminal.visit.plan is not None)
    forward(terminal)
    qtbot.waitUntil(lambda: terminal.visit.step is Step.APPOINTMENT)
    assert sorted(states(hall)) == ["booked", "cancelled"]


def test_it_is_cancelled_on_the_same_screen(qtbot: QtBot, terminal: Terminal, hall: CounterHall) -> None:
    made = booked(qtbot, terminal)
    press(terminal, "cancel")
    press(terminal.findChildren(Overlay)[-1], "不取消")
    assert states(hall) == ["booked"]
    press(terminal, "cancel")
    press(terminal.findChildren(Overlay)[-1], "取消预约")
    see(qtbot, terminal, "预约已取消")
    assert code_words(made.code) not in said(terminal)
    assert (states(hall), at_platform(hall).left) == (["cancelled"], 2)


def test_cut_off_the_cancelling_is_noted_and_travels(qtbot: QtBot, terminal: Terminal, hall: CounterHall) -> None:
    booked(qtbot, terminal)
    hall.line.cut = True
    press(terminal, "cancel")
    press(terminal.findChildren(Overlay)[-1], "取消预约")
    see(qtbot, terminal, "已记下取消，连上平台就生效")
    hall.line.cut = False
    assert states(hall) == ["cancelled"]


def test_what_was_checked_in_meanwhile_is_not_cancelled(qtbot: QtBot, terminal: Terminal, hall: CounterHall) -> None:
    made = booked(qtbot, terminal)
    hall.world.clock.at = hall.world.clock.at.replace(day=23)
    hall.sync()
    hall.tickets.check_in(made.code)
    at_platform(hall)
    press(terminal, "cancel")
    press(terminal.findChildren(Overlay)[-1], "取消预约")
    see(qtbot, terminal, "这个预约已经签到取号")
    assert states(hall) == ["kept"]


def looking_for(qtbot: QtBot, terminal: Terminal, typed: str) -> CheckInScreen:
    """On the check-in screen with this typed."""
    terminal.enter(BLANK.at(Step.CHECK_IN))
    here = screen(terminal, CheckInScreen)
    here.line.setText(typed)
    return here


def test_another_day_it_is_seen_by_its_code_and_cancelled(qtbot: QtBot, terminal: Terminal, hall: CounterHall) -> None:
    code = hall.slots().book("zonghe", TEN, "5678").code
    hall.sync()
    looking_for(qtbot, terminal, code)
    press(terminal, "look")
    assert not terminal.screen_now.findChild(QPushButton, "look").isEnabled(), "one question at a time"
    see(qtbot, terminal, "这是您的预约")
    assert code_words(code) in said(terminal)
    press(terminal, "cancel")
    press(terminal.findChildren(Overlay)[-1], "取消预约")
    see(qtbot, terminal, "预约已取消")
    assert states(hall) == ["cancelled"]
    looking_for(qtbot, terminal, code)
    press(terminal, "look")
    see(qtbot, terminal, "这个预约已经取消")


def test_a_phones_digits_show_nobodys_appointment(qtbot: QtBot, terminal: Terminal, hall: CounterHall) -> None:
    hall.slots().book("zonghe", TEN, "5678", "56785678")
    hall.sync()
    here = looking_for(qtbot, terminal, "5678")
    assert not here.findChild(QPushButton, "look").isEnabled()
    here.line.setText("56785678")
    press(terminal, "look")
    see(qtbot, terminal, "没有找到这个预约")
    assert here.line.text() == "56785678"


def test_what_has_begun_cannot_be_cancelled_any_more(qtbot: QtBot, terminal: Terminal, hall: CounterHall) -> None:
    code = hall.slots().book("zonghe", TEN).code
    hall.world.clock.at = hall.world.clock.at.replace(day=23, hour=3)
    hall.sync()
    looking_for(qtbot, terminal, code)
    press(terminal, "look")
    see(qtbot, terminal, "约定的时间已经到了，不能再取消，请直接签到取号")
    assert "没有约上" not in said(terminal)


class Slow:
    """The desk with a platform that takes its time, and, where `lost` is set, with an answer that gets lost once."""

    def __init__(self, bookings: BookingDesk) -> None:
        self._bookings, self.open, self.lost = bookings, threading.Event(), False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._bookings, name)

    def book(self, plan: Plan, digits: str = "") -> Appointment:
        self.open.wait(30)
        made = self._bookings.book(plan, digits)
        if self.lost:
            self.lost = False
            raise Fault("disk_full", "本机存不下了。", "请叫工作人员。")
        return made


@pytest.fixture
def slow(hall: CounterHall) -> Slow:
    return Slow(hall.bookings)


@pytest.fixture
def slowly(qtbot: QtBot, desk: FakeDesk, tasks: Tasks, hall: CounterHall, slow: Slow) -> Terminal:
    return open_terminal(qtbot, desk, tasks, hall, hall.tickets, cast(BookingDesk, slow))


def test_two_presses_book_once_and_nothing_goes_away_meanwhile(
    qtbot: QtBot, slowly: Terminal, slow: Slow, hall: CounterHall
) -> None:
    ready_to_book(qtbot, slowly)
    forward(slowly)
    waiting = slowly.screen_now
    waiting.forward()
    press(slowly, "长辈模式")
    assert slowly.screen_now is waiting
    assert slowly.frame.back_button.isHidden()
    slow.open.set()
    qtbot.waitUntil(lambda: slowly.visit.step is Step.APPOINTMENT and slowly.room.theme.elder)
    assert states(hall) == ["booked"]


def test_a_press_whose_answer_was_lost_books_the_same_place(
    qtbot: QtBot, slowly: Terminal, slow: Slow, hall: CounterHall
) -> None:
    slow.open.set()
    slow.lost = True
    ready_to_book(qtbot, slowly)
    forward(slowly)
    see(qtbot, slowly, "请叫工作人员。")
    forward(slowly)
    qtbot.waitUntil(lambda: slowly.visit.step is Step.APPOINTMENT)
    assert states(hall) == ["booked"]


def test_the_digits_survive_another_size_of_type_and_nobody_there_wipes_them(
    qtbot: QtBot, terminal: Terminal, desk: FakeDesk
) -> None:
    ready_to_book(qtbot, terminal).line.setText("5678")
    press(terminal, "长辈模式")
    assert screen(terminal, BookScreen).line.text() == "5678"
    terminal.idle.idle = Idle(limit=2, warn=2)
    with qtbot.waitSignal(terminal.wiped):
        for _ in range(4):
            terminal.idle.tick()
    assert (terminal.visit, desk.visits_ended) == (BLANK, 1)


def test_the_slip_is_printed_or_the_code_is_to_be_copied(qtbot: QtBot, terminal: Terminal, hall: CounterHall) -> None:
    booked(qtbot, terminal)
    press(terminal, "print")
    see(qtbot, terminal, "预约条打好了，请取走")
    assert hall.papers() == 1
    hall.break_printer()
    press(terminal, "print")
    see(qtbot, terminal, "预约条没有打出来。预约有效，请拍照或抄下预约码。")
    hall.add_second()
    press(terminal, "print")
    see(qtbot, terminal, "预约条打好了，请取走")
    assert (hall.papers(), hall.papers("second")) == (1, 1)
    assert isinstance(terminal.screen_now, AppointmentScreen)


def test_what_is_booked_at_the_kiosk_is_checked_in_there(qtbot: QtBot, terminal: Terminal, hall: CounterHall) -> None:
    ready_to_book(qtbot, terminal).line.setText("5678")
    forward(terminal)
    qtbot.waitUntil(lambda: terminal.visit.step is Step.APPOINTMENT)
    with pytest.raises(Refused) as early:
        hall.tickets.check_in("5678")
    assert early.value.code == "too_early"
    hall.world.clock.at = hall.world.clock.at.replace(day=23, hour=1, minute=45)
    hall.fill("zonghe", 2)
    ticket = hall.tickets.check_in("5678")
    assert ticket.ahead == 0
    assert states(hall) == ["kept"]
