"""The way to the region's judge while somebody waits, be it the next machine or one behind a hub."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from itertools import count

from kiosk.domain.entry import Entry, Judged
from kiosk.journal.journal import Journal
from kiosk.sync.answers import LinkTrouble
from kiosk.sync.exchange import Exchange
from kiosk.sync.patience import Patience

SOON = 5
"""After so many looks a hub has tried: it says so itself where it has no answer."""


class Regionward:
    """For several threads at once: `line` opens an exchange of its caller's own."""

    def __init__(
        self,
        journal: Journal,
        partition: str,
        line: Callable[[], AbstractContextManager[Exchange]],
        patience: Patience,
    ) -> None:
        self._journal = journal
        self._partition = partition
        self._line = line
        self._patience = patience

    def note(self, stream: str, kind: str, body: object, id: str) -> Entry:
        """Durable here, on its way when the line is there."""
        return self._journal.append(self._partition, stream, kind, "citizen", body, id)

    def ask(self, stream: str, kind: str, body: object, id: str) -> Judged:
        """The verdict; LinkTrouble also where a hub took it and the platform is silent."""
        entry = self.note(stream, kind, body, id)
        with self._line() as exchange:
            try:
                return exchange.ask(entry)
            except LinkTrouble as trouble:
                if trouble.code != "judge_silent":
                    raise
            return self._await(exchange, entry)

    def refresh(self) -> None:
        """Fetch what others did; without a line what is known here stands."""
        with self._line() as exchange:
            try:
                exchange.pull_one(self._partition)
            except LinkTrouble:
                return

    @property
    def silent(self) -> bool:
        """Whether the region's judge could not be reached when it was last tried, from here or by the hub."""
        return self._journal.silent(self._partition)

    def _await(self, exchange: Exchange, entry: Entry) -> Judged:
        for look in count():
            if not self._patience(look) or (look > SOON and self.silent):
                break
            exchange.pull_one(self._partition)
            if judged := self._journal.entries.judged([entry.id]).get(entry.id):
                return judged
        raise LinkTrouble("judge_silent", "平台现在不能回答")
