"""What still has to travel towards its judge, and when to try again. A view of the journal, kept for speed."""

from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.domain.entry import Entry
from kiosk.journal.database import Database
from kiosk.journal.entries import PREFIXED, to_entry

ITS_N = "n = (SELECT n FROM entry WHERE id = ?)"


@dataclass(frozen=True, slots=True)
class Retry:
    """The stored plan for one kind of work: `next_at` ISO 8601 or '' for now; `paused` names an alarm or ''."""

    failures: int = 0
    next_at: str = ""
    paused: str = ""
    last_good: str = ""


class Outbox:
    """Entries without a verdict from upstream, in the order they were written here."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add(self, entries: Iterable[Entry]) -> None:
        self._db.many(
            "INSERT INTO outbox SELECT n, partition, 0 FROM entry WHERE id = ? ON CONFLICT (n) DO NOTHING",
            ((entry.id,) for entry in entries),
        )

    def remove(self, ids: Iterable[str]) -> None:
        self._db.many(f"DELETE FROM outbox WHERE {ITS_N}", ((one,) for one in ids))

    def mark_stored(self, ids: Iterable[str]) -> None:
        self._db.many(f"UPDATE outbox SET stored = 1 WHERE {ITS_N}", ((one,) for one in ids))

    def head(self, count: int, size: int, beyond: str = "") -> list[Entry]:
        """The next entries to push: at most `count`, and about `size` bytes of bodies, but at least one.

        Only what was written after the entry `beyond`, where it is given: that one is on its way.
        """
        rows = self._db.rows(
            f"SELECT {PREFIXED} FROM outbox o JOIN entry e ON e.n = o.n WHERE o.stored = 0 "
            "AND o.n > coalesce((SELECT n FROM entry WHERE id = ?), 0) ORDER BY o.n LIMIT ?",
            beyond,
            count,
        )
        batch: list[Entry] = []
        for row in rows:
            entry = to_entry(row)
            size -= len(entry.body or "") + 512
            if batch and (size < 0 or entry.partition != batch[0].partition):
                break
            batch.append(entry)
        return batch

    def waiting(self, partition: str) -> list[Entry]:
        """Everything of one partition that has no verdict yet."""
        sql = f"SELECT {PREFIXED} FROM outbox o JOIN entry e ON e.n = o.n WHERE o.partition = ? ORDER BY o.n"
        return [to_entry(row) for row in self._db.rows(sql, partition)]

    def is_waiting(self, partition: str) -> bool:
        """Whether anything of it has no verdict yet."""
        return self._db.one("SELECT 1 FROM outbox WHERE partition = ? LIMIT 1", partition) is not None

    def unsent_entries(self) -> list[Entry]:
        """All that upstream does not hold yet, of every partition."""
        sql = f"SELECT {PREFIXED} FROM outbox o JOIN entry e ON e.n = o.n WHERE o.stored = 0 ORDER BY o.n"
        return [to_entry(row) for row in self._db.rows(sql)]

    def count(self) -> int:
        """How many entries have no verdict yet."""
        (count,) = self._db.one("SELECT count(*) FROM outbox") or (0,)
        return int(count)

    def unsent(self) -> int:
        """How many entries upstream does not hold yet."""
        (count,) = self._db.one("SELECT count(*) FROM outbox WHERE stored = 0") or (0,)
        return int(count)

    def retry(self, work: str) -> Retry:
        row = self._db.one("SELECT failures, next_at, paused, last_good FROM retry WHERE work = ?", work)
        return Retry() if row is None else Retry(*row)

    def plan(self, work: str, retry: Retry) -> None:
        self._db.run(
            "INSERT INTO retry VALUES (?, ?, ?, ?, ?) ON CONFLICT (work) DO UPDATE SET failures = excluded.failures, "
            "next_at = excluded.next_at, paused = excluded.paused, last_good = excluded.last_good",
            work,
            retry.failures,
            retry.next_at,
            retry.paused,
            retry.last_good,
        )
