"""All views of a journal together: folded as verdicts come, dropped and rebuilt at any time to the same."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from kiosk.domain.entry import Entry, Judged, digest
from kiosk.journal.cases import CaseView
from kiosk.journal.clerks import ClerkView
from kiosk.journal.database import Database
from kiosk.journal.entries import Entries
from kiosk.journal.queue import QueueView, public
from kiosk.journal.registry import RegistryView
from kiosk.journal.slots import SlotView
from kiosk.journal.waits import Waits

PAGE = 500


class Views:
    """The views and what they share with other machines."""

    def __init__(self, database: Database, entries: Entries) -> None:
        self._db = database
        self._entries = entries
        self.cases = CaseView(database, entries)
        self.registry = RegistryView(database)
        self.queue = QueueView(database, entries)
        self.slots = SlotView(database, entries)
        self.waits = Waits(database)
        self.clerks = ClerkView(database)

    def judged(self, batch: Iterable[Judged]) -> None:
        """Fold verdicts in; of a machine's reports only the batch's last one matters."""
        reports: dict[str, Judged] = {}
        for one in batch:
            if one.entry.kind == "terminal.reported":
                reports[one.entry.terminal] = one
            else:
                self._fold(one)
        for one in reports.values():
            self.registry.judged(one)

    def tentative(self, entries: Iterable[Entry]) -> None:
        """Lay entries without a verdict over what is shown; doing it twice is doing it once."""
        for stream in dict.fromkeys(entry.stream for entry in entries):
            if stream.startswith("case:"):
                self.cases.tentative(stream)

    def _fold(self, one: Judged) -> None:
        if one.entry.partition.startswith("hall:"):
            self.queue.judged(one)
            return
        self._count(one)
        if one.entry.stream.startswith("case:"):
            self.cases.judged(one)
        elif one.entry.stream.startswith("slot:"):
            self.slots.judged(one)
        elif one.entry.stream.startswith("clerk:"):
            self.clerks.judged(one)
        else:
            self.registry.judged(one)
        if one.verdict.verdict == "held":
            self._db.run(
                "INSERT INTO view_held VALUES (?, ?, ?) ON CONFLICT (entry) DO NOTHING",
                one.entry.stream,
                one.entry.id,
                one.verdict.code,
            )

    def _count(self, one: Judged) -> None:
        serial = one.verdict.result.get("serial")
        if serial:
            name, value = serial
            self._db.run(
                "INSERT INTO view_number VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value "
                "WHERE view_number.value < excluded.value",
                name,
                value,
            )

    def number(self, name: str) -> int:
        """The last serial given out under `name`."""
        row = self._db.one("SELECT value FROM view_number WHERE name = ?", name)
        return int(row[0]) if row else 0

    def held(self) -> list[tuple[str, str, str]]:
        """(stream, entry, code) of everything that waits for a person."""
        return [(row[0], row[1], row[2]) for row in self._db.rows("SELECT * FROM view_held ORDER BY stream, entry")]

    def is_held(self, stream: str) -> bool:
        return self._db.one("SELECT 1 FROM view_held WHERE stream = ?", stream) is not None

    def rebuild(self, partitions: Iterable[str]) -> None:
        """Drop every view and fold the journal anew; the caller holds the transaction."""
        self.cases.reset()
        self.registry.reset()
        self.queue.reset()
        self.slots.reset()
        self.clerks.reset()
        self._db.run("DELETE FROM view_held")
        self._db.run("DELETE FROM view_number")
        for partition in partitions:
            if not partition.startswith("hall:"):
                self._refold(partition)
        for (stream,) in self._db.rows(
            "SELECT DISTINCT e.stream FROM entry e LEFT JOIN verdict v ON v.entry = e.id "
            "WHERE v.entry IS NULL AND e.stream LIKE ? ORDER BY e.stream",
            "case:%",
        ):
            self.cases.refold(stream)

    def _refold(self, partition: str) -> None:
        position = 0
        while batch := self._entries.after(partition, position, PAGE):
            self.judged(batch)
            position = batch[-1].position

    def shared(self) -> Mapping[str, Any]:
        """The views in canonical order, and the fingerprint by which two machines compare them."""
        return self._printed(
            {
                "cases": self.cases.shared(),
                **self.registry.shared(),
                "slots": self.slots.shared(),
                "queues": self.queue.shared(),
            }
        )

    def shared_queue(self, partition: str) -> Mapping[str, Any]:
        """One hall's queue alone, with its own fingerprint."""
        return self._printed({"queues": {partition: public(self.queue.state(partition))}})

    def _printed(self, views: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"views": views, "fingerprint": digest(msgspec.json.encode(views, order="deterministic"))}
