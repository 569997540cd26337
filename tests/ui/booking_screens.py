"""The screens of appointments, for the album: two weeks of times, some of them taken, none at all, and no line."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.booking_desk import Appointment
from tests.support.counter_hall import CounterHall
from ui.citizen.appointment import AppointmentScreen
from ui.citizen.book import BookScreen
from ui.citizen.visit import BLANK, Step, Visit

if TYPE_CHECKING:
    from tests.ui.screenshots import Album

HOURS = ("09:00", "09:30", "10:00", "10:30", "11:00", "14:00", "14:30", "15:00", "15:30", "16:00")
BUSY = {"09:30", "14:00"}
"""Hours at which all is taken."""


def offer(hall: CounterHall, service: str, days: int, hours: tuple[str, ...] = HOURS) -> list[str]:
    """Times of the next working days, their starts."""
    slots, starts, day = hall.slots(), list[str](), hall.world.clock.at.date()
    while days:
        day += timedelta(days=1)
        if day.weekday() < 5:
            days -= 1
            starts += [slots.open(service, f"{day}T{hour}", 1 if hour in BUSY else 3).start for hour in hours]
    for start in starts:
        if start[11:] in BUSY:
            slots.book(service, start)
    return starts


def of_appointments(hall: CounterHall) -> list[Visit]:
    """Every screen of a booking: nothing offered, one business, its times, and what became of a wish."""
    nothing = BLANK.at(Step.BOOKABLE)
    start = offer(hall, "zonghe", 9)[0]
    offer(hall, "gongan", 1, ("09:30",))
    hall.pass_on()
    hall.bookings.refresh()
    plan = hall.bookings.plan("zonghe", start)
    long = replace(plan, service_name="不动产登记、房屋交易与公积金提取（含异地业务）")
    made = Appointment(long, "12345678", hall._job(), "booked")
    wish = BLANK.times_of("zonghe")
    ends = [BLANK.booked(replace(made, holds=holds)) for holds in ("booked", "promised", "cancelled", "cancelling")]
    ends.append(BLANK.booked(replace(made, before=True)))
    return [nothing, wish, replace(wish, plan=long, digits="5678").at(Step.BOOK), *ends]


def booking_screens(album: "Album") -> None:
    hall, terminal = album.hall, album.terminal
    album.show("60-nothing-offered", BLANK.at(Step.BOOKABLE))
    starts = offer(hall, "zonghe", 9)
    for service in ("shebao", "gongan", "shehui"):
        offer(hall, service, 2, ("10:00", "15:00"))
    offer(hall, "shuiwu", 2, ("09:30",))
    hall.pass_on()
    album.show("61-bookable", BLANK.at(Step.BOOKABLE))
    album.show("62-times", BLANK.times_of("zonghe"))
    album.show("63-times-later", replace(BLANK, service="zonghe", start=starts[-1]).at(Step.TIMES))
    wish = BLANK.times_of("zonghe").wish(starts[2])
    album.show("64-book", wish)
    screen = terminal.screen_now
    assert isinstance(screen, BookScreen)
    screen.line.setText("56")
    screen.forward()
    album.take("65-book-digits")
    album.show("66-book-full", wish.wish(starts[1]))
    made = hall.bookings.book(hall.bookings.plan("zonghe", starts[2]), "5678")
    album.show("67-appointment", BLANK.booked(made))
    booked = terminal.screen_now
    assert isinstance(booked, AppointmentScreen)
    booked._ask()
    album.take("68-cancel")
    terminal._close_overlays()
    hall.break_printer()
    hall.printers.pop("second", None)
    booked._print()
    album.take("69-not-printed")
    booked._let_go()
    album.take("70-cancelled")
    hall.kiosk.exchange(hall.line).once()
    hall.pass_on()
    hall.kiosk.exchange(hall.line).once()
    hall.line.cut = True
    hall.bookings.refresh()
    album.show("71-times-cut-off", BLANK.times_of("zonghe"))
    album.show("72-promised", BLANK.booked(replace(made, holds="promised")))
    album.show("73-cancelling", BLANK.booked(replace(made, holds="cancelling")))
    album.show("74-booked-before", BLANK.booked(replace(made, before=True)))
    hall.line.cut = False
