"""What the hall's judge says of each entry, given the queue as it stands when the entry arrives."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace as changed

from kiosk.domain.entry import Entry, Verdict
from kiosk.domain.queue.blocks import decide_lease, is_free, told_block
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
)
from kiosk.domain.queue.giving import CHECKED_IN_TWICE
from kiosk.domain.queue.numbers import left_today, lent, next_value, split_number, write_number
from kiosk.domain.queue.order import Pick, ahead, choose
from kiosk.domain.queue.rules import ORDINARY, QueueRules, ServiceRule, check_rules, is_open
from kiosk.domain.queue.state import Day, Line, QueueState, Ticket, TicketWord, Window
from kiosk.errors import Refused

FROM: Mapping[str, frozenset[TicketWord]] = {
    "ticket.recalled": frozenset({"called"}),
    "ticket.missed": frozenset({"called"}),
    "ticket.started": frozenset({"called"}),
    "ticket.held": frozenset({"called", "serving"}),
    "ticket.finished": frozenset({"called", "serving"}),
    "ticket.transferred": frozenset({"called", "serving", "held"}),
    "ticket.resumed": frozenset({"held", "missed", "gone"}),
    "ticket.cancelled": frozenset({"waiting", "missed", "held"}),
}
"""From which states each step of a ticket may follow."""


@dataclass(frozen=True, slots=True)
class Now:
    """The judge's own moment (ISO 8601). `told`: what the author was answered before the judge lost its memory.

    `dropped`: the entry comes together with its author's word that it shall cause nothing.
    """

    at: str
    told: Mapping[str, Any] = field(default_factory=dict)
    dropped: bool = False


def decide(state: QueueState, entry: Entry, body: QueueBody, now: Now) -> Verdict:
    """The verdict on `entry`; `state` is of the day that it begins (`evolve.turn`)."""
    if isinstance(body, QueueRules):
        return _configured(body)
    if state.rules is None or state.today is None:
        return _no("no_queue")
    if isinstance(body, LeaseGranted):
        return decide_lease(state, state.rules, entry.id, body)
    if entry.stream.startswith("ticket:") and not isinstance(body, Dropped):
        return _of_ticket(state, state.rules, entry, body)
    return _of_day(state, state.rules, state.today, entry, body, now)


def _of_day(state: QueueState, rules: QueueRules, today: Day, entry: Entry, body: QueueBody, now: Now) -> Verdict:
    if now.dropped or today.intents.get(entry.id) == "":
        return _no("is_dropped")  # or its author began a new chain, and what takes it back came before it
    if isinstance(body, Taken) and body.number:
        return _leased(state, rules, body, now)
    if str(now.told.get("day", today.day)) < today.day:
        return _no("is_expired")  # answered on a day that is over: today's numbers are on other people's papers
    return _of_today(state, rules, today, entry, body, now)


def _of_today(state: QueueState, rules: QueueRules, today: Day, entry: Entry, body: QueueBody, now: Now) -> Verdict:
    match body:
        case Taken():
            return _taken(rules, today, body, now)
        case Dropped():
            return _dropped(today, body)
        case AtWindow() if entry.kind == "window.called_next":
            return _called(rules, today, body, now)
        case AtWindow() | Paused() if entry.kind.startswith("window."):
            return _at_window(rules, today, body.window)
        case LeaseReturned():
            return _returned(state.days.get(body.day), entry, body)
        case DayClosed():
            return Verdict("applied") if body.day in state.days and body.day <= today.day else _no("other_day")
        case _:
            return Verdict("held", "unreadable")


def _no(code: str) -> Verdict:
    return Verdict("refused", code)


def _configured(rules: QueueRules) -> Verdict:
    try:
        check_rules(rules)
    except Refused as refused:
        return _no(refused.code)
    return Verdict("applied")


def why_closed(rules: QueueRules, service: ServiceRule, day: Day | None, at: datetime) -> str:
    """The code of the reason for which no number of a business can be taken at `at` (UTC), or ''."""
    if day is not None and day.closed:
        return "day_closed"
    if not is_open(service, at.astimezone(ZoneInfo(rules.timezone))):
        return "outside_hours"
    return "quota_spent" if left_today(day, service) == 0 else ""


def _returned(day: Day | None, entry: Entry, body: LeaseReturned) -> Verdict:
    """Only its holder knows that no number of it is on paper any more that the judge has not heard of."""
    lease = day.leases.get(body.lease) if day else None
    if lease is None:
        return _no("no_such_lease")
    return Verdict("applied") if lease.terminal == entry.terminal else _no("not_yours")


def _taken(rules: QueueRules, today: Day, body: Taken, now: Now) -> Verdict:
    told = str(now.told.get("number", ""))
    if told and now.told.get("day") == today.day and told not in today.tickets and not lent(today, told):
        return _on_paper(rules, today, body, told)
    chain = [rules.service(code) for code in (body.service, *body.then)]
    services = [one for one in chain if one]
    if len(services) < len(chain):
        return _no("unknown_service")
    if body.priority not in rules.classes:
        return _no("unknown_class")
    why_not = _why_not(rules, services, today, body, datetime.fromisoformat(now.at))
    if why_not:
        return _no(why_not)
    prefix = rules.prefix(services[0], body.priority)
    return _number(rules, today, services[0], body.priority, write_number(prefix, next_value(today, prefix)))


def _on_paper(rules: QueueRules, day: Day, body: Taken, number: str, code: str = "") -> Verdict:
    """A number that somebody holds stands, whatever the rules have become since."""
    lane = body.priority if body.priority in rules.classes else ORDINARY
    return _number(rules, day, rules.service_or_first(body.service), lane, number, code)


def _why_not(rules: QueueRules, services: list[ServiceRule], today: Day, body: Taken, at: datetime) -> str:
    if len({one.code for one in services}) < len(services):
        return "service_twice"
    if body.appointment in today.appointments:
        return "checked_in_already"
    return next(filter(None, (why_closed(rules, one, today, at) for one in services)), "")


def _number(rules: QueueRules, today: Day, service: ServiceRule, lane: str, number: str, code: str = "") -> Verdict:
    waiting = ahead(today.lines.get(service.code, Line()), rules, lane)
    return Verdict("applied", code, {"day": today.day, "number": number, "ahead": waiting})


def _leased(state: QueueState, rules: QueueRules, body: Taken, now: Now) -> Verdict:
    """A number that is on paper already: it stands, unless the block was never lent."""
    day = state.days.get(body.day)
    if day is None:
        return Verdict("held", "no_such_lease")
    lease = day.leases.get(body.lease)
    if lease is None:
        return _of_lost_block(rules, day, body, now)
    prefix, value = split_number(body.number)
    if prefix != lease.prefix or not lease.first <= value <= lease.last or value in lease.used:
        return Verdict("held", "not_of_the_block")
    return _as_printed(rules, day, body)


def _of_lost_block(rules: QueueRules, day: Day, body: Taken, now: Now) -> Verdict:
    """A judge that was restored has lost the block: the number's author tells of it, and it is lent again."""
    block = told_block(now.told)
    if block is None or not block.has(body.number) or body.number in day.tickets or lent(day, body.number):
        return Verdict("held", "no_such_lease")
    word = _as_printed(rules, day, body)
    if not is_free(day, block):
        return word
    return changed(word, result={**word.result, "block": [block.prefix, block.first, block.last]})


def _as_printed(rules: QueueRules, day: Day, body: Taken) -> Verdict:
    if body.appointment in day.appointments:
        return _on_paper(rules, day, replace(body, priority=ORDINARY), body.number, CHECKED_IN_TWICE)
    return _on_paper(rules, day, body, body.number)


def _dropped(today: Day, body: Dropped) -> Verdict:
    number = today.intents.get(body.intent, "")
    return Verdict("applied", "", {"number": number}) if number else Verdict("applied", "nothing_to_drop")


def _at_window(rules: QueueRules, today: Day, code: str) -> Verdict:
    if rules.window(code) is None:
        return _no("unknown_window")
    return _no("day_closed") if today.closed else Verdict("applied")


def _called(rules: QueueRules, today: Day, body: AtWindow, now: Now) -> Verdict:
    allowed = _at_window(rules, today, body.window)
    if allowed.verdict != "applied":
        return allowed
    window = today.windows.get(body.window, Window())
    if window.paused is not None:
        return _no("paused")
    pick = _told(today, now) or choose(today, rules, body.window)
    if pick is None:
        return _no("nobody_waits")
    result = {"day": today.day, "ticket": pick.number, "service": pick.service, "lane": pick.lane}
    return Verdict("applied", "", {**result, "finished": window.current} if window.current else result)


def _told(today: Day, now: Now) -> Pick | None:
    ticket = today.tickets.get(str(now.told.get("ticket", "")))
    if ticket is None or ticket.state != "waiting" or now.told.get("day") != today.day:
        return None
    return Pick(ticket.number, ticket.service, str(now.told.get("lane", ticket.lane)))


def _of_ticket(state: QueueState, rules: QueueRules, entry: Entry, body: QueueBody) -> Verdict:
    _, _, which, number = entry.stream.rsplit(":", 3)
    day = state.days.get(which)
    if day is None:
        return Verdict("held", "day_forgotten")
    ticket = day.tickets.get(number)
    if isinstance(body, ByHand):
        return _by_hand(rules, day, ticket, number, body)
    if isinstance(body, Dropped):
        return Verdict("applied", "nothing_to_drop")  # a step that was taken stands, heard of or not
    return _no("no_such_ticket") if ticket is None else _of_known(rules, day, ticket, entry, body)


def _of_known(rules: QueueRules, day: Day, ticket: Ticket, entry: Entry, body: QueueBody) -> Verdict:
    if entry.kind.startswith("paper."):
        return Verdict("applied")
    if entry.kind not in FROM:
        return Verdict("held", "unreadable")
    if ticket.state not in FROM[entry.kind]:
        return _no(f"is_{ticket.state}")
    if isinstance(body, AtWindow | Transferred) and entry.kind != "ticket.resumed" and ticket.window != body.window:
        return _no("other_window")
    return _step(rules, day, entry.kind, ticket, body)


def _step(rules: QueueRules, day: Day, kind: str, ticket: Ticket, body: QueueBody) -> Verdict:
    if kind == "ticket.recalled" and ticket.calls >= rules.recalls:
        return _no("called_enough")
    if kind == "ticket.resumed" and isinstance(body, AtWindow):
        return _resumed(rules, day, body)
    if isinstance(body, Transferred):
        return _transferred(rules, body)
    return Verdict("applied")


def _resumed(rules: QueueRules, day: Day, body: AtWindow) -> Verdict:
    allowed = _at_window(rules, day, body.window)
    window = day.windows.get(body.window, Window())
    if allowed.verdict != "applied" or not window.current:
        return allowed
    return Verdict("applied", "", {"finished": window.current})


def _transferred(rules: QueueRules, body: Transferred) -> Verdict:
    code = body.to.removeprefix("window:")
    if code != body.to:
        return Verdict("applied") if rules.window(code) and code != body.window else _no("unknown_window")
    return Verdict("applied") if rules.service(body.to) else _no("unknown_service")


def _by_hand(rules: QueueRules, day: Day, ticket: Ticket | None, number: str, body: ByHand) -> Verdict:
    """It was served, and nothing can make that undone; called elsewhere too, it is marked (protocol, Judgement 4)."""
    if rules.window(body.window) is None:
        return _no("unknown_window")
    if ticket is None:
        return Verdict("applied", "not_known_yet") if lent(day, number) else _no("no_such_ticket")
    twice = bool(ticket.calls) and ticket.window != body.window
    return Verdict("applied", "called_twice" if twice or ticket.hand else "")
