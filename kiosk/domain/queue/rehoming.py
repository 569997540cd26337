"""Those who wait when a hall changes its rules in mid-day: nobody waits for what is not there any more."""

from operator import attrgetter

from msgspec.structs import replace

from kiosk.domain.queue.places import join, leave, line, put
from kiosk.domain.queue.rules import ORDINARY, QueueRules
from kiosk.domain.queue.state import OPEN, Day, Line, Ticket, TicketWord

AWAITED: frozenset[TicketWord] = frozenset({"waiting", "missed", "held", "gone"})
"""Who waits, or may be taken up again."""


def rehomed(day: Day, rules: QueueRules) -> Day:
    """The day under other rules: each waits as before, or for the hall's first business, which takes the rest.

    They keep their numbers and their time. Who stands at a window is served there; a day that is closed is history.
    """
    for ticket in () if day.closed else _by_time(day, OPEN | AWAITED):
        moved = _under(rules, ticket)
        if moved != ticket:
            day = _placed(day, rules, ticket, moved)
    return day


def moving(day: Day, rules: QueueRules) -> tuple[str, ...]:
    """The numbers that would wait for another business, or no longer for one window alone, under other rules."""
    after = rehomed(day, rules).tickets
    return tuple(one.number for one in _by_time(day, AWAITED) if _place(one) != _place(after[one.number]))


def _place(ticket: Ticket) -> tuple[str, str]:
    return ticket.service, ticket.window


def _by_time(day: Day, states: frozenset[TicketWord]) -> list[Ticket]:
    """In an order that is the same on every machine; a `Map` has one of its own in each process."""
    return sorted((one for one in day.tickets.values() if one.state in states), key=attrgetter("since", "number"))


def _under(rules: QueueRules, ticket: Ticket) -> Ticket:
    then = tuple(one for one in ticket.then if rules.service(one))
    lane = ticket.lane if ticket.lane in rules.classes else ORDINARY
    if ticket.state not in AWAITED:
        return replace(ticket, then=then, lane=lane)
    service = rules.service_or_first(ticket.service).code
    window = ticket.window if rules.window(ticket.window) else ""
    return replace(ticket, service=service, then=tuple(one for one in then if one != service), lane=lane, window=window)


def _placed(day: Day, rules: QueueRules, ticket: Ticket, moved: Ticket) -> Day:
    """Out of the place that `ticket` had, into that of `moved`."""
    if ticket.state == "waiting" and not moved.window:
        return join(leave(day, ticket), moved)
    if ticket.state == "missed" and moved.service != ticket.service:
        return _missed(put(leave(day, ticket), moved), rules, moved)
    return put(day, moved)


def _missed(day: Day, rules: QueueRules, ticket: Ticket) -> Day:
    """Comes back in its new line after as many others as anybody who is missed there now."""
    found = day.lines.get(ticket.service, Line())
    due = (found.called + rules.back_after, ticket.number)
    return line(day, ticket.service, replace(found, missed=(*found.missed, due)))
