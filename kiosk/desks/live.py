"""A ticket's live place, for the phone that scanned its code: found by an opaque token, never by the number."""

from dataclasses import dataclass

from kiosk.desks.hall_view import called, rules_of
from kiosk.domain.queue.order import ahead_of
from kiosk.domain.queue.state import Line, TicketWord
from kiosk.errors import Refused
from kiosk.journal.journal import Journal
from kiosk.queue_desk import Called, Range


@dataclass(frozen=True, slots=True)
class LivePlace:
    """Where a ticket stands; `ahead` only while it waits, `at` the window once it was called.

    `estimate` is how long it still waits, where its hall has told of late; `then` the names of the businesses that
    follow on the same number.
    """

    hall: str
    day: str
    number: str
    service: str
    service_name: str
    state: TicketWord
    ahead: int
    at: Called | None
    then: tuple[str, ...] = ()
    estimate: Range | None = None


def live_place(journal: Journal, token: str) -> LivePlace:
    """By the token in the ticket's code. Refused `no_such_ticket`, also once its day is forgotten."""
    now = journal.clock.now()
    for partition in journal.views.queue.partitions():
        state = journal.views.queue.state(partition)
        for day in state.days.values():
            ticket = day.tickets.get(day.intents.get(token, ""))
            if ticket is None or ticket.intent != token:
                continue
            rules = rules_of(state)
            waits = ticket.state in {"waiting", "missed"}
            ahead = ahead_of(day.lines.get(ticket.service, Line()), rules, ticket.lane, ticket.number) if waits else 0
            expected = journal.views.waits.find(partition, now).get(ticket.service) if waits else None
            return LivePlace(
                hall=partition.removeprefix("hall:"),
                day=day.day,
                number=ticket.number,
                service=ticket.service,
                service_name=rules.name_of(ticket.service),
                state=ticket.state,
                ahead=ahead,
                at=called(rules, ticket) if ticket.window or ticket.hand else None,
                then=tuple(map(rules.name_of, ticket.then)),
                estimate=Range(*expected.minutes(ahead)) if expected else None,
            )
    raise Refused("no_such_ticket", "没有找到这张小票，可能是以前的，请重新取号")
