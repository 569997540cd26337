"""What a window's clerk sees of the queue, made from the state alone."""

from collections.abc import Iterable, Sequence

import msgspec

from kiosk.desks.hall_view import called, day_of, matters, rules_of
from kiosk.domain.entry import Entry
from kiosk.domain.queue.bodies import ByHand
from kiosk.domain.queue.rules import QueueRules, WindowRule
from kiosk.domain.queue.state import Day, QueueState, Ticket, TicketWord, Window
from kiosk.domain.queue.words import queue_words
from kiosk.errors import Refused
from kiosk.queue_desk import Called, HallView, Seat, WindowPlace

ASIDE: frozenset[TicketWord] = frozenset({"held", "missed", "gone"})
"""What a window may take up again (`ticket.resumed`)."""

_by_hand = msgspec.json.Decoder(ByHand)


def places(state: QueueState) -> tuple[WindowPlace, ...]:
    """The hall's windows in its own order. Refused `no_queue`."""
    day = day_of(state)
    return tuple(_place(day, rule) for rule in rules_of(state).windows)


def seat(code: str, state: QueueState, hall: HallView, unjudged: Iterable[Entry]) -> Seat:
    """`state` has what is `unjudged` in it already. Refused `unknown_window`."""
    rules, day = rules_of(state), day_of(state)
    rule = rules.window(code)
    if rule is None:
        raise Refused("unknown_window", queue_words("unknown_window"))
    window = day.windows.get(code, Window())
    ticket = day.tickets.get(window.current)
    return Seat(
        window=_place(day, rule),
        hall=hall,
        current=called(rules, ticket) if ticket else None,
        may_put_back=bool(ticket and ticket.state == "called" and window.call),
        paused=window.paused,
        closed=day.closed,
        aside=_aside(rules, day, rule),
        by_hand=_from_paper(rules, day, rule, unjudged),
        twice=tuple(sorted(one.number for one in day.tickets.values() if one.twice and one.hand == code)),
        windows=places(state),
        recalls=rules.recalls,
        keeps_time=rules.transfer == "keep",
    )


def _place(day: Day, rule: WindowRule) -> WindowPlace:
    return WindowPlace(rule.code, rule.name, rule.services, day.windows.get(rule.code, Window()).current)


def _aside(rules: QueueRules, day: Day, rule: WindowRule) -> tuple[Called, ...]:
    """Those of the window's own businesses, and what it held itself."""
    mine = [one for one in day.tickets.values() if one.state in ASIDE and _concerns(one, rule)]
    return tuple(called(rules, one) for one in sorted(mine, key=lambda one: (one.called_at, one.since), reverse=True))


def _concerns(ticket: Ticket, rule: WindowRule) -> bool:
    return ticket.service in rule.services or ticket.window == rule.code


def _from_paper(rules: QueueRules, day: Day, rule: WindowRule, unjudged: Iterable[Entry]) -> tuple[Called, ...]:
    """The last one first; a number that this machine has never heard of is shown all the same."""
    found: Sequence[Entry] = [one for one in unjudged if one.kind == "ticket.served_by_hand"]
    mine = [one for one in found if _by_hand.decode(one.body or "").window == rule.code]
    return tuple(_served(rules, day, rule, one) for one in reversed(mine))


def _served(rules: QueueRules, day: Day, rule: WindowRule, entry: Entry) -> Called:
    number = entry.stream.rpartition(":")[2]
    ticket = day.tickets.get(number)
    served, then = _chain(ticket) if ticket else ("", ())
    return Called(
        number=number,
        service_name=rules.name_of(served),
        window=rule.code,
        window_name=rule.name,
        calls=0,
        called_at=entry.at.wall,
        state="finished",
        by_hand=True,
        priority=ticket.lane if ticket else "",
        receipt=ticket.receipt if ticket else "",
        then=matters(rules, then),
    )


def _chain(ticket: Ticket) -> tuple[str, tuple[str, ...]]:
    """The business that was served from the paper, and those after it: a ticket with more of them has gone on."""
    if ticket.hand or not ticket.done:
        return ticket.service, ticket.then
    return ticket.done[-1], (ticket.service, *ticket.then)
