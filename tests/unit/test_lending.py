"""Places kept for the time without a line: one a half day and business, never where it would crowd out others."""

from datetime import datetime

from kiosk.domain.appointment import Booking, Share, Slot, slot_stream
from kiosk.domain.lending import wanted

NOW = datetime(2026, 11, 23, 9, 15)  # noqa: DTZ001, hall time
KIOSK = "k"


def at(start: str, service: str = "a") -> str:
    return slot_stream("h", service, start)


def slot(capacity: int, booked: int = 0, *shares: Share) -> Slot:
    bookings = {f"{one}": Booking(f"{one}", ()) for one in range(booked)}
    return Slot(capacity, 30, bookings, {f"s{place}": one for place, one in enumerate(shares)})


def test_one_place_for_each_half_of_today_and_of_tomorrow() -> None:
    mornings = ["2026-11-23T09:30", "2026-11-23T10:00", "2026-11-24T09:00"]
    afternoons = ["2026-11-23T14:00", "2026-11-23T14:30", "2026-11-24T14:00"]
    slots = {at(start): slot(4) for start in [*mornings, *afternoons]}
    expected = ["2026-11-23T10:00", "2026-11-23T14:30", "2026-11-24T09:00", "2026-11-24T14:00"]
    assert sorted(wanted(slots, KIOSK, NOW)) == [at(start) for start in expected]


def test_each_business_by_itself() -> None:
    slots = {at("2026-11-23T10:00", service): slot(4) for service in "ab"}
    assert wanted(slots, KIOSK, NOW) == list(slots)


def test_the_freest_slot_gives_it() -> None:
    slots = {at("2026-11-23T09:30"): slot(6, booked=1), at("2026-11-23T11:00"): slot(4)}
    assert wanted(slots, KIOSK, NOW) == [at("2026-11-23T09:30")]


def test_nothing_of_what_has_begun_or_is_far_away() -> None:
    slots = {at(start): slot(4) for start in ("2026-11-23T09:15", "2026-11-23T09:00", "2026-11-25T09:00")}
    assert wanted(slots, KIOSK, NOW) == []


def test_nothing_where_half_is_promised() -> None:
    assert wanted({at("2026-11-23T10:00"): slot(4, booked=2)}, KIOSK, NOW) == []
    assert wanted({at("2026-11-23T10:00"): slot(4, 1, Share("other", 1))}, KIOSK, NOW) == []
    assert wanted({at("2026-11-23T10:00"): slot(1)}, KIOSK, NOW) == [at("2026-11-23T10:00")]


def test_a_place_that_is_held_is_enough_until_it_is_used() -> None:
    early, late = at("2026-11-23T10:00"), at("2026-11-23T11:00")
    held = {early: slot(9, 0, Share(KIOSK, 1)), late: slot(9)}
    assert wanted(held, KIOSK, NOW) == []
    used = {early: slot(9, 1, Share(KIOSK, 1, 1)), late: slot(9)}
    assert wanted(used, KIOSK, NOW) == [late]
