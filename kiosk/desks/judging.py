"""How a desk of the hall's queue speaks to its judge: here, or over the line while somebody waits."""

from typing import Protocol

from kiosk.domain.entry import Entry, Judged
from kiosk.domain.queue.bodies import Dropped
from kiosk.domain.queue.state import QueueState
from kiosk.domain.queue.words import queue_words
from kiosk.errors import Refused
from kiosk.journal.journal import Journal
from kiosk.server.sequencer import Sequencer
from kiosk.sync.exchange import Exchange
from kiosk.sync.link import LinkTrouble

ACTOR = "system"
DEAF_MS = 3_000
"""After no answer the next person does not wait for one as well; the exchange behind goes on trying."""


class QueueJudge(Protocol):
    """The way to whoever judges the hall's queue. `ask` raises LinkTrouble where there is none now."""

    partition: str

    def ask(self, stream: str, kind: str, body: object) -> Judged: ...

    def note(self, stream: str, kind: str, body: object) -> Entry: ...

    def refresh(self) -> None: ...

    def state(self) -> QueueState: ...

    def latest(self) -> QueueState: ...

    def silent_since(self) -> str: ...


class JudgeHere:
    """This very machine judges: a village station, a hub, a platform of a hall without one."""

    def __init__(self, journal: Journal, sequencer: Sequencer, partition: str) -> None:
        self._journal = journal
        self._sequencer = sequencer
        self.partition = partition

    def ask(self, stream: str, kind: str, body: object) -> Judged:
        return require(self._sequencer.write(self.partition, stream, kind, ACTOR, body))

    def note(self, stream: str, kind: str, body: object) -> Entry:
        return self.ask(stream, kind, body).entry

    def refresh(self) -> None:
        """What is judged here is known here."""

    def state(self) -> QueueState:
        return self._journal.views.queue.state(self.partition)

    def latest(self) -> QueueState:
        """As the answer just given left it."""
        return self._journal.views.queue.current(self.partition)

    def silent_since(self) -> str:
        return ""


class JudgeBeyond:
    """The hub or the platform judges: durable here first, then asked over the line."""

    def __init__(self, journal: Journal, exchange: Exchange, partition: str) -> None:
        self._journal = journal
        self._exchange = exchange
        self._deaf_until = 0
        self.partition = partition

    def ask(self, stream: str, kind: str, body: object) -> Judged:
        """The verdict, applied. Refused as the judge says; after a LinkTrouble the intent is dropped for good."""
        if self._journal.clock.monotonic_ms() < self._deaf_until:
            raise LinkTrouble("hub_silent", "大厅主机刚才没有回答")
        entry = self.note(stream, kind, body)
        try:
            judged = self._exchange.ask(entry)
        except LinkTrouble:
            self._deaf_until = self._journal.clock.monotonic_ms() + DEAF_MS
            self.note(stream, "intent.dropped", Dropped(entry.id))
            raise
        return require(judged)

    def note(self, stream: str, kind: str, body: object) -> Entry:
        """Durable here, on its way when the line is there."""
        with self._journal.db.transaction():
            return self._journal.append(self.partition, stream, kind, ACTOR, body)

    def refresh(self) -> None:
        """Fetch what others did; without a line what is known here stands."""
        try:
            self._exchange.pull_one(self.partition)
        except LinkTrouble:
            return

    def state(self) -> QueueState:
        """The queue as known here; a machine that knows nothing yet asks first."""
        found = self._journal.views.queue.state(self.partition)
        if found.rules is not None:
            return found
        self.refresh()
        return self._journal.views.queue.state(self.partition)

    def latest(self) -> QueueState:
        return self.state()

    def silent_since(self) -> str:
        plan = self._journal.outbox.retry("pull")
        return (plan.last_good or "unknown") if plan.failures else ""


def require(judged: Judged) -> Judged:
    """Refused unless the judge applied it."""
    word = judged.verdict
    if word.verdict != "applied":
        raise Refused(word.code, queue_words(word.code))
    return judged
