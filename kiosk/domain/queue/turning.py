"""When the hall's day turns: never by one clock alone, and never back."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from kiosk.domain.entry import Moment
from kiosk.domain.queue.rules import ServiceRule
from kiosk.domain.queue.state import Day, QueueState

MS = timedelta(milliseconds=1)
JUMP = timedelta(hours=1)
"""A wall clock that parts from its own monotonic one by more than this was set, and is not believed."""


def trusted(last: Moment | None, at: Moment) -> Moment:
    """`at` as far as its author's monotonic clock bears it out; `last` is what was trusted of that author before."""
    if last is None or last.boot != at.boot:
        return at
    passed = at.mono_ms - last.mono_ms
    if abs((_read(at.wall) - _read(last.wall)) / MS - passed) <= JUMP / MS:
        return at
    return replace(at, wall=(_read(last.wall) + passed * MS).isoformat())


def turned(day: str, judged_at: str, at: Moment, zone: str) -> str:
    """The hall's day after an entry: the earlier of the judge's date and its author's, and never before `day`.

    So one clock that jumps ahead resets nothing, and one that jumps back reuses nothing. An author whose clock lies
    before the day already is no witness; it is then taken at what its upstream told it (`offset_ms`).
    """
    place = ZoneInfo(zone)
    judge = _local(_read(judged_at), place)
    witness = _local(_read(at.wall), place)
    if witness < day:
        witness = _local(_read(at.wall) + timedelta(milliseconds=at.offset_ms), place)
    return max(day, min(judge, witness))


LINGER = timedelta(hours=1)
"""So long after its last business has shut a hall is not closed yet: somebody may have been cut off until now."""

_STILL_HERE = frozenset({"waiting", "called", "serving", "missed"})


def overdue(state: QueueState, now: datetime) -> str:
    """The day that should be closed by `now`, or '': a new date has come, or all have shut and nobody is here."""
    rules, today = state.rules, state.today
    if rules is None or today is None or today.closed:
        return ""
    local = now.astimezone(ZoneInfo(rules.timezone))
    if local.date().isoformat() > today.day:
        return today.day
    shut = all(_has_shut(one, local - LINGER) for one in rules.services)
    return today.day if shut and local.date() == (local - LINGER).date() and not _anybody(today) else ""


def _has_shut(rule: ServiceRule, local: datetime) -> bool:
    """Its last hour of this date is over; one without hours never shuts, one that rests today has."""
    now = f"{local:%H:%M}"
    return bool(rule.hours) and all(span.to <= now for span in rule.hours if local.isoweekday() in span.days)


def _anybody(day: Day) -> bool:
    return any(one.state in _STILL_HERE for one in day.tickets.values())


def _read(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _local(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).date().isoformat()
