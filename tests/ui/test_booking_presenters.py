"""Appointments in a citizen's words."""

import pytest

from kiosk.booking_desk import Bookable, OpenTime, Plan
from kiosk.desks import appointments
from kiosk.errors import Fault, Refused
from ui.citizen.presenters.booking import (
    REFUSED,
    Day,
    by_words,
    code_words,
    coming_words,
    day_shown,
    days_of,
    digits_wrong,
    first_words,
    halves,
    left_words,
    span_words,
    spoken,
)

PLAN = Plan("a", "综合", "2026-11-23T09:00", 30, 30, 15, "key")


def times(*starts: str, left: int = 1) -> list[OpenTime]:
    return [OpenTime(start, 30, left) for start in starts]


def test_days_stand_in_their_order_with_what_is_left_on_them() -> None:
    found = days_of([*times("2026-11-24T09:00", "2026-11-23T14:00"), *times("2026-11-23T09:00", left=2)])
    assert found == [Day("2026-11-23", 3), Day("2026-11-24", 1)]
    assert days_of([]) == []


@pytest.mark.parametrize(
    ("days", "wished", "shown"),
    [
        ([Day("1", 0), Day("2", 4)], "", "2"),
        ([Day("1", 0), Day("2", 4)], "1", "1"),
        ([Day("1", 0), Day("2", 0)], "9", "1"),
        ([], "1", ""),
    ],
)
def test_one_sees_the_day_that_one_wished_or_the_first_that_is_free(days: list[Day], wished: str, shown: str) -> None:
    assert day_shown(days, wished) == shown


def test_a_day_has_two_halves() -> None:
    all_day = times("2026-11-23T14:00", "2026-11-23T09:00", "2026-11-23T12:30", "2026-11-24T09:00")
    morning, afternoon = halves(all_day, "2026-11-23")
    assert [one.start[11:] for one in morning] == ["09:00", "12:30"]
    assert [one.start[11:] for one in afternoon] == ["14:00"]


def test_a_time_is_told_as_in_the_portal() -> None:
    assert by_words("2026-11-23T09:00") == "11月23日 周一 09:00"
    assert span_words("2026-11-23T09:45", 30) == "09:45—10:15"
    assert first_words(Bookable("a", "综合", "2026-11-23T09:00")) == "最早 11月23日 周一 09:00"
    assert first_words(Bookable("a", "综合", "")) == "近期都已约满"
    assert (left_words(2), left_words(0), left_words(0, alone=True)) == ("余 2", "约满", "现在约不了")
    assert code_words("12345678") == "1234 5678"


def test_what_will_be_is_told_before_it_is() -> None:
    said = "".join(step + rule for step, rule in coming_words(PLAN))
    for each in ("09:00 前到大厅", "提前 30 分钟以内", "过了 09:15 签到"):
        assert each in said


@pytest.mark.parametrize(
    ("digits", "wrong"), [("", False), ("5678", False), ("56", True), ("56789", True), ("5a78", True)]
)
def test_four_digits_or_none(digits: str, wrong: bool) -> None:
    assert digits_wrong(digits) is wrong


def test_every_refusal_of_the_desk_is_in_the_catalogues() -> None:
    """Those that a booking, its cancelling or looking for it may meet."""
    met = (
        "no_such_slot",
        "slot_full",
        "slot_past",
        "no_such_appointment",
        "already_begun",
        "already_kept",
        "already_cancelled",
    )
    said = {str(appointments._no(code)) for code in (*met, "unheard-of")} | {appointments.NONE_HERE}
    assert said == set(REFUSED.values())


def test_what_was_refused_is_not_lost_and_a_fault_names_its_mend() -> None:
    assert spoken(Refused("slot_full", "满")) == ("满", "没有约上，您填过的都还在。可以换个时间，或回首页取号。")
    assert spoken(Refused("already_kept", "已签到")) == ("已签到", "")
    assert spoken(Fault("disk_full", "存不下", "叫人")) == ("存不下", "叫人")
