"""Those who wait when a hall changes its rules in mid-day: nobody waits for what is not there any more."""

from operator import attrgetter

from msgspec.structs import replace

from kiosk.domain.queue.places import join, leave, line, put
from kiosk.domain.queue.rules import ORDINARY, QueueRules
from kiosk.domain.queue.state import OPEN, Day, Line, Ticket, TicketWord

IN_LINE: frozenset[TicketWord] = frozenset({"waiting", "missed"})


def rehomed(day: Day, rules: QueueRules) -> Day:
    """The day under other rules: each waits as before, or for the hall's first business, which takes the rest.

    They keep their numbers and their time. Who stands at a window is served there.
    """
    for ticket in _by_time(day, OPEN):
        moved = _under(rules, ticket)
        if moved != ticket:
            day = _placed(day, rules, ticket, moved)
    return day


def moving(day: Day | None, rules: QueueRules) -> tuple[str, ...]:
    """The numbers that would wait for another business, or at no window of their own, under other rules."""
    return tuple(
        one.number
        for one in (_by_time(day, IN_LINE) if day else ())
        if rules.service(one.service) is None or (one.window and rules.window(one.window) is None)
    )


def _by_time(day: Day, states: frozenset[TicketWord]) -> list[Ticket]:
    """In an order that is the same on every machine; a `Map` has one of its own in each process."""
    return sorted((one for one in day.tickets.values() if one.state in states), key=attrgetter("since", "number"))


def _under(rules: QueueRules, ticket: Ticket) -> Ticket:
    then = tuple(one for one in ticket.then if rules.service(one))
    lane = ticket.lane if ticket.lane in rules.classes else ORDINARY
    if ticket.state not in IN_LINE:
        return replace(ticket, then=then, lane=lane)
    service = rules.service_or_first(ticket.service).code
    window = ticket.window if rules.window(ticket.window) else ""
    return replace(ticket, service=service, then=tuple(one for one in then if one != service), lane=lane, window=window)


def _placed(day: Day, rules: QueueRules, ticket: Ticket, moved: Ticket) -> Day:
    """Out of the place that `ticket` had, into that of `moved`."""
    if ticket.state == "missed":
        found = day.lines.get(moved.service, Line())
        again = (found.called + rules.back_after, ticket.number)
        stays = moved.service == ticket.service
        return put(day, moved) if stays else _missed(put(leave(day, ticket), moved), moved.service, again)
    if ticket.state != "waiting" or moved.window:
        return put(day, moved)
    return join(leave(day, ticket), moved)


def _missed(day: Day, service: str, again: tuple[int, str]) -> Day:
    found = day.lines.get(service, Line())
    return line(day, service, replace(found, missed=(*found.missed, again)))
