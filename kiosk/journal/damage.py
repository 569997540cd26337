"""A journal that was damaged: how it is found out, and what of it can still be read."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from kiosk.domain.entry import Entry, digest
from kiosk.domain.receipt import receipt_number
from kiosk.errors import Fault
from kiosk.journal.database import Database, Row, open_sqlite
from kiosk.journal.entries import PREFIXED, to_entry
from kiosk.journal.journal import Journal

MEND = "重新启动本机的程序，或运行 kiosk recover：坏了的会原样留在 damaged 文件夹，本机接着工作"


def require_whole(journal: Journal) -> None:
    """The last promise is here; Fault `database_rolled_back` where the journal has lost its tail or was put back."""
    last = journal.ledger.last()
    if last is not None and not journal.entries.hashes([last.entry]):
        raise Fault("database_rolled_back", "本机数据缺了最后写下的部分", MEND)


def check_pages(database: Database) -> None:
    """Read every page of the file against its seal, then the structure; Fault `database_damaged`. About 2 s a GB."""
    if database.kind != "sqlite":
        return
    broken = database.rows("PRAGMA cipher_integrity_check")
    if broken or database.rows("PRAGMA quick_check") != [("ok",)]:
        raise Fault("database_damaged", f"本机数据有 {max(1, len(broken))} 处坏了", MEND)


def lost_receipts(journal: Journal) -> list[str]:
    """Receipt numbers of cases that were promised here and that neither this journal nor its upstream has (yet)."""
    promised = {one.entry: one.stream for one in journal.ledger.all() if one.stream.startswith("case:")}
    names = list(promised)
    pages = (names[start : start + 500] for start in range(0, len(names), 500))
    here = {name for page in pages for name in journal.entries.hashes(page)}
    streams = dict.fromkeys(stream for name, stream in promised.items() if name not in here)
    return [receipt_number(stream.removeprefix("case:")) for stream in streams]


class Wreck:
    """A copy of a damaged journal. A page that cannot be read spoils its connection: then another one is made."""

    def __init__(self, path: Path, key: str) -> None:
        self._path = path
        self._key = key
        self._database: Database | None = None

    def close(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None

    def rows(self, sql: str, *parameters: object) -> list[Row]:
        """What can be read of it; nothing where a page on the way is damaged."""
        try:
            self._database = self._database or open_sqlite(self._path, self._key, create=False)
            return self._database.rows(sql, *parameters)
        except Fault:
            self.close()
            return []

    def entries(self, terminal: str) -> Iterator[Entry]:
        """The machine's own entries that upstream may not have: the outbox, or all where that cannot be read."""
        numbers = self.rows("SELECT n FROM outbox ORDER BY n") or self.rows("SELECT n FROM entry ORDER BY n")
        for (number,) in numbers or self._guesses():
            for row in self.rows(f"SELECT {PREFIXED} FROM entry e WHERE n = ? AND body IS NOT NULL", number):
                entry = to_entry(row)
                if entry.terminal == terminal and digest((entry.body or "").encode()) == entry.body_hash:
                    yield entry

    def _guesses(self) -> list[Row]:
        """Numbers to try, where no index of them can be read whole."""
        ((last,),) = self.rows("SELECT n FROM entry ORDER BY n DESC LIMIT 1") or [(0,)]
        return [(number,) for number in range(1, last + 1)]

    def file(self, name: str) -> bytes | None:
        """A file that is whole."""
        parts = self.rows("SELECT data FROM blob_chunk WHERE hash = ? ORDER BY start", name)
        data = b"".join(bytes(part) for (part,) in parts)
        return data if digest(data) == name else None

    def files(self) -> list[str]:
        return [name for (name,) in self.rows("SELECT DISTINCT hash FROM blob_chunk")]


def salvage(path: Path, key: str, journal: Journal) -> int:
    """Take over what a damaged journal had not delivered yet, as far as it can be read; how many entries that is.

    They stay as they were written: what upstream has already is recognised there, what follows on it fits its chain.
    """
    with closing(Wreck(path, key)) as wreck:
        return sum(_take_over(entry, wreck, journal) for entry in wreck.entries(journal.terminal))


def _take_over(entry: Entry, wreck: Wreck, journal: Journal) -> bool:
    with journal.db.transaction():
        if journal.entries.hashes([entry.id]):
            return False
        for name in wreck.files():
            if name in (entry.body or "") and (data := wreck.file(name)) is not None:
                journal.blobs.keep(data)
        journal.entries.insert([entry])
        journal.promise(entry)
    return True
