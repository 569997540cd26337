import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.catalogue import Period
from kiosk.domain.deadline import Calendar, Due, add, working_days_between
from kiosk.errors import Refused

FILES = sorted((Path(__file__).parents[2] / "resources" / "calendars").glob("*.json"))
CALENDAR = Calendar.read(json.loads(path.read_text(encoding="utf-8")) for path in FILES)


def working(days: int, start: str) -> Due:
    return add(CALENDAR, date.fromisoformat(start), Period(days, "working"))


def natural(days: int, start: str) -> Due:
    return add(CALENDAR, date.fromisoformat(start), Period(days, "natural"))


def test_the_years_that_have_a_notice() -> None:
    assert CALENDAR.years == {2024, 2025, 2026}


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-11-20", True),
        ("2026-11-21", False),
        ("2026-10-01", False),
        ("2026-10-10", True),
        ("2026-02-16", False),
        ("2026-02-14", True),
        ("2027-01-01", True),
        ("2027-01-02", False),
    ],
)
def test_weekends_holidays_and_make_up_days(day: str, works: bool) -> None:
    assert CALENDAR.is_working(date.fromisoformat(day)) is works


def test_the_first_day_is_not_counted() -> None:
    assert working(1, "2026-11-23") == Due(date(2026, 11, 24), False)
    assert working(5, "2026-11-23") == Due(date(2026, 11, 30), False)


def test_a_start_on_a_holiday_counts_from_the_next_working_day() -> None:
    assert working(1, "2026-11-21") == Due(date(2026, 11, 23), False)


def test_twenty_working_days_over_the_national_holiday() -> None:
    assert working(20, "2026-09-24") == Due(date(2026, 10, 29), False)


def test_what_is_done_while_one_waits_is_due_the_same_day() -> None:
    assert working(0, "2026-10-01") == Due(date(2026, 10, 1), False)
    assert natural(0, "2027-10-01") == Due(date(2027, 10, 1), False)


def test_natural_days_that_end_on_a_holiday_run_on() -> None:
    assert natural(10, "2026-11-02") == Due(date(2026, 11, 12), False)
    assert natural(7, "2026-09-24") == Due(date(2026, 10, 8), False)
    assert natural(12, "2026-11-23") == Due(date(2026, 12, 7), False)


def test_a_year_without_a_notice_is_provisional() -> None:
    assert working(5, "2026-12-24") == Due(date(2026, 12, 31), False)
    assert working(6, "2026-12-24") == Due(date(2027, 1, 1), True)
    assert working(1, "2026-12-31") == Due(date(2027, 1, 1), True)
    assert natural(60, "2026-12-01") == Due(date(2027, 2, 1), True)
    assert working(1, "2023-12-31").provisional is False
    assert working(1, "2023-12-29").provisional is True


def test_working_days_between_two_days() -> None:
    assert working_days_between(CALENDAR, date(2026, 9, 30), date(2026, 10, 8)) == 1
    assert working_days_between(CALENDAR, date(2026, 11, 23), date(2026, 11, 23)) == 0
    assert working_days_between(CALENDAR, date(2026, 11, 30), date(2026, 11, 23)) == -5


@given(st.dates(date(2024, 1, 1), date(2027, 12, 31)), st.integers(1, 60))
def test_counting_back_gives_the_period(start: date, days: int) -> None:
    due = add(CALENDAR, start, Period(days, "working"))
    assert CALENDAR.is_working(due.day)
    assert working_days_between(CALENDAR, start, due.day) == days


@given(st.dates(date(2024, 1, 1), date(2027, 12, 31)), st.integers(1, 400))
def test_natural_days_end_on_the_first_working_day_from_their_last(start: date, days: int) -> None:
    due, last = add(CALENDAR, start, Period(days, "natural")).day, start + timedelta(days=days)
    assert CALENDAR.is_working(due)
    assert due >= last
    assert working_days_between(CALENDAR, last - timedelta(days=1), due) == 1


@pytest.mark.parametrize("file", [{}, {"year": "x", "days": []}, {"year": 2026, "days": [{"date": "2026-02-30"}]}])
def test_a_malformed_calendar_is_refused(file: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        Calendar.read([file])
    assert refused.value.code == "calendar_malformed"
