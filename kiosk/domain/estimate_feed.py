"""From what the judge of a hall's queue said to what the hall's watch sees and the estimator learns."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from kiosk.domain.entry import Judged
from kiosk.domain.estimate import Estimator, Observation
from kiosk.domain.estimate_watch import Watch
from kiosk.domain.outlook import Expected, Outlook
from kiosk.domain.queue.bodies import ticket_number
from kiosk.domain.queue.evolve import evolve
from kiosk.domain.queue.rules import ORDINARY, QueueRules
from kiosk.domain.queue.state import Day, QueueState, Ticket

ON_THE_SPOT_S = 1.0
"""Whom a free window takes at once needed no estimate, and teaches none (`Estimator`)."""

_A_DAY_S = 86_400.0
_WAITS = frozenset({"waiting", "missed"})
_SERVED = frozenset({"called", "serving"})


@dataclass(slots=True)
class _Watched:
    """One day: its watch, its midnight in the hall, the last moment of it, and what newcomers saw."""

    watch: Watch
    midnight: datetime
    last_s: float
    seen: dict[str, Observation]

    def second(self, moment: datetime) -> float:
        """Never back, whatever a clock does."""
        self.last_s = max(self.last_s, (moment - self.midnight).total_seconds())
        return self.last_s


class Feed:
    """Takes a queue's entries in the judge's order from the first one of a day on.

    `state` is the queue as it was before, of which only the rules matter; `day_before_s` one service of that day.
    """

    def __init__(self, learner: Estimator, state: QueueState, day_before_s: float | None = None) -> None:
        self._learner = learner
        self._state = state
        self.day_before_s = day_before_s
        self._day: _Watched | None = None

    @property
    def service_s(self) -> float | None:
        """One service as this day has them, in seconds."""
        return self._day.watch.service_s if self._day else self.day_before_s

    @property
    def day(self) -> str:
        """The day that is watched (ISO 8601); it is over once it is `closed`."""
        return self._state.day

    @property
    def closed(self) -> bool:
        return self._state.today is None or self._state.today.closed

    def take(self, one: Judged, learn: bool = True) -> bool:
        """See an entry; whether the estimator learned by it. What was learned before a restart is not learned again."""
        before, self._state = self._state, evolve(self._state, one)
        if self._state.day != before.day:
            self._begin()
        rules, today = self._state.rules, self._state.today
        if rules is None or today is None or self._day is None or one.verdict.verdict != "applied":
            return False
        self._see_window(rules, one, self._day)
        old = before.days.get(today.day, Day(today.day, 0))
        learned = [
            self._see(self._day, old.tickets.get(number), today.tickets.get(number), one, learn)
            for number in _touched(one)
        ]
        return any(learned)

    def outlook(self, now: datetime) -> Outlook:
        """For one who takes an ordinary number of each business now."""
        rules = self._state.rules
        seen = {} if rules is None or self.closed else {one.code: self.observe(one.code, now) for one in rules.services}
        return {code: self._expected(one) for code, one in seen.items() if one}

    def observe(self, business: str, now: datetime) -> Observation | None:
        """What an ordinary newcomer sees; None before a day has begun."""
        return self._day.watch.observe(business, ORDINARY, self._day.second(now)) if self._day else None

    def _expected(self, seen: Observation) -> Expected:
        span = self._learner.estimate(seen)
        return Expected(round(span.low_s), round(span.high_s), seen.ahead_here)

    def _begin(self) -> None:
        rules = self._state.rules
        assert rules is not None  # a day is turned by rules alone
        midnight = datetime.combine(date.fromisoformat(self._state.day), time(), ZoneInfo(rules.timezone))
        self.day_before_s = self.service_s
        known = {} if self.day_before_s is None else {"service_s": self.day_before_s}
        self._day = _Watched(Watch(_head_start(rules), **known), midnight, 0.0, {})

    def _see_window(self, rules: QueueRules, one: Judged, day: _Watched) -> None:
        code = one.entry.stream.rpartition(":")[2]
        rule = rules.window(code)
        if one.entry.kind == "window.paused":
            day.watch.shut(code, self._second(one))
        elif one.entry.kind == "window.unpaused" and rule is not None:
            day.watch.open(code, rule.services, self._second(one))

    def _see(self, day: _Watched, old: Ticket | None, new: Ticket | None, one: Judged, learn: bool) -> bool:
        """What one entry made of one ticket."""
        if new is None:
            return False
        at, was = self._second(one), old.state if old else ""
        if was in _WAITS and not day.watch.waits(new.number):
            was = ""  # it stood in this day before the day began
        if old and was in _SERVED and (new.state not in _SERVED or new.window != old.window):
            day.watch.finish(old.window, at)
        if was in _WAITS and new.state in _SERVED:
            return self._started(day, new, at, learn)
        if old and was in _WAITS and (new.state not in _WAITS or new.service != old.service):
            day.watch.leave(new.number)
            was = ""
        if was not in _WAITS and new.state in _WAITS:
            self._arrived(day, new, old, at)
        elif new.state in _SERVED and was not in _SERVED:
            day.watch.arrive(new.number, new.service, new.lane, at)
            day.watch.start(new.number, new.window, at)
        return False

    def _arrived(self, day: _Watched, ticket: Ticket, before: Ticket | None, at: float) -> None:
        """A newcomer's observation is kept, but of one whose number was given out before the judge knew of it."""
        if before is None and not ticket.lease:
            day.seen[ticket.number] = day.watch.observe(ticket.service, ticket.lane, at)
        day.watch.arrive(ticket.number, ticket.service, ticket.lane, at)

    def _started(self, day: _Watched, ticket: Ticket, at: float, learn: bool) -> bool:
        waited_s = day.watch.start(ticket.number, ticket.window, at)
        seen = day.seen.pop(ticket.number, None)
        if seen is None or waited_s < ON_THE_SPOT_S or not learn:
            return False
        self._learner.learn(seen, waited_s)
        return True

    def _second(self, one: Judged) -> float:
        assert self._day is not None
        return self._day.second(datetime.fromisoformat(one.judged_at))


def _head_start(rules: QueueRules) -> Callable[[str, str | None], float]:
    """As `order.ahead` counts: a class with a larger share comes before the others."""
    return lambda business, rank: _A_DAY_S * rules.classes.get(rank or ORDINARY, 1)


def _touched(one: Judged) -> tuple[str, ...]:
    """The numbers that an entry may have moved."""
    result = one.verdict.result
    said = (ticket_number(one.entry.stream), *(str(result.get(name, "")) for name in ("finished", "number", "ticket")))
    return tuple(dict.fromkeys(filter(None, said)))
