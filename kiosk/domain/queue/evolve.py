"""How the queue goes on after each entry: a pure fold of what the judge has said."""

from msgspec.structs import replace

from kiosk.domain.bodies import Unreadable
from kiosk.domain.entry import Entry, Judged, Moment
from kiosk.domain.queue.bodies import (
    AtWindow,
    DayClosed,
    Dropped,
    LeaseGranted,
    LeaseReturned,
    Paused,
    QueueBody,
    Taken,
    read_queue,
)
from kiosk.domain.queue.giving import dropped, lease, taken
from kiosk.domain.queue.places import ended, window
from kiosk.domain.queue.rehoming import rehomed
from kiosk.domain.queue.rules import QueueRules, is_zone
from kiosk.domain.queue.state import Day, QueueState
from kiosk.domain.queue.steps import called, step
from kiosk.domain.queue.turning import turned
from kiosk.domain.rights import JUDGING

KEPT_DAYS = 3
"""Today and the two days before it: so long may a machine be cut off and still tell its story into the queue."""
DATED = (Taken, LeaseGranted, LeaseReturned, DayClosed)
"""What says itself of which day it is."""


def new_day(state: QueueState, entry: Entry, at: Moment, judged_at: str) -> str:
    """The day that begins with `entry`, written at `at` as far as that is believed; '' where none does.

    The verdict carries it. What a judge writes by itself turns no day: there its clock would be its own witness.
    """
    if state.day and entry.kind in JUDGING:
        return ""
    zone = state.rules.timezone if state.rules else read_zone(entry)
    day = turned(state.day, judged_at, at, zone) if zone else ""
    return day if day > state.day else ""


def read_zone(entry: Entry) -> str:
    """The zone of a hall that is being configured for the first time."""
    try:
        body = read_queue(entry.kind, entry.body or "")
    except Unreadable:
        return ""
    return body.timezone if isinstance(body, QueueRules) and is_zone(body.timezone) else ""


def turn(state: QueueState, day: str, position: int) -> QueueState:
    """The queue on the day that begins at a position, as `new_day` or the verdict's `turned` says."""
    days = {name: ended(one) if name < day else one for name, one in state.days.items()}
    days.setdefault(day, Day(day, position))
    past = sorted(name for name in days if name < day)[: -(KEPT_DAYS - 1)]
    return replace(state, day=day, days={name: one for name, one in days.items() if name not in past})


def evolve(state: QueueState, one: Judged) -> QueueState:
    """The queue after a judged entry.

    Who starts from the last days (`remembered`) meets steps of numbers and blocks from before, which change nothing:
    their days are not among those that are kept.
    """
    if day := one.verdict.result.get("turned"):
        state = turn(state, str(day), one.position)
    if one.verdict.verdict != "applied" or one.entry.body is None:
        return state
    try:
        body = read_queue(one.entry.kind, one.entry.body)
    except Unreadable:
        return state
    if isinstance(body, QueueRules):
        return replace(state, rules=body, days={name: rehomed(day, body) for name, day in state.days.items()})
    if state.rules is None:
        return state
    which = _which_day(state, one, body)
    known = state.days.get(which) or Day(which, one.position)
    return replace(state, days={**state.days, which: _apply(known, state.rules, one, body)})


def _which_day(state: QueueState, one: Judged, body: QueueBody) -> str:
    if one.entry.stream.startswith("ticket:"):
        return one.entry.stream.rsplit(":", 2)[1]
    if isinstance(body, DATED):
        return body.day or state.day
    return state.day


def _apply(day: Day, rules: QueueRules, one: Judged, body: QueueBody) -> Day:
    match body:
        case Taken():
            return taken(day, rules, one, body)
        case Dropped():
            return dropped(day, one, body)
        case LeaseGranted() | LeaseReturned():
            return lease(day, one, body)
        case DayClosed():
            return day if day.closed else ended(day)
        case Paused():
            return window(day, body.window, paused=body.reason)
        case AtWindow() if one.entry.kind == "window.unpaused":
            return window(day, body.window, paused=None)
        case AtWindow() if one.entry.kind == "window.called_next":
            return called(day, rules, one, body.window)
        case _:
            return step(day, rules, one, body, one.entry.stream.rsplit(":", 1)[1])
