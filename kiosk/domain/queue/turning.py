"""When the hall's day turns: never by one clock alone, and never back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from kiosk.domain.entry import Entry, Moment

JUMP = timedelta(hours=1)
"""A wall clock that parts from its own monotonic one by more than this was set, and is not believed."""


def trusted(last: Moment | None, at: Moment) -> Moment:
    """`at` as far as its author's monotonic clock bears it out; `last` is what was trusted of that author before."""
    if last is None or last.boot != at.boot:
        return at
    expected = _read(last.wall) + timedelta(milliseconds=at.mono_ms - last.mono_ms)
    return at if abs(_read(at.wall) - expected) <= JUMP else replace(at, wall=expected.isoformat())


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


def remember(clocks: Mapping[str, Moment], entry: Entry) -> Mapping[str, Moment]:
    """The clocks with what is believed of this entry's author."""
    return {**clocks, entry.terminal: trusted(clocks.get(entry.terminal), entry.at)}


def _read(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _local(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).date().isoformat()
