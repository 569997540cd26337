"""Batches sent ahead: one that overtakes the one before comes too early, and costs nothing but being sent again."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import ParamSpec, TypeVar

from kiosk.app import Machine
from kiosk.domain.registry import TerminalReported
from kiosk.wire import Push, PushAnswer
from tests.support.world import PARTITION, Wire, world

P = ParamSpec("P")
T = TypeVar("T")
COUNT, LONG = 14, 250_000
"""Entries, and how long each is: three go into a batch."""


class Overtaking(Executor):
    """The line on which the second message that is sent ahead arrives before the first."""

    def __init__(self) -> None:
        self._held: Callable[[], None] | None = None
        self.count = 0

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()
        self.count += 1
        if self.count == 1:
            self._held = lambda: future.set_result(fn(*args, **kwargs))
            return future
        future.set_result(fn(*args, **kwargs))
        if self._held is not None:
            self._held()
            self._held = None
        return future


class Listening(Wire):
    """Counts the words that an upstream gives."""

    def __init__(self, platform: Machine, terminal: str) -> None:
        super().__init__(platform, terminal)
        self.words: set[str] = set()

    def push(self, push: Push) -> PushAnswer:
        answer = super().push(push)
        self.words |= {one.verdict for one in answer.results}
        return answer


def test_a_batch_that_overtakes_the_one_before_it_is_sent_again(tmp_path: Path) -> None:
    with world(tmp_path) as here:
        machine, _ = here.enrol("kiosk")
        wire = Listening(here.platform, machine.identity.terminal)
        stream = f"terminal:{machine.identity.terminal}"
        for _ in range(COUNT):
            report = TerminalReported("0.1.0", note="x" * LONG)
            machine.journal.append(PARTITION, stream, "terminal.reported", "system", report)
        before = machine.journal.author()
        line = Overtaking()

        def couriers() -> AbstractContextManager[Executor]:
            return nullcontext(line)

        assert machine.exchange(wire, couriers).push_all() == COUNT
        assert "gap" in wire.words, "it did come too early"
        assert machine.journal.author() == before
        assert machine.journal.outbox.count() == 0
        rows = here.platform.journal.db.rows(
            "SELECT e.seq, v.verdict FROM entry e JOIN verdict v ON v.entry = e.id WHERE e.stream = ? "
            "ORDER BY v.position",
            stream,
        )
        assert [tuple(row) for row in rows] == [(seq + 1, "applied") for seq in range(COUNT)]
