"""How the queue goes on after each entry: a pure fold of what the judge has said."""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec.structs import replace

from kiosk.domain.bodies import Unreadable
from kiosk.domain.entry import Entry, Judged
from kiosk.domain.queue.bodies import (
    AtWindow,
    ByHand,
    DayClosed,
    Dropped,
    LeaseGranted,
    LeaseReturned,
    Paused,
    QueueBody,
    Taken,
    Transferred,
    read_queue,
)
from kiosk.domain.queue.numbers import split_number, used
from kiosk.domain.queue.order import SENT, Pick, charge, joined, without
from kiosk.domain.queue.rules import QueueRules, is_zone
from kiosk.domain.queue.state import OPEN, Day, Lease, Line, QueueState, Ticket, TicketWord, Window
from kiosk.domain.queue.turning import remember, trusted, turned

KEPT_DAYS = 3
"""Today and the two days before it: so long may a machine be cut off and still tell its story into the queue."""
SHOWN = 12


def new_day(state: QueueState, entry: Entry, at: str) -> str:
    """The day that begins with `entry`, in front of the judge at `at`; '' where none does. The verdict carries it."""
    zone = state.rules.timezone if state.rules else read_zone(entry)
    day = turned(state.day, at, trusted(state.clocks.get(entry.terminal), entry.at), zone) if zone else ""
    return day if day > state.day else ""


def read_zone(entry: Entry) -> str:
    """The zone of a hall that is being configured for the first time."""
    try:
        body = read_queue(entry.kind, entry.body or "")
    except Unreadable:
        return ""
    return body.timezone if isinstance(body, QueueRules) and is_zone(body.timezone) else ""


def arrived(state: QueueState, entry: Entry, day: str, position: int) -> QueueState:
    """The queue with `entry` in front of the judge; `day` as `new_day` or the verdict's `turned` says."""
    state = replace(state, clocks=remember(state.clocks, entry))
    return _turn(state, day, position) if day else state


def _turn(state: QueueState, day: str, position: int) -> QueueState:
    days = {name: _ended(one) if name < day else one for name, one in state.days.items()}
    begun = days.get(day)
    days[day] = replace(begun, begins=begun.begins or position) if begun else Day(day, position)
    past = sorted(name for name in days if name < day)[: -(KEPT_DAYS - 1)]
    return replace(state, day=day, days={name: one for name, one in days.items() if name not in past})


def _ended(day: Day) -> Day:
    """Whoever still waited goes home; nothing is wiped."""
    waiting = {"waiting", "called", "missed"}
    tickets = {
        number: replace(one, state="expired") if one.state in waiting else one for number, one in day.tickets.items()
    }
    return replace(day, closed=True, tickets=tickets, lines={}, windows={})


def evolve(state: QueueState, one: Judged) -> QueueState:
    """The queue after a judged entry."""
    state = arrived(state, one.entry, str(one.verdict.result.get("turned", "")), one.position)
    if one.verdict.verdict != "applied" or one.entry.body is None:
        return state
    try:
        body = read_queue(one.entry.kind, one.entry.body)
    except Unreadable:
        return state
    if isinstance(body, QueueRules):
        return replace(state, rules=body)
    if state.rules is None:
        return state
    which = _which_day(state, one, body)
    day = state.days.get(which) or Day(which, 0)
    return replace(state, days={**state.days, which: _apply(day, state.rules, one, body)})


def _which_day(state: QueueState, one: Judged, body: QueueBody) -> str:
    if one.entry.stream.startswith("ticket:"):
        return one.entry.stream.rsplit(":", 2)[1]
    if isinstance(body, Taken | LeaseGranted | LeaseReturned):
        return body.day or state.day
    return state.day


def _apply(day: Day, rules: QueueRules, one: Judged, body: QueueBody) -> Day:
    match body:
        case Taken():
            return _taken(day, rules, one, body)
        case Dropped():
            return _dropped(day, str(one.verdict.result.get("number", "")), body.intent, one.judged_at)
        case LeaseGranted() | LeaseReturned():
            return _lease(day, one, body)
        case DayClosed():
            return _ended(day)
        case Paused():
            return _window(day, body.window, paused=body.reason)
        case AtWindow() if one.entry.stream.startswith("window:"):
            return _at_window(day, rules, one, body.window)
        case _:
            return _step(day, rules, one, body, one.entry.stream.rsplit(":", 1)[1])


def _lease(day: Day, one: Judged, body: LeaseGranted | LeaseReturned) -> Day:
    if isinstance(body, LeaseReturned):
        return replace(day, leases={**day.leases, body.lease: replace(day.leases[body.lease], returned=True)})
    block = one.verdict.result
    lease = Lease(one.entry.id, body.terminal, body.service, block["prefix"], block["first"], block["last"])
    return replace(day, leases={**day.leases, lease.id: lease})


def _at_window(day: Day, rules: QueueRules, one: Judged, code: str) -> Day:
    if one.entry.kind == "window.unpaused":
        return _window(day, code, paused=None)
    return _called(day, rules, one, code)


def _taken(day: Day, rules: QueueRules, one: Judged, body: Taken) -> Day:
    number = str(one.verdict.result["number"])
    lane = body.priority if body.priority in rules.classes else ""
    ticket = Ticket(
        number,
        body.service,
        lane,
        one.position,
        one.judged_at if not body.lease else one.entry.at.wall,
        lease=body.lease,
        terminal=one.entry.terminal,
        intent=one.entry.id,
        receipt=body.receipt,
    )
    day = _counted(day, ticket)
    hand = day.early.get(number)
    if hand is not None or day.closed:
        ended: TicketWord = "expired" if hand is None else "finished"
        return _put(day, replace(ticket, state=ended, hand=hand or "", ended_at=one.judged_at))
    return _join(_put(day, ticket), ticket)


def _counted(day: Day, ticket: Ticket) -> Day:
    """Spent from the day's quota, and from the block or the counter."""
    prefix, value = split_number(ticket.number)
    day = replace(
        day,
        intents={**day.intents, ticket.intent: ticket.number},
        spent={**day.spent, ticket.service: day.spent.get(ticket.service, 0) + 1},
    )
    lease = day.leases.get(ticket.lease)
    if lease is not None:
        return replace(day, leases={**day.leases, lease.id: used(lease, ticket.number)})
    return replace(day, numbers={**day.numbers, prefix: max(value, day.numbers.get(prefix, 0))})


def _put(day: Day, ticket: Ticket) -> Day:
    return replace(day, tickets={**day.tickets, ticket.number: ticket})


def _window(day: Day, code: str, **changed: Any) -> Day:
    return replace(day, windows={**day.windows, code: replace(day.windows.get(code, Window()), **changed)})


def _line(day: Day, service: str, line: Line) -> Day:
    return replace(day, lines={**day.lines, service: line})


def _join(day: Day, ticket: Ticket) -> Day:
    line = day.lines.get(ticket.service, Line())
    return _line(day, ticket.service, joined(line, ticket.lane, ticket.number, ticket.since, day))


def _leave(day: Day, ticket: Ticket) -> Day:
    """Out of whatever line or window it is in."""
    line = day.lines.get(ticket.service)
    if line is not None and ticket.state in {"waiting", "missed"}:
        day = _line(day, ticket.service, without(line, ticket.number))
    window = day.windows.get(ticket.window)
    if window is not None and window.current == ticket.number:
        day = _window(day, ticket.window, current="", call="", before="")
    elif window is not None and ticket.number in window.sent:
        day = _window(day, ticket.window, sent=tuple(one for one in window.sent if one != ticket.number))
    return day


def _finish(day: Day, number: str, at: str) -> Day:
    ticket = day.tickets.get(number)
    if ticket is None:
        return day
    return _put(_leave(day, ticket), replace(ticket, state="finished", ended_at=at))


def _dropped(day: Day, number: str, intent: str, at: str) -> Day:
    """Undo what an unheard intent caused: a number that nobody holds, or a call that nobody made."""
    ticket = day.tickets.get(number)
    if ticket is None:
        return day
    if ticket.intent == intent and ticket.state in OPEN:
        return _put(_leave(day, ticket), replace(ticket, state="dropped", ended_at=at))
    window = day.windows.get(ticket.window, Window())
    if ticket.state == "called" and window.current == number:
        back = replace(ticket, state="waiting", window="", calls=0, called_at="")
        day = _join(_put(_leave(day, ticket), back), back)
        return _here_again(day, ticket.window, window.before)
    return day


def _here_again(day: Day, code: str, number: str) -> Day:
    """Whom a call that nobody made sent home was never done."""
    ticket = day.tickets.get(number)
    if ticket is None or ticket.state != "finished" or ticket.hand:
        return day
    state: TicketWord = "serving" if ticket.started_at else "called"
    return _window(_put(day, replace(ticket, state=state, ended_at="")), code, current=number)


def _called(day: Day, rules: QueueRules, one: Judged, code: str) -> Day:
    result = one.verdict.result
    pick = Pick(result["ticket"], result["service"], result["lane"])
    if result.get("finished"):
        day = _finish(day, result["finished"], one.judged_at)
    window, line = charge(day, rules, code, pick)
    day = _line(day, pick.service, replace(line, called=line.called + (pick.lane != SENT)))
    day = replace(day, windows={**day.windows, code: window})
    day = _serve(day, pick.number, code, one)
    day = _window(day, code, call=one.entry.id, before=str(result.get("finished", "")))
    return replace(day, intents={**day.intents, one.entry.id: pick.number})


def _serve(day: Day, number: str, code: str, one: Judged) -> Day:
    """A ticket comes to a window and stands on the board as the last one called."""
    ticket = day.tickets[number]
    day = _leave(day, ticket)
    called = replace(ticket, state="called", window=code, calls=1, called_at=one.judged_at)
    day = _window(_put(day, called), code, current=number)
    return replace(day, last=(number, *(one for one in day.last if one != number))[:SHOWN])


def _step(day: Day, rules: QueueRules, one: Judged, body: QueueBody, number: str) -> Day:
    ticket = day.tickets.get(number)
    if isinstance(body, ByHand):
        return _by_hand(day, ticket, number, body.window, one)
    if ticket is None:
        return day
    if isinstance(body, Transferred):
        return _transferred(day, rules, ticket, body.to, one.position)
    if isinstance(body, AtWindow) and one.entry.kind == "ticket.resumed":
        return _resumed(day, number, body.window, one)
    return _STEPS[one.entry.kind](day, rules, ticket, one)


def _by_hand(day: Day, ticket: Ticket | None, number: str, window: str, one: Judged) -> Day:
    if ticket is None:
        return replace(day, early={**day.early, number: window})
    twice = ticket.twice or one.verdict.code == "called_twice"
    served = replace(ticket, state="finished", hand=window, twice=twice, ended_at=one.judged_at)
    return _put(_leave(day, ticket), served)


def _transferred(day: Day, rules: QueueRules, ticket: Ticket, to: str, position: int) -> Day:
    since = ticket.since if rules.transfer == "keep" else position
    day = _leave(day, ticket)
    code = to.removeprefix("window:")
    moved = replace(ticket, state="waiting", window="", calls=0, since=since)
    if code == to:
        moved = replace(moved, service=to)
        return _join(_put(day, moved), moved)
    day = _put(day, replace(moved, window=code))
    return _window(day, code, sent=(*day.windows.get(code, Window()).sent, ticket.number))


def _resumed(day: Day, number: str, code: str, one: Judged) -> Day:
    if one.verdict.result.get("finished"):
        day = _finish(day, one.verdict.result["finished"], one.judged_at)
    return _serve(day, number, code, one)


def _recalled(day: Day, rules: QueueRules, ticket: Ticket, one: Judged) -> Day:
    day = _put(day, replace(ticket, calls=ticket.calls + 1, called_at=one.judged_at))
    return replace(day, last=(ticket.number, *(each for each in day.last if each != ticket.number))[:SHOWN])


def _missed(day: Day, rules: QueueRules, ticket: Ticket, one: Judged) -> Day:
    """Back after so many others, so many times; then it is gone, and a clerk may still take it up again."""
    day = _leave(day, ticket)
    missed = replace(ticket, state="missed", misses=ticket.misses + 1, window="")
    if ticket.misses >= rules.returns:
        return _put(day, replace(missed, state="gone", ended_at=one.judged_at))
    line = day.lines.get(ticket.service, Line())
    due = (line.called + rules.back_after, ticket.number)
    return _line(_put(day, missed), ticket.service, replace(line, missed=(*line.missed, due)))


def _started(day: Day, rules: QueueRules, ticket: Ticket, one: Judged) -> Day:
    return _put(day, replace(ticket, state="serving", started_at=one.judged_at))


def _held(day: Day, rules: QueueRules, ticket: Ticket, one: Judged) -> Day:
    return _put(_leave(day, ticket), replace(ticket, state="held"))


def _finished(day: Day, rules: QueueRules, ticket: Ticket, one: Judged) -> Day:
    return _finish(day, ticket.number, one.judged_at)


def _cancelled(day: Day, rules: QueueRules, ticket: Ticket, one: Judged) -> Day:
    return _put(_leave(day, ticket), replace(ticket, state="cancelled", ended_at=one.judged_at))


def _asked(day: Day, rules: QueueRules, ticket: Ticket, one: Judged) -> Day:
    return _put(day, replace(ticket, paper="asked"))


def _printed(day: Day, rules: QueueRules, ticket: Ticket, one: Judged) -> Day:
    return _put(day, replace(ticket, paper="done", papers=ticket.papers + 1))


def _failed(day: Day, rules: QueueRules, ticket: Ticket, one: Judged) -> Day:
    return _put(day, replace(ticket, paper="failed"))


_STEPS: Mapping[str, Callable[[Day, QueueRules, Ticket, Judged], Day]] = {
    "ticket.recalled": _recalled,
    "ticket.missed": _missed,
    "ticket.held": _held,
    "ticket.started": _started,
    "ticket.finished": _finished,
    "ticket.cancelled": _cancelled,
    "paper.asked": _asked,
    "paper.done": _printed,
    "paper.failed": _failed,
}
