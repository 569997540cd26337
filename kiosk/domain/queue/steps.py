"""What becomes of a ticket once it has its number: calls, what follows a call, papers."""

from collections.abc import Callable, Mapping

from msgspec.structs import replace

from kiosk.domain.entry import Judged
from kiosk.domain.queue.bodies import AtWindow, ByHand, QueueBody, Transferred
from kiosk.domain.queue.order import SENT, Pick, charge, without
from kiosk.domain.queue.places import finish, join, lately, leave, line, put, serve, settle, shown, window
from kiosk.domain.queue.rules import QueueRules
from kiosk.domain.queue.state import Day, Line, Ticket, Window


def called(day: Day, rules: QueueRules, one: Judged, code: str) -> Day:
    """The window is done with whom it had, and the judge's choice comes to it."""
    result = one.verdict.result
    pick, before = Pick(result["ticket"], result["service"], result["lane"]), str(result.get("finished", ""))
    if pick.number not in day.tickets:
        return day
    done = day.tickets.get(before)
    if done is not None:  # its window is the next one's, below
        day = settle(day, done, one.judged_at)
    paid, owed = charge(day, rules, code, pick)
    at, waits = day.windows.get(code, Window()), day.lines[pick.service]
    sent = tuple(number for number in at.sent if number != pick.number) if pick.lane == SENT else at.sent
    at = replace(at, current=pick.number, call=one.entry.id, before=before, sent=sent, credit=paid)
    waits = without(waits, pick.number, called=waits.called + (pick.lane != SENT), credit=owed)
    ticket = replace(day.tickets[pick.number], state="called", window=code, calls=1, called_at=one.judged_at)
    return replace(
        day,
        windows={**day.windows, code: at},
        lines={**day.lines, pick.service: waits},
        intents=day.intents.set(one.entry.id, pick.number),
        tickets=day.tickets.set(pick.number, ticket),
        last=lately(day.last, pick.number),
    )


def step(day: Day, rules: QueueRules, one: Judged, body: QueueBody, number: str) -> Day:
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


def _by_hand(day: Day, ticket: Ticket | None, number: str, code: str, one: Judged) -> Day:
    if ticket is None:
        return replace(day, early={**day.early, number: code})
    twice = ticket.twice or one.verdict.code == "called_twice"
    return settle(leave(day, ticket), replace(ticket, hand=code, twice=twice), one.judged_at)


def _transferred(day: Day, rules: QueueRules, ticket: Ticket, to: str, position: int) -> Day:
    since = ticket.since if rules.transfer == "keep" else position
    day = leave(day, ticket)
    code = to.removeprefix("window:")
    moved = replace(ticket, state="waiting", window="", calls=0, since=since)
    if code == to:
        return join(day, replace(moved, service=to))
    day = put(day, replace(moved, window=code))
    return window(day, code, sent=(*day.windows.get(code, Window()).sent, ticket.number))


def _resumed(day: Day, number: str, code: str, one: Judged) -> Day:
    if one.verdict.result.get("finished"):
        day = finish(day, one.verdict.result["finished"], one.judged_at)
    return serve(day, number, code, one)


def _recalled(day: Day, rules: QueueRules, ticket: Ticket, one: Judged) -> Day:
    return shown(put(day, replace(ticket, calls=ticket.calls + 1, called_at=one.judged_at)), ticket.number)


def _missed(day: Day, rules: QueueRules, ticket: Ticket, one: Judged) -> Day:
    """Back after so many others, so many times; then it is gone, and a clerk may still take it up again."""
    day = leave(day, ticket)
    missed = replace(ticket, state="missed", misses=ticket.misses + 1, window="")
    if ticket.misses >= rules.returns:
        return put(day, replace(missed, state="gone", ended_at=one.judged_at))
    own = day.lines.get(ticket.service, Line())
    due = (own.called + rules.back_after, ticket.number)
    return line(put(day, missed), ticket.service, replace(own, missed=(*own.missed, due)))


def _started(day: Day, rules: QueueRules, ticket: Ticket, one: Judged) -> Day:
    return put(day, replace(ticket, state="serving", started_at=one.judged_at))


def _held(day: Day, rules: QueueRules, ticket: Ticket, one: Judged) -> Day:
    return put(leave(day, ticket), replace(ticket, state="held"))


def _finished(day: Day, rules: QueueRules, ticket: Ticket, one: Judged) -> Day:
    return finish(day, ticket.number, one.judged_at)


def _cancelled(day: Day, rules: QueueRules, ticket: Ticket, one: Judged) -> Day:
    return put(leave(day, ticket), replace(ticket, state="cancelled", ended_at=one.judged_at))


def _asked(day: Day, rules: QueueRules, ticket: Ticket, one: Judged) -> Day:
    return put(day, replace(ticket, paper="asked"))


def _printed(day: Day, rules: QueueRules, ticket: Ticket, one: Judged) -> Day:
    return put(day, replace(ticket, paper="done", papers=ticket.papers + 1))


def _failed(day: Day, rules: QueueRules, ticket: Ticket, one: Judged) -> Day:
    return put(day, replace(ticket, paper="failed"))


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
