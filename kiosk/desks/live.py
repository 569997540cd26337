"""A ticket's live place, for the phone that scanned its code: found by an opaque token, never by the number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from kiosk.desks.hall_view import Estimate, called, heard_waits, matters, rules_of
from kiosk.domain.queue.order import ahead_of
from kiosk.domain.queue.rules import QueueRules
from kiosk.domain.queue.state import Day, Line, QueueState, Ticket, TicketWord, Window
from kiosk.errors import Refused
from kiosk.journal.journal import Journal
from kiosk.queue_desk import Called, Matter, MissedRule, Range

NOT_OURS = "这个二维码不是这里的小票，请对着小票重新扫。现在要办事，请到大厅取号"
PAST = "这张小票是以前的，号码已经过期。现在要办事，请重新取号"
DAY_S = 24 * 3600
UNHEARD = "网上还没有收到这个号。小票照常有效，请先留意大厅的叫号"


@dataclass(frozen=True, slots=True)
class LivePlace:
    """Where a ticket stands; `at` is its window once it was called or sent to one.

    `ahead` while it waits: those who are called before it; of a missed one, those before it is called once more.
    `estimate` is how long it still waits, where its hall has told of late; `then` are the businesses that follow on
    the same number, `done` the names of those before.
    """

    hall: str
    day: str
    number: str
    service: str
    service_name: str
    state: TicketWord
    ahead: int
    at: Called | None
    windows: tuple[str, ...]
    estimate: Range | None
    missed: MissedRule
    then: tuple[Matter, ...] = ()
    done: tuple[str, ...] = ()


def live_place(journal: Journal, token: str, halls: Sequence[str] = (), estimate: Estimate | None = None) -> LivePlace:
    """By the token in the ticket's code, in `halls` or in all that are known here.

    Refused `no_such_ticket`; `ticket_past` once its day is forgotten; `ticket_unheard` for one of today that may have
    been given out without a line.
    """
    now = journal.now()
    for partition in [f"hall:{one}" for one in halls] or journal.views.queue.partitions():
        state = journal.views.queue.state(partition)
        for day in state.days.values():
            ticket = day.tickets.get(day.intents.get(token, ""))
            if ticket is not None and ticket.intent == token:
                expected = estimate or heard_waits(journal, partition)
                return placed(partition.removeprefix("hall:"), state, day, ticket, expected, now)
    raise _unknown(token, now)


def placed(hall: str, state: QueueState, day: Day, ticket: Ticket, estimate: Estimate, now: datetime) -> LivePlace:
    """A ticket of `day` as it stands at `now`."""
    rules = rules_of(state)
    word = _state(rules, day, ticket, now)
    ahead = _ahead(rules, day, ticket)
    return LivePlace(
        hall=hall,
        day=day.day,
        number=ticket.number,
        service=ticket.service,
        service_name=rules.name_of(ticket.service),
        state=word,
        ahead=ahead if word in {"waiting", "missed"} else 0,
        at=called(rules, ticket) if ticket.window or ticket.hand else None,
        windows=rules.windows_of(ticket.service),
        estimate=estimate(state, ticket.service, ahead, now) if word == "waiting" and not ticket.window else None,
        missed=MissedRule(rules.recalls, rules.back_after, rules.returns),
        then=matters(rules, ticket.then),
        done=tuple(map(rules.name_of, ticket.done)),
    )


def _state(rules: QueueRules, day: Day, ticket: Ticket, now: datetime) -> TicketWord:
    """Over with its day, also before the hall's first entry of the next one has closed it."""
    over = day.day < now.astimezone(ZoneInfo(rules.timezone)).date().isoformat()
    return "expired" if over and ticket.state in {"waiting", "called", "missed"} else ticket.state


def _ahead(rules: QueueRules, day: Day, ticket: Ticket) -> int:
    line = day.lines.get(ticket.service, Line())
    if ticket.state == "missed":
        due = next((due for due, number in line.missed if number == ticket.number), line.called)
        return max(0, due - line.called)
    if ticket.window:
        sent = day.windows.get(ticket.window, Window()).sent
        return sum(day.tickets[one].since < ticket.since for one in sent)
    return ahead_of(line, rules, ticket.lane, ticket.number)


def _unknown(token: str, now: datetime) -> Refused:
    """Why nothing is known of a token: its own time (a UUIDv7's first 48 bits) tells an old one from a new one."""
    try:
        name = UUID(token)
    except ValueError:
        return Refused("no_such_ticket", NOT_OURS)
    if name.version != 7 or str(name) != token:
        return Refused("no_such_ticket", NOT_OURS)
    age = now.timestamp() - (name.int >> 80) / 1000
    return Refused("ticket_past", PAST) if age > DAY_S else Refused("ticket_unheard", UNHEARD)
