"""Where a ticket is: in a line, sent to a window, at one, or done; each move is a new day."""

from typing import Any

from msgspec.structs import replace

from kiosk.domain.entry import Judged
from kiosk.domain.queue.order import joined, without
from kiosk.domain.queue.state import Day, Line, Ticket, TicketWord, Window

SHOWN = 12
"""So many of the last calls are remembered."""


def put(day: Day, ticket: Ticket) -> Day:
    return replace(day, tickets=day.tickets.set(ticket.number, ticket))


def window(day: Day, code: str, **changed: Any) -> Day:
    return replace(day, windows={**day.windows, code: replace(day.windows.get(code, Window()), **changed)})


def line(day: Day, service: str, changed: Line) -> Day:
    return replace(day, lines={**day.lines, service: changed})


def join(day: Day, ticket: Ticket) -> Day:
    """Into its business's line, by the place from which it waits."""
    day = put(day, ticket)
    found = day.lines.get(ticket.service, Line())
    return line(day, ticket.service, joined(found, ticket.lane, ticket.number, ticket.since, day))


def leave(day: Day, ticket: Ticket) -> Day:
    """Out of whatever line or window it is in."""
    found = day.lines.get(ticket.service)
    if found is not None and ticket.state in {"waiting", "missed"}:
        day = line(day, ticket.service, without(found, ticket.number))
    at = day.windows.get(ticket.window)
    if at is not None and at.current == ticket.number:
        day = window(day, ticket.window, current="", call="", before="")
    elif at is not None and ticket.number in at.sent:
        day = window(day, ticket.window, sent=tuple(one for one in at.sent if one != ticket.number))
    return day


def finish(day: Day, number: str, at: str) -> Day:
    """Done at its window: on to the next business of its chain, or for good."""
    ticket = day.tickets.get(number)
    return day if ticket is None else settle(leave(day, ticket), ticket, at)


def settle(day: Day, ticket: Ticket, at: str) -> Day:
    """A ticket that is in no line and at no window any more, done with one business; the next one keeps its time."""
    if not ticket.then or day.closed:
        return put(day, replace(ticket, state="finished", ended_at=at))
    service, *then = ticket.then
    done = (*ticket.done, ticket.service)
    onward = replace(ticket, state="waiting", service=service, then=tuple(then), done=done, window="", calls=0)
    return join(day, replace(onward, misses=0, hand="", started_at=""))


def here_again(day: Day, code: str, number: str, called_at: str) -> Day:
    """Whom a call that nobody made, at `called_at`, sent home or on to its next business was never done."""
    ticket = day.tickets.get(number)
    if ticket is None or ticket.hand:
        return day
    if ticket.state == "waiting" and ticket.done and not ticket.window and ticket.called_at < called_at:
        return _back_from_next(day, ticket, code)
    if ticket.state != "finished":
        return day
    state: TicketWord = "serving" if ticket.started_at else "called"
    return window(put(day, replace(ticket, state=state, ended_at="")), code, current=number)


def _back_from_next(day: Day, ticket: Ticket, code: str) -> Day:
    """From the line of its next business to the window it was at; no other window has called it meanwhile."""
    *done, service = ticket.done
    then = (ticket.service, *ticket.then)
    back = replace(ticket, state="called", service=service, then=then, done=tuple(done), window=code, calls=1)
    return window(put(leave(day, ticket), back), code, current=ticket.number)


def serve(day: Day, number: str, code: str, one: Judged) -> Day:
    """A ticket comes to a window and stands on the board as the last one called."""
    ticket = day.tickets[number]
    called = replace(ticket, state="called", window=code, calls=1, called_at=one.judged_at)
    return shown(window(put(leave(day, ticket), called), code, current=number), number)


def shown(day: Day, number: str) -> Day:
    return replace(day, last=lately(day.last, number))


def lately(last: tuple[str, ...], number: str) -> tuple[str, ...]:
    """The last calls, this one's first."""
    before = tuple(each for each in last if each != number) if number in last else last
    return (number, *before[: SHOWN - 1])


def ended(day: Day) -> Day:
    """Whoever still waited goes home; nothing is wiped."""
    waiting = {"waiting", "called", "missed"}
    expired = {number: replace(one, state="expired") for number, one in day.tickets.items() if one.state in waiting}
    return replace(day, closed=True, tickets=day.tickets.update(expired), lines={}, windows={})
