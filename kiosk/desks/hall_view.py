"""The hall's queue as screens see it, made from the state alone."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from kiosk.desks.judging import QueueJudge
from kiosk.domain.queue.decide import why_closed
from kiosk.domain.queue.order import ahead, upcoming
from kiosk.domain.queue.rules import QueueRules, ServiceRule
from kiosk.domain.queue.state import Day, Line, QueueState, Ticket
from kiosk.domain.queue.words import queue_words
from kiosk.errors import Refused
from kiosk.journal.journal import Journal
from kiosk.queue_desk import Called, HallView, Matter, Range, ServiceRow, Stands, Waiting

Estimate = Callable[[QueueState, str, int, datetime], Range | None]
"""How long one waits for a business with so many people ahead, asked at a moment; None: nobody can say."""

_STANDS: Mapping[str, Stands] = {
    "called": "called",
    "serving": "serving",
    "held": "held",
    "missed": "missed",
    "gone": "missed",
}
NEXT_SHOWN = 5
LAST_SHOWN = 8


def heard_waits(journal: Journal, partition: str) -> Estimate:
    """As the judge of a hall has told of late."""

    def estimate(state: QueueState, service: str, ahead: int, at: datetime) -> Range | None:
        expected = journal.views.waits.find(partition, at).get(service)
        return Range(*expected.minutes(ahead)) if expected else None

    return estimate


def known_waits(journal: Journal, judge: QueueJudge) -> Estimate:
    """As the hall's judge has last told; nothing while it is silent."""
    heard = heard_waits(journal, judge.partition)

    def estimate(state: QueueState, service: str, ahead: int, at: datetime) -> Range | None:
        return None if judge.silent_since() else heard(state, service, ahead, at)

    return estimate


def no_estimate(state: QueueState, service: str, ahead: int, at: datetime) -> Range | None:
    """Where nobody estimates."""
    return None


def rules_of(state: QueueState) -> QueueRules:
    """Refused `no_queue` where the hall has none yet."""
    if state.rules is None:
        raise Refused("no_queue", queue_words("no_queue"))
    return state.rules


def day_of(state: QueueState) -> Day:
    return state.today or Day(state.day, 0)


def service_rows(state: QueueState, estimate: Estimate, at: datetime) -> tuple[ServiceRow, ...]:
    rules, day = rules_of(state), day_of(state)
    return tuple(_service(state, rules, day, one, estimate, at) for one in rules.services)


def _service(
    state: QueueState, rules: QueueRules, day: Day, rule: ServiceRule, estimate: Estimate, at: datetime
) -> ServiceRow:
    line = day.lines.get(rule.code, Line())
    wait = estimate(state, rule.code, ahead(line, rules, ""), at)
    closed = why_closed(rules, rule, day, at)
    said = queue_words(closed) if closed else ""
    windows, classes = rules.windows_of(rule.code), tuple(rules.classes)
    return ServiceRow(rule.code, rule.name, rule.prefix, line.waiting, windows, wait, said, classes)


def matters(rules: QueueRules, services: Sequence[str]) -> tuple[Matter, ...]:
    """Businesses by their codes, as people read them."""
    return tuple(Matter(rules.name_of(one), rules.windows_of(one)) for one in services)


def called(rules: QueueRules, ticket: Ticket) -> Called:
    """A ticket as it stands at its window."""
    window = rules.window(ticket.window or ticket.hand)
    return Called(
        number=ticket.number,
        service_name=rules.name_of(ticket.service),
        window=ticket.window or ticket.hand,
        window_name=window.name if window else "",
        calls=ticket.calls,
        called_at=ticket.called_at,
        state=_STANDS.get(ticket.state, "finished"),
        by_hand=bool(ticket.hand),
        then=matters(rules, ticket.then),
        priority=ticket.lane,
        receipt=ticket.receipt,
    )


def hall_view(name: str, state: QueueState, estimate: Estimate, at: datetime, stale_since: str) -> HallView:
    """`now` is who stands at a window, the last called first; `last` the calls before, whatever became of them."""
    rules, day = rules_of(state), day_of(state)
    present = [day.tickets[one.current] for one in day.windows.values() if one.current in day.tickets]
    now = sorted(present, key=lambda one: one.called_at, reverse=True)
    last = [day.tickets[number] for number in day.last[:LAST_SHOWN] if number in day.tickets]
    return HallView(
        hall_name=name,
        now=[called(rules, one) for one in now],
        last=[called(rules, one) for one in last],
        waiting=_waiting(state, rules, day, estimate, at),
        notices=rules.notices,
        stale_since=stale_since,
    )


def _waiting(state: QueueState, rules: QueueRules, day: Day, estimate: Estimate, at: datetime) -> Sequence[Waiting]:
    lines = [(one, day.lines.get(one.code, Line())) for one in rules.services]
    return tuple(
        Waiting(
            rule.code,
            rule.name,
            line.waiting,
            estimate(state, rule.code, ahead(line, rules, ""), at),
            upcoming(line, rules, NEXT_SHOWN),
            rule.prefix,
        )
        for rule, line in lines
    )
