"""When something is due: working days by the State Council's yearly notices (domain.md section 3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import msgspec

from kiosk.domain.catalogue import Period
from kiosk.domain.shapes import known
from kiosk.errors import Refused

_DAY = timedelta(days=1)
_SATURDAY = 5


class _Day(msgspec.Struct, frozen=True):
    date: date
    is_off: bool = msgspec.field(name="isOffDay")


class _Year(msgspec.Struct, frozen=True):
    year: int
    days: tuple[_Day, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """The last day. `provisional` when a counted day lies in a year whose notice has not been published."""

    day: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days that a notice takes off, those it makes up for, and the years that have a notice."""

    off: frozenset[date]
    made_up: frozenset[date]
    years: frozenset[int]

    @classmethod
    def read(cls, files: Iterable[Mapping[str, Any]]) -> "Calendar":
        """From the yearly files `{"year", "days": [{"date", "isOffDay"}]}`; Refused `calendar_malformed`."""
        try:
            years = [msgspec.convert(each, _Year) for each in files]
        except msgspec.ValidationError as error:
            raise Refused("calendar_malformed", f"节假日文件不正确（{error}），请换用完整的年度文件") from error
        days = [day for year in years for day in year.days]
        return cls(
            frozenset(day.date for day in days if day.is_off),
            frozenset(day.date for day in days if not day.is_off),
            frozenset(year.year for year in years if year.days),
        )

    def is_working(self, day: date) -> bool:
        """Whether offices work: a make-up day does, a weekend or a holiday does not."""
        return day in self.made_up or (day.weekday() < _SATURDAY and day not in self.off)


def add(calendar: Calendar, start: date, period: Period) -> Due:
    """The last day of `period` from `start`, which is not counted itself (民法典 art. 201); 0 days: the day itself.

    Working days skip holidays (行政许可法 art. 82); natural days that end on one run on to the next working day
    (民法典 art. 203).
    """
    if period.days <= 0:
        return Due(start, False)
    last = _nth_working(calendar, start, period.days) if period.unit == "working" else _natural(calendar, start, period)
    return Due(last, any(year not in calendar.years for year in range((start + _DAY).year, last.year + 1)))


def working_days_between(calendar: Calendar, after: date, until: date) -> int:
    """How many working days lie after `after`, up to and including `until`; negative when `until` is earlier."""
    if until < after:
        return -working_days_between(calendar, until, after)
    return sum(calendar.is_working(after + _DAY * count) for count in range(1, (until - after).days + 1))


def _nth_working(calendar: Calendar, start: date, count: int) -> date:
    day = start
    while count:
        day += _DAY
        count -= calendar.is_working(day)
    return day


def _natural(calendar: Calendar, start: date, period: Period) -> date:
    day = start + _DAY * period.days
    return day if calendar.is_working(day) else _nth_working(calendar, day, 1)


known(_Year)
