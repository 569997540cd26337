"""A hall's queue for tests: rules, a journal of entries without a database, and desks on machines in one process."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from kiosk.clock import iso
from kiosk.domain.bodies import write
from kiosk.domain.entry import Entry, Judged, Moment, Verdict
from kiosk.domain.queue.bodies import AtWindow, Taken, read_queue
from kiosk.domain.queue.decide import Now, decide
from kiosk.domain.queue.evolve import evolve, new_day, turn
from kiosk.domain.queue.rules import QueueRules, ServiceRule, WindowRule
from kiosk.domain.queue.state import Day, QueueState, Ticket
from kiosk.domain.queue.turning import trusted

HALL = "511602-01"
MORNING = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
"""Nine o'clock in the hall."""


def rules(**changed: Any) -> QueueRules:
    """Two businesses at three windows; window 2 serves both."""
    usual: dict[str, Any] = {
        "services": (ServiceRule("a", "综合", "A", weight=2), ServiceRule("b", "社保", "B")),
        "windows": (
            WindowRule("1", "1号窗口", ("a",)),
            WindowRule("2", "2号窗口", ("a", "b")),
            WindowRule("3", "3号窗口", ("b",)),
        ),
    }
    return QueueRules(**{**usual, **changed})


@dataclass
class Hall:
    """A judge without a database: entries in, verdicts out, the queue folded as the journal folds it."""

    rules: QueueRules = field(default_factory=rules)
    at: datetime = MORNING
    state: QueueState = field(default_factory=QueueState)
    judged: list[Judged] = field(default_factory=list)
    clocks: dict[str, Moment] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.does(f"queue:{HALL}", "queue.configured", self.rules)

    @property
    def day(self) -> Day:
        found = self.state.today
        assert found is not None
        return found

    def does(self, stream: str, kind: str, body: object, **moment: Any) -> Judged:
        """One entry of terminal `who`, its clocks as the judge's unless `wall` or `mono_ms` say otherwise."""
        self.at += timedelta(seconds=1)
        text = write(body)
        at = Moment(
            moment.get("wall", iso(self.at)),
            moment.get("offset_ms", 0),
            moment.get("boot", ""),
            moment.get("mono_ms", 0),
        )
        at = replace(at, boot=at.boot or f"boot {len(self.judged)}")
        who = moment.get("who", "k")
        name = f"entry {len(self.judged) + 1}"
        entry = Entry(name, who, "i", f"hall:{HALL}", 1, stream, kind, 1, at, "system", text, "", "")
        return self._judge(entry, moment.get("judged_at", iso(self.at)), moment.get("told", {}))

    def _judge(self, entry: Entry, at: str, told: dict[str, Any]) -> Judged:
        position = len(self.judged) + 1
        written = self.clocks[entry.terminal] = trusted(self.clocks.get(entry.terminal), entry.at)
        day = new_day(self.state, entry, written, at)
        state = turn(self.state, day, position) if day else self.state
        word = decide(state, entry, read_queue(entry.kind, entry.body or ""), Now(at, told))
        if day:
            word = Verdict(word.verdict, word.code, {**word.result, "turned": day})
        one = Judged(entry, position, word, at)
        self.state = evolve(self.state, one)
        self.judged.append(one)
        return one

    def take(self, service: str = "a", priority: str = "", **moment: Any) -> str:
        """A number, or the code of the refusal."""
        word = self.does(f"take:{len(self.judged)}", "ticket.taken", Taken(service, priority), **moment).verdict
        return str(word.result.get("number", word.code))

    def call(self, window: str, **moment: Any) -> str:
        """The number that a window gets, or the code of the refusal."""
        word = self.does(f"window:{HALL}:{window}", "window.called_next", AtWindow(window), **moment).verdict
        return str(word.result.get("ticket", word.code))

    def step(self, kind: str, number: str, body: object, **moment: Any) -> str:
        """What the judge says of one step of a ticket: '' for applied, else the code."""
        one = self.does(f"ticket:{HALL}:{self.state.day}:{number}", kind, body, **moment)
        return one.verdict.code

    def at_window(self, kind: str, number: str, window: str) -> str:
        return self.step(f"ticket.{kind}", number, AtWindow(window))

    def ticket(self, number: str) -> Ticket:
        return self.day.tickets[number]

    def refolded(self) -> QueueState:
        """The same history folded from nothing."""
        state = QueueState()
        for one in self.judged:
            state = evolve(state, one)
        return state
