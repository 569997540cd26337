"""The journal of one machine: append what is done here, take in what others did and what judges said."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from msgspec.structs import replace

from kiosk.clock import Clock, Reckoning, iso
from kiosk.domain.bodies import write
from kiosk.domain.entry import Entry, Judged, Moment, digest, link
from kiosk.errors import Fault, Refused
from kiosk.ids import Randomness, uuid7
from kiosk.journal.blobs import Blobs
from kiosk.journal.database import Database, marks
from kiosk.journal.entries import Entries
from kiosk.journal.ledger import NAME, Ledger
from kiosk.journal.outbox import Outbox
from kiosk.journal.seals import Seals
from kiosk.journal.views import Views

LARGEST_BODY = 256 << 10
"""Bytes of a body: escaped and in its envelope it still fits into one push of 1 MiB."""
OFFSET = "clock_offset_ms"


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes here. The incarnation changes on enrolment, restore or clone, so it is kept in the journal."""

    terminal: str
    incarnation: str


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a partition was read: `marked` is the upstream's backed-up mark."""

    position: int = 0
    epoch: str = ""
    marked: int = 0


class Journal:
    """Everything durable of one machine. Each method is one transaction unless the caller holds one already."""

    def __init__(self, database: Database, terminal: str, clock: Clock, randomness: Randomness) -> None:
        self.db = database
        self.terminal = terminal
        self.clock = clock
        self.randomness = randomness
        self.entries = Entries(database)
        self.outbox = Outbox(database)
        self.blobs = Blobs(database)
        self.seals = Seals(database)
        self.views = Views(database, self.entries)
        self.ledger = Ledger(database.path.with_name(NAME) if database.path else None)

    def compose(self, partition: str, stream: str, kind: str, actor: str, body: object, id: str = "") -> Entry:
        """The next entry of this author in `partition`; the caller holds the transaction until it is appended.

        Refused `too_long` where it could never travel.
        """
        self.db.lock(partition)
        author = self.author()
        head = self.entries.head(author.terminal, author.incarnation, partition)
        text = write(body)
        if len(text.encode()) > LARGEST_BODY:
            raise Refused("too_long", "写的内容太多，请缩短后再提交")
        entry = Entry(
            id=id or uuid7(self.clock, self.randomness),
            terminal=author.terminal,
            incarnation=author.incarnation,
            partition=partition,
            seq=head.seq + 1,
            stream=stream,
            kind=kind,
            version=1,
            at=self.moment(),
            actor=actor,
            body=text,
            body_hash=digest(text.encode()),
            chain="",
        )
        return replace(entry, chain=link(head.chain, entry))

    def append(self, partition: str, stream: str, kind: str, actor: str, body: object, id: str = "") -> Entry:
        """Write an entry whose judge is elsewhere: durable first, then shown as tentative. Same `id`: once."""
        entry = self.put_down(partition, stream, kind, actor, body, id)
        self.catch_up()
        return entry

    def put_down(self, partition: str, stream: str, kind: str, actor: str, body: object, id: str = "") -> Entry:
        """The part of `append` that a promise rests on: the entry is durable when it returns."""
        with self.db.transaction():
            entry = self.compose(partition, stream, kind, actor, body, id)
            if not id or not self.entries.hashes([id]):
                self.entries.insert([entry])
                self.promise(entry)
        return entry

    def promise(self, entry: Entry) -> None:
        """Have the ledger say, once the caller's transaction is durable, that this entry is here."""
        self.db.once_durable(lambda: self.ledger.note(entry.id, entry.stream))

    def catch_up(self) -> None:
        """Fold what was put down and put it in the outbox; whoever opens the journal finishes what a kill cut off."""
        if self._folded() == self.entries.last_row():
            return
        with self.db.transaction():
            fresh = self.entries.unfolded(self._folded())
            self.outbox.add(fresh)
            self.views.tentative(fresh)
            self.set_meta("folded", str(self.entries.last_row()))

    def _folded(self) -> int:
        """The row up to which entries are in the views."""
        return int(self.meta("folded") or 0)

    def carry(self, entries: Sequence[Entry]) -> None:
        """Fold others' entries on the way to their judge and put them in the outbox, beside what other processes do."""
        with self.db.transaction():
            self.outbox.add(entries)
            self.views.tentative(entries)

    def settle(self, judged: Sequence[Judged]) -> None:
        """Take in the judge's word on entries that are here or that come with it."""
        with self.db.transaction():
            self.db.lock("settle")
            self.catch_up()
            known = self.entries.settled([one.entry.id for one in judged])
            fresh = [one for one in judged if one.entry.id not in known]
            self._agree(judged, known)
            here = self.entries.hashes([one.entry.id for one in fresh])
            self.entries.insert(one.entry for one in fresh if one.entry.id not in here)
            self.entries.judge(fresh)
            self.outbox.remove(one.entry.id for one in judged)
            self.views.judged(self._as_kept(fresh))
            self.set_meta("folded", str(self.entries.last_row()))

    def _agree(self, judged: Sequence[Judged], known: Mapping[str, int]) -> None:
        """A judge that puts an entry elsewhere, or another one in its place, was put back without saying so.

        Fault `order_forked`; nothing of it is taken.
        """
        moved = [one.position for one in judged if known.get(one.entry.id, one.position) != one.position]
        fresh = [one for one in judged if one.entry.id not in known]
        for partition in {one.entry.partition for one in fresh}:
            places = [one.position for one in fresh if one.entry.partition == partition]
            sql = f"SELECT position FROM verdict WHERE partition = ? AND position IN ({marks(len(places))}) LIMIT 1"
            moved += [row[0] for row in self.db.rows(sql, partition, *places)]
        if moved:
            raise forked(f"上级把第 {moved[0]} 号位置给了另一条记录")

    def _as_kept(self, judged: list[Judged]) -> Iterable[Judged]:
        """With the body as this machine has it: an envelope from upstream never hides what is here."""
        for one in judged:
            if one.entry.body is not None:
                yield one
            else:
                yield self.entries.judged([one.entry.id])[one.entry.id]

    def cursor(self, partition: str) -> Cursor:
        row = self.db.one("SELECT position, epoch, marked FROM cursor WHERE partition = ?", partition)
        return Cursor() if row is None else Cursor(*row)

    def advance(self, partition: str, judged: Sequence[Judged], cursor: Cursor) -> None:
        """Rows and cursor of one page, in one transaction (protocol.md, pull); its caller has `make_way` for them."""
        with self.db.transaction():
            self.settle(judged)
            self.move(partition, cursor)

    def meet(self, partition: str, epoch: str) -> None:
        """The epoch in which upstream answers before anything was read there: its verdicts are of that epoch."""
        self.move(partition, Cursor(0, epoch, 0))

    def move(self, partition: str, cursor: Cursor) -> None:
        self.db.run(
            "INSERT INTO cursor VALUES (?, ?, ?, ?) ON CONFLICT (partition) DO UPDATE SET "
            "position = excluded.position, epoch = excluded.epoch, marked = excluded.marked",
            partition,
            cursor.position,
            cursor.epoch,
            cursor.marked,
        )

    def author(self) -> Author:
        """Who writes now; the first call on a new journal begins its first incarnation."""
        return Author(self.terminal, self.meta("incarnation") or self.begin_incarnation().incarnation)

    def begin_incarnation(self) -> Author:
        """From a backup, a lost tail, at a hub's start: what is here fits where it stood, what comes begins anew."""
        author = Author(self.terminal, f"{self.randomness.bits(64):016x}")
        self.set_meta("incarnation", author.incarnation)
        return author

    def partitions(self) -> list[str]:
        return [row[0] for row in self.db.rows("SELECT DISTINCT partition FROM verdict ORDER BY partition")]

    def rebuild(self) -> None:
        """Every view anew from the journal."""
        with self.db.transaction():
            self.catch_up()
            self.views.rebuild(self.partitions())

    def meta(self, name: str) -> str:
        row = self.db.one("SELECT value FROM meta WHERE name = ?", name)
        return row[0] if row else ""

    def set_meta(self, name: str, value: str) -> None:
        self.db.run(
            "INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value
        )

    def silent(self, partition: str) -> bool:
        """Whether its judge did not answer when it was last asked, here or by the machine beyond."""
        in_vain = any(self.outbox.retry(work).failures for work in ("push", "pull"))
        return in_vain or bool(self.meta(f"silent {partition}"))

    def hear(self, partition: str, silent: bool) -> None:
        """What the machine beyond says of the judge."""
        if silent != bool(self.meta(f"silent {partition}")):
            self.set_meta(f"silent {partition}", "yes" if silent else "")

    def state(self) -> Mapping[str, Any]:
        """What `kiosk state` prints."""
        return self.views.shared()

    def moment(self) -> Moment:
        """Now, by this machine."""
        return Moment(iso(self.clock.now()), self.above.offset_ms, self.clock.boot, self.clock.monotonic_ms())

    def now(self) -> datetime:
        """Now, by the clock of whoever is above this machine, as far as it was heard."""
        return self.above.now()

    @cached_property
    def above(self) -> Reckoning:
        """The clock above; with nobody above, our own."""
        return Reckoning(self.clock, int(self.meta(OFFSET) or 0))

    def hear_time(self, at: datetime) -> None:
        """What the clock above says now."""
        if self.above.hear(at):
            self.set_meta(OFFSET, str(self.above.offset_ms))


def forked(what: str) -> Fault:
    """A server was put back without a word: what it says now contradicts what it said before."""
    mend = "在上级停机后用 kiosk restore 恢复备份，不要直接拷贝数据文件；本机的记录都还在"
    return Fault("order_forked", f"{what}：它的数据被换成了旧的", mend)
