"""Files, named by their hash and kept in chunks inside the encrypted journal: one commit, one place, one key."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from kiosk.domain.entry import digest
from kiosk.errors import Refused
from kiosk.journal.database import Database, marks

CHUNK = 1 << 20
BlobPlace = Literal["partial", "here", "stored", "confirmed", "kept"]


@dataclass(frozen=True, slots=True)
class BlobRow:
    """`received` of `size` bytes. `state`: partial, here, stored (upstream has it), confirmed (the platform has it),
    kept (a backup has it too)."""

    hash: str
    size: int
    received: int
    state: BlobPlace


class Blobs:
    """The tables `blob` and `blob_chunk`; callers hold the transaction.

    A file is locked while it grows: two processes on one database may be brought the same one at once.
    """

    def __init__(self, database: Database) -> None:
        self._db = database

    def keep(self, data: bytes) -> str:
        """Store a whole file and return its hash; storing it twice is storing it once."""
        name = digest(data)
        self._db.lock(name)
        found = self.find(name)
        if found is None or found.state == "partial":
            self.drop([name])
            self._db.run("INSERT INTO blob VALUES (?, ?, ?, ?)", name, len(data), len(data), "here")
            self._db.many("INSERT INTO blob_chunk VALUES (?, ?, ?)", _chunks(name, data))
        return name

    def find(self, name: str) -> BlobRow | None:
        row = self._db.one("SELECT hash, size, received, state FROM blob WHERE hash = ?", name)
        return None if row is None else BlobRow(*row)

    def here(self, names: Sequence[str]) -> set[str]:
        """Which of `names` are complete on this machine."""
        sql = f"SELECT hash FROM blob WHERE state <> 'partial' AND hash IN ({marks(len(names))})"
        return {row[0] for row in self._db.rows(sql, *names)}

    def extend(self, name: str, size: int, offset: int, data: bytes) -> BlobRow:
        """Append a chunk at the offset that this side has; this side's offset wins.

        The last chunk is checked against the hash: a file that is another begins anew, `received` is 0 again.
        Refused `wrong_offset`, the message being the offset that holds.
        """
        self._db.lock(name)
        row = self.find(name) or self._begin(name, size)
        if row.state != "partial":
            return row
        if offset != row.received or size != row.size or offset + len(data) > size:
            raise Refused("wrong_offset", str(row.received))
        self._db.run("INSERT INTO blob_chunk VALUES (?, ?, ?)", name, offset, data)
        self._db.run("UPDATE blob SET received = ? WHERE hash = ?", offset + len(data), name)
        return self._finish(name) if offset + len(data) == size else self._must_find(name)

    def read(self, name: str) -> bytes:
        """A whole file; Refused `no_such_file` while it is not complete here."""
        row = self.find(name)
        if row is None or row.state == "partial":
            raise Refused("no_such_file", "这份文件还没有到达这台机器")
        return self.piece(name, 0, row.size)

    def piece(self, name: str, offset: int, length: int) -> bytes:
        """`length` bytes from `offset` on, or as many as there are."""
        sql = (
            "SELECT start, data FROM blob_chunk WHERE hash = ? AND start < ? AND start >= "
            "(SELECT max(start) FROM blob_chunk WHERE hash = ? AND start <= ?) ORDER BY start"
        )
        rows = self._db.rows(sql, name, offset + length, name, offset)
        skip = offset - rows[0][0] if rows else 0
        return b"".join(bytes(row[1]) for row in rows)[skip : skip + length]

    def mark(self, name: str, state: BlobPlace) -> None:
        self._db.run("UPDATE blob SET state = ? WHERE hash = ?", state, name)

    def to_send(self) -> list[BlobRow]:
        """Files of handed-in cases that the platform is not known to hold."""
        rows = self._db.rows(
            "SELECT DISTINCT b.hash, b.size, b.received, b.state FROM blob b JOIN view_file f ON f.hash = b.hash "
            "WHERE b.state IN ('here', 'stored') ORDER BY b.hash"
        )
        return [BlobRow(*row) for row in rows]

    def unsure(self, partition: str, marked: int) -> list[str]:
        """Files that the platform has, of cases up to its backed-up mark: they may have come after that backup."""
        rows = self._db.rows(
            "SELECT DISTINCT b.hash FROM blob b JOIN view_file f ON f.hash = b.hash "
            "JOIN entry e ON e.stream = f.stream JOIN verdict v ON v.entry = e.id "
            "WHERE b.state = 'confirmed' AND v.partition = ? AND v.position <= ? ORDER BY b.hash",
            partition,
            marked,
        )
        return [row[0] for row in rows]

    def drop(self, names: Iterable[str]) -> None:
        listed = [(name,) for name in names]
        self._db.many("DELETE FROM blob_chunk WHERE hash = ?", listed)
        self._db.many("DELETE FROM blob WHERE hash = ?", listed)

    def drop_loose(self) -> None:
        """Forget files that no case names: what a visit scanned and did not hand in."""
        rows = self._db.rows("SELECT hash FROM blob WHERE hash NOT IN (SELECT hash FROM view_file)")
        self.drop(row[0] for row in rows)

    def _begin(self, name: str, size: int) -> BlobRow:
        self._db.run("INSERT INTO blob VALUES (?, ?, 0, 'partial')", name, size)
        return BlobRow(name, size, 0, "partial")

    def _must_find(self, name: str) -> BlobRow:
        row = self.find(name)
        assert row is not None
        return row

    def _finish(self, name: str) -> BlobRow:
        hasher = hashlib.sha256()
        for (data,) in self._db.rows("SELECT data FROM blob_chunk WHERE hash = ? ORDER BY start", name):
            hasher.update(bytes(data))
        if f"sha256:{hasher.hexdigest()}" != name:
            self.drop([name])
            return BlobRow(name, 0, 0, "partial")
        self.mark(name, "here")
        return self._must_find(name)


def _chunks(name: str, data: bytes) -> list[tuple[str, int, bytes]]:
    return [(name, start, data[start : start + CHUNK]) for start in range(0, len(data) or 1, CHUNK)]
