"""How a desk of the hall's queue speaks to its judge: here, or over the line while somebody waits."""

from collections.abc import Callable, Sequence
from typing import Protocol

from msgspec.structs import replace

from kiosk.domain.entry import Entry, Judged
from kiosk.domain.queue.bodies import Dropped
from kiosk.domain.queue.state import QueueState
from kiosk.domain.queue.words import queue_words
from kiosk.errors import Fault, Refused
from kiosk.journal.journal import Journal
from kiosk.server.sequencer import Sequencer
from kiosk.sync.answers import LinkTrouble
from kiosk.sync.exchange import Exchange
from kiosk.sync.hall_time import hall_day

Who = Callable[[], str]
"""Who writes at this moment: `system`, or a clerk."""
DEAF_MS = 3_000
"""After no answer the next person does not wait for one as well; the exchange behind goes on trying."""

MEND = "窗口可以照来人手里的号手工办理，恢复后自动并入；请技术人员检查大厅主机和网线"


def by_itself() -> str:
    """A machine that nobody has signed in to."""
    return "system"


class QueueJudge(Protocol):
    """The way to whoever judges the hall's queue. `ask` and `reach` raise LinkTrouble where there is none now.

    `state` is the queue as the judge has told of it, `today` the same on the day that it is now.
    `tell` is for facts: durable whatever the line does, None where the verdict comes later; all that has none yet is
    `unjudged`, in its order.
    """

    partition: str

    def ask(self, stream: str, kind: str, body: object) -> Judged: ...

    def tell(self, stream: str, kind: str, body: object) -> Judged | None: ...

    def reach(self) -> None: ...

    def unjudged(self) -> Sequence[Entry]: ...

    def note(self, stream: str, kind: str, body: object) -> Entry: ...

    def refresh(self) -> None: ...

    def state(self) -> QueueState: ...

    def today(self) -> QueueState: ...

    def silent_since(self) -> str: ...


class JudgeHere:
    """This very machine judges: a village station, a hub, a platform of a hall without one."""

    def __init__(self, journal: Journal, sequencer: Sequencer, partition: str, who: Who = by_itself) -> None:
        self._journal = journal
        self._sequencer = sequencer
        self._who = who
        self.partition = partition

    def ask(self, stream: str, kind: str, body: object) -> Judged:
        return require(self._sequencer.write(self.partition, stream, kind, self._who(), body))

    def tell(self, stream: str, kind: str, body: object) -> Judged | None:
        return self.ask(stream, kind, body)

    def note(self, stream: str, kind: str, body: object) -> Entry:
        return self.ask(stream, kind, body).entry

    def reach(self) -> None:
        """The judge is here."""

    def unjudged(self) -> Sequence[Entry]:
        return ()

    def refresh(self) -> None:
        """What is judged here is known here."""

    def state(self) -> QueueState:
        return self._journal.views.queue.state(self.partition)

    def today(self) -> QueueState:
        return _on_its_day(self._journal, self.state())

    def silent_since(self) -> str:
        return ""


class JudgeBeyond:
    """The hub or the platform judges: durable here first, then asked over the line."""

    def __init__(self, journal: Journal, exchange: Exchange, partition: str, who: Who = by_itself) -> None:
        self._journal = journal
        self._exchange = exchange
        self._who = who
        self._deaf_until = 0
        self.partition = partition

    def ask(self, stream: str, kind: str, body: object) -> Judged:
        """The verdict, applied. Refused as the judge says; after a Fault the intent is dropped for good."""
        self._hear()
        entry = self.note(stream, kind, body)
        try:
            judged = self._exchange.ask(entry)
        except Fault as trouble:
            if not isinstance(trouble, LinkTrouble):
                self.note(stream, "intent.dropped", Dropped(entry.id))
                raise
            self._turn_deaf()
            self.note(stream, "intent.dropped", Dropped(entry.id))
            raise _silent(trouble) from trouble
        return require(judged)

    def tell(self, stream: str, kind: str, body: object) -> Judged | None:
        """Where there is no line now, the exchange behind sends it when there is one."""
        entry = self.note(stream, kind, body)
        if self._is_deaf():
            return None
        try:
            return require(self._exchange.ask(entry))
        except LinkTrouble:
            self._turn_deaf()
            return None

    def reach(self) -> None:
        """Fetch what others did, for a step that must not be done later: nothing is written without a line."""
        self._hear()
        try:
            self._exchange.pull_one(self.partition)
        except LinkTrouble as trouble:
            self._turn_deaf()
            raise _silent(trouble) from trouble

    def unjudged(self) -> Sequence[Entry]:
        return self._journal.outbox.waiting(self.partition)

    def _hear(self) -> None:
        if self._is_deaf():
            raise _silent()

    def _is_deaf(self) -> bool:
        return self._journal.clock.monotonic_ms() < self._deaf_until

    def _turn_deaf(self) -> None:
        self._deaf_until = self._journal.clock.monotonic_ms() + DEAF_MS

    def note(self, stream: str, kind: str, body: object) -> Entry:
        """Durable here, on its way when the line is there."""
        with self._journal.db.transaction():
            return self._journal.append(self.partition, stream, kind, self._who(), body)

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

    def today(self) -> QueueState:
        return _on_its_day(self._journal, self.state())

    def silent_since(self) -> str:
        plan = self._journal.outbox.retry("pull")
        return (plan.last_good or "unknown") if plan.failures else ""


def _on_its_day(journal: Journal, state: QueueState) -> QueueState:
    """The day turns with the first who comes; until then what was yesterday is shown to nobody."""
    return replace(state, day=hall_day(journal, state))


def _silent(trouble: LinkTrouble | None = None) -> LinkTrouble:
    """The same trouble, as the hall speaks of it."""
    status, later = (trouble.status, trouble.retry_after) if trouble else (0, None)
    return LinkTrouble("hub_silent", "现在连不上大厅主机，这一步没有做", status, later, MEND)


def require(judged: Judged) -> Judged:
    """Refused unless the judge applied it."""
    word = judged.verdict
    if word.verdict != "applied":
        raise Refused(word.code, queue_words(word.code))
    return judged
