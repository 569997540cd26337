"""Numbers given out, from the counter and from blocks that were lent, and taken back."""

from collections.abc import Sequence

from msgspec.structs import replace

from kiosk.domain.bodies import Unreadable
from kiosk.domain.entry import Entry, Judged
from kiosk.domain.queue.bodies import Dropped, LeaseGranted, LeaseReturned, Taken, read_queue
from kiosk.domain.queue.numbers import split_number, used
from kiosk.domain.queue.places import here_again, join, leave, put, settle
from kiosk.domain.queue.rules import QueueRules
from kiosk.domain.queue.state import OPEN, Day, Lease, Ticket, Window

CHECKED_IN_TWICE = "checked_in_twice"
"""A number from a block for an appointment that has one already: on paper, so it stands, as an ordinary one."""


def taken_back(entries: Sequence[Entry]) -> frozenset[str]:
    """Intents that come together with their own author's word that nobody waits for them any more."""
    drops = [one for one in entries if one.kind == "intent.dropped"]
    wanted = {(one.terminal, _intent(one)) for one in drops}
    return frozenset(one.id for one in entries if (one.terminal, one.id) in wanted) if drops else frozenset()


def _intent(drop: Entry) -> str:
    try:
        body = read_queue(drop.kind, drop.body or "")
    except Unreadable:
        return ""
    return body.intent if isinstance(body, Dropped) else ""


def lease(day: Day, one: Judged, body: LeaseGranted | LeaseReturned) -> Day:
    if isinstance(body, LeaseReturned):
        known = day.leases.get(body.lease)
        return replace(day, leases={**day.leases, body.lease: replace(known, returned=True)}) if known else day
    block = one.verdict.result
    lent = Lease(one.entry.id, body.terminal, body.service, block["prefix"], block["first"], block["last"])
    return replace(day, leases={**day.leases, lent.id: lent})


def taken(day: Day, rules: QueueRules, one: Judged, body: Taken) -> Day:
    """The ticket in its line; or where it was served by hand before, or came after the day had closed."""
    twice = one.verdict.code == CHECKED_IN_TWICE
    ticket = _ticket(rules, one, body, "" if twice else body.priority)
    day = _counted(_recalled(day, one, body), ticket, body.service)
    if body.appointment and not twice:
        day = replace(day, appointments={**day.appointments, body.appointment: ticket.number})
    hand = day.early.get(ticket.number)
    if hand is not None:
        return settle(day, replace(ticket, hand=hand), one.judged_at)
    if day.closed:
        return put(day, replace(ticket, state="expired", ended_at=one.judged_at))
    return join(day, ticket)


def _recalled(day: Day, one: Judged, body: Taken) -> Day:
    """With the block that the judge had lost, where this number brought it back."""
    if "block" not in one.verdict.result:
        return day
    prefix, first, last = one.verdict.result["block"]
    lent = Lease(body.lease, one.entry.terminal, body.service, prefix, first, last)
    return replace(day, leases={**day.leases, lent.id: lent})


def _ticket(rules: QueueRules, one: Judged, body: Taken, lane: str) -> Ticket:
    return Ticket(
        number=str(one.verdict.result["number"]),
        service=rules.service_or_first(body.service).code,
        lane=lane if lane in rules.classes else "",
        since=one.position,
        taken_at=one.entry.at.wall if body.lease else one.judged_at,
        then=tuple(each for each in body.then if rules.service(each)),
        lease=body.lease,
        terminal=one.entry.terminal,
        intent=one.entry.id,
        receipt=body.receipt,
    )


def _counted(day: Day, ticket: Ticket, asked: str) -> Day:
    """Spent from the quota of what was `asked` for and of what follows, and from the block or the counter."""
    prefix, value = split_number(ticket.number)
    chain = (asked, *ticket.then)
    day = replace(
        day,
        intents=day.intents.set(ticket.intent, ticket.number),
        spent={**day.spent, **{service: day.spent.get(service, 0) + 1 for service in chain}},
    )
    lent = day.leases.get(ticket.lease)
    if lent is not None:
        return replace(day, leases={**day.leases, lent.id: used(lent, ticket.number)})
    return replace(day, numbers={**day.numbers, prefix: max(value, day.numbers.get(prefix, 0))})


def dropped(day: Day, one: Judged, body: Dropped) -> Day:
    """Undo what an unheard intent caused: a number that nobody holds, or a call that nobody made.

    One that did not come yet is known from now on as one that shall cause nothing.
    """
    number = str(one.verdict.result.get("number", ""))
    ticket = day.tickets.get(number)
    if ticket is None:
        step = one.entry.stream.startswith("ticket:")  # one that was taken stands
        return day if step else replace(day, intents=day.intents.set(body.intent, day.intents.get(body.intent, "")))
    if ticket.intent == body.intent and ticket.state in OPEN:
        kept = {booking: held for booking, held in day.appointments.items() if held != number}
        day = replace(leave(day, ticket), appointments=kept)
        return put(day, replace(ticket, state="dropped", ended_at=one.judged_at))
    window = day.windows.get(ticket.window, Window())
    if ticket.state == "called" and window.current == number:
        day = join(leave(day, ticket), replace(ticket, state="waiting", window="", calls=0, called_at=""))
        return here_again(day, ticket.window, window.before, ticket.called_at)
    return day
