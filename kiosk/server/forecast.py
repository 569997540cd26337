"""A hall's forecaster: follows its judged queue, learns beside the judge, and says what newcomers may expect."""

import logging
from collections.abc import Callable
from pathlib import Path

import msgspec

from kiosk.domain.estimate_feed import Feed
from kiosk.domain.estimate_learner import Learner
from kiosk.domain.outlook import Outlook
from kiosk.domain.queue.state import QueueState
from kiosk.durable import write_durably
from kiosk.journal.journal import Journal

log = logging.getLogger(__name__)
PAGE = 100
STILL_S = 30
"""Even an outlook that has not changed is said again, so that it stays fresh."""


class Kept(msgspec.Struct):
    """What outlives the process: all that was learned up to a position, and one service of the day before (s)."""

    position: int = 0
    day_before_s: float | None = None
    learner: Learner = msgspec.field(default_factory=Learner)


class Forecaster:
    """For one partition that is judged here. Its memory is a file of some 4 MB, written at the end of each day.

    `breathe` is called between two lessons: a wait takes 1 ms to learn, at times 100, and nobody is to wait for that.
    """

    def __init__(self, journal: Journal, partition: str, path: Path, breathe: Callable[[], None]) -> None:
        self._journal = journal
        self._partition = partition
        self._path = path
        self._breathe = breathe
        self._kept = _read(path)
        self._told: Outlook = {}
        self._told_ms = 0
        self._position, self._feed = self._begin()

    def follow(self) -> None:
        """Take in what was judged since, and say what is expected now."""
        while batch := self._journal.entries.after(self._partition, self._position, PAGE):
            for one in batch:
                day, closed = self._feed.day, self._feed.closed
                if self._feed.take(one, one.position > self._kept.position):
                    self._breathe()
                self._position = one.position
                if closed < self._feed.closed or (day and day != self._feed.day):
                    self.keep()
        self._tell()

    def keep(self) -> None:
        """Write down what was learned; what the file holds already is not written again."""
        if self._position > self._kept.position:
            self._kept.position, self._kept.day_before_s = self._position, self._feed.day_before_s
            write_durably(self._path, msgspec.msgpack.encode(self._kept))

    def _begin(self) -> tuple[int, Feed]:
        """At the first entry of today: the watch needs the whole day, the learner what it does not know yet."""
        state = self._journal.views.queue.state(self._partition)
        feed = Feed(self._kept.learner, QueueState(rules=state.rules), self._kept.day_before_s)
        return max(0, state.today.begins - 1) if state.today else 0, feed

    def _tell(self) -> None:
        outlook, ms = self._feed.outlook(self._journal.now()), self._journal.clock.monotonic_ms()
        if outlook != self._told or ms - self._told_ms > STILL_S * 1000:
            with self._journal.db.transaction():
                self._journal.views.waits.keep(self._partition, outlook, self._journal.now())
            self._told, self._told_ms = outlook, ms


def _read(path: Path) -> Kept:
    """A file that cannot be read is learned anew: it holds nothing that the days to come do not teach."""
    if not path.exists():
        return Kept()
    try:
        return msgspec.msgpack.decode(path.read_bytes(), type=Kept)
    except msgspec.MsgspecError:
        log.warning("what was learned of the waits cannot be read, and is learned anew: %s", path.name)
        return Kept()
