"""The journal of one machine: append what is done here, take in what others did and what judges said."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import msgspec

from kiosk.clock import Clock, iso
from kiosk.domain.bodies import write
from kiosk.domain.entry import Entry, Judged, Moment, digest, link
from kiosk.errors import Fault, Refused
from kiosk.ids import Randomness, uuid7
from kiosk.journal.blobs import Blobs
from kiosk.journal.database import Database, marks
from kiosk.journal.entries import PREFIXED, Entries, to_entry
from kiosk.journal.ledger import NAME, Ledger
from kiosk.journal.outbox import Outbox
from kiosk.journal.seals import Seals
from kiosk.journal.views import Views

LARGEST_BODY = 256 << 10
"""Bytes of a body: escaped and in its envelope it still fits into one push of 1 MiB."""


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
            message = f"上级把第 {moved[0]} 号位置给了另一条记录：它的数据被换成了旧的"
            mend = "在上级停机后用 kiosk restore 恢复备份，不要直接拷贝数据文件；本机的记录都还在"
            raise Fault("order_forked", message, mend)

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
        """Rows and cursor of one page, in one transaction (protocol.md, pull)."""
        with self.db.transaction():
            self.settle(judged)
            self._move(partition, cursor)

    def meet(self, partition: str, epoch: str) -> None:
        """The epoch in which upstream answers before anything was read there: its verdicts are of that epoch."""
        self._move(partition, Cursor(0, epoch, 0))

    def _move(self, partition: str, cursor: Cursor) -> None:
        self.db.run(
            "INSERT INTO cursor VALUES (?, ?, ?, ?) ON CONFLICT (partition) DO UPDATE SET "
            "position = excluded.position, epoch = excluded.epoch, marked = excluded.marked",
            partition,
            cursor.position,
            cursor.epoch,
            cursor.marked,
        )

    def rewind(self, partition: str, position: int, epoch: str) -> None:
        """Upstream went back to `position` under a new epoch: what was confirmed beyond it is tentative again."""
        with self.db.transaction():
            self.catch_up()
            beyond = self.db.rows(
                "SELECT v.entry FROM verdict v WHERE v.partition = ? AND v.position > ?", partition, position
            )
            ids = [row[0] for row in beyond]
            self._remember_told(partition, position)
            self.db.run("DELETE FROM verdict WHERE partition = ? AND position > ?", partition, position)
            authors = self._spoken_for()
            self.outbox.add(one for one in self._of(ids) if one.body is not None and one.terminal in authors)
            self.db.run("UPDATE outbox SET stored = 0 WHERE partition = ?", partition)
            self.db.run(
                "DELETE FROM meta WHERE name LIKE ?", "replicated %"
            )  # it is told again of what was judged here
            if not partition.startswith("hall:"):
                self.db.run("UPDATE blob SET state = 'here' WHERE state IN ('stored', 'confirmed', 'kept')")
            self._move(partition, Cursor(self._known_whole(partition, position), epoch, position))
            self.set_meta(f"back_to {partition}", str(position))
            if ids:
                self.views.rebuild(self.partitions())

    def _known_whole(self, partition: str, position: int) -> int:
        """From where to read on after going back to `position`: 0, a snapshot, where what lies before has holes.

        Of an item a snapshot holds only the last word; that word may just have been taken back.
        """
        upto = min(position, self.cursor(partition).position)
        row = self.db.one("SELECT count(*), min(position) FROM verdict WHERE partition = ?", partition) or (0, 0)
        whole = row[0] and row[0] == upto - row[1] + 1
        return upto if whole and partition.startswith("hall:") else 0

    def send_again(self, partition: str, epoch: str) -> None:
        """Whoever carries for the judge has lost what it had stored: push it again; verdicts and cursor hold."""
        with self.db.transaction():
            self.db.run("UPDATE outbox SET stored = 0 WHERE partition = ?", partition)
            self.db.run("UPDATE blob SET state = 'here' WHERE state = 'stored'")
            self._move(partition, replace(self.cursor(partition), epoch=epoch))

    def _remember_told(self, partition: str, position: int) -> None:
        """What the judge had said stays known: a number on paper must come out the same when it is judged anew."""
        self.db.run(
            "INSERT INTO told SELECT entry, result FROM verdict WHERE partition = ? AND position > ? "
            "AND verdict = 'applied' AND result <> '{}' ON CONFLICT (entry) DO NOTHING",
            partition,
            position,
        )

    def told(self, entries: Sequence[Entry]) -> dict[str, Mapping[str, Any]]:
        """What was answered before on each of `entries`, where the judge has gone back since."""
        rows = self.db.rows(
            f"SELECT entry, result FROM told WHERE entry IN ({marks(len(entries))})", *(one.id for one in entries)
        )
        return {row[0]: msgspec.json.decode(row[1]) for row in rows}

    def _spoken_for(self) -> set[str]:
        """Whose entries this machine may push: its own, and on a hub those of its hall's machines."""
        own = self.views.registry.device(self.terminal)
        if own is None or own.role != "hub":
            return {self.terminal}
        return {device.terminal for device in self.views.registry.devices() if device.hall == own.hall}

    def _of(self, ids: Sequence[str]) -> list[Entry]:
        sql = f"SELECT {PREFIXED} FROM entry e WHERE e.id = ?"
        return [to_entry(row) for one in ids for row in self.db.rows(sql, one)]

    def resend(self, late: Entry, seq: int) -> None:
        """Push the entries of the author of `late` again from `seq` on: the upstream lacks one before it.

        Where that one is not here any more, those behind it begin a chain of their own.
        """
        whose = "e.terminal = ? AND e.incarnation = ? AND e.partition = ? AND e.seq >= ?"
        sql = f"SELECT {PREFIXED} FROM entry e WHERE {whose} ORDER BY e.seq"
        with self.db.transaction():
            rows = self.db.rows(sql, late.terminal, late.incarnation, late.partition, seq)
            found = [to_entry(row) for row in rows]
            self.outbox.add(one for one in found if one.body is not None)
            self.db.run("UPDATE outbox SET stored = 0 WHERE partition = ?", late.partition)
            if (not found or found[0].seq != seq or found[0].body is None) and late.terminal == self.terminal:
                self.reincarnate(late)

    def begin_incarnation(self) -> None:
        """From a backup, or with its tail lost: what is here fits where it stood, what comes now begins anew."""
        self._incarnate()

    def reincarnate(self, clash: Entry) -> None:
        """Another disk has written what `clash` claims to be: take a new incarnation, and chain anew under it.

        That is for what is unsent from there on in its partition: what lies before it is known upstream under the old
        name. Ids and bodies stay; only the envelope's author changes.
        """
        with self.db.transaction():
            new = self._incarnate() if clash.incarnation == self.author().incarnation else self.author()
            for entry in self.outbox.unsent_entries():
                if _author_of(entry) == _author_of(clash) and entry.seq >= clash.seq:
                    self._rechain(entry, new)

    def backed_up(self, partition: str, last: int) -> int:
        """Up to where readers may forget what they wrote: where no backup was ever made, up to `last`."""
        if not self.meta("backed_up_at"):
            return last
        return int(self.meta(f"backed_up {partition}") or 0)

    def begin_epoch(self) -> None:
        """A server that has gone back: readers are told to which position, and push again what they had beyond it.

        It is never further on than an earlier epoch said, for readers who have missed that one.
        """
        with self.db.transaction():
            self.set_meta("epoch", f"{self.randomness.bits(64):016x}")
            for partition, last in self.db.rows("SELECT partition, position FROM sequence"):
                before = self.meta(f"back_to {partition}")
                self.set_meta(f"back_to {partition}", str(min(int(before or last), last)))
            self.begin_incarnation()

    def back_to(self, partition: str) -> int:
        """To where the judge of a partition went back when the present epoch began."""
        return int(self.meta(f"back_to {partition}") or self.meta("back_to") or 0)

    def author(self) -> Author:
        """Who writes now; the first call on a new journal begins its first incarnation."""
        return Author(self.terminal, self.meta("incarnation") or self._incarnate().incarnation)

    def _incarnate(self) -> Author:
        author = Author(self.terminal, f"{self.randomness.bits(64):016x}")
        self.set_meta("incarnation", author.incarnation)
        return author

    def _rechain(self, entry: Entry, author: Author) -> None:
        head = self.entries.head(author.terminal, author.incarnation, entry.partition)
        moved = replace(entry, incarnation=author.incarnation, seq=head.seq + 1)
        moved = replace(moved, chain=link(head.chain, moved))
        sql = "UPDATE entry SET incarnation = ?, seq = ?, chain = ? WHERE id = ?"
        self.db.run(sql, moved.incarnation, moved.seq, moved.chain, moved.id)

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

    def state(self) -> Mapping[str, Any]:
        """What `kiosk state` prints."""
        return self.views.shared()

    def moment(self) -> Moment:
        """Now, by this machine."""
        return Moment(iso(self.clock.now()), self._offset_ms(), self.clock.boot, self.clock.monotonic_ms())

    def now(self) -> datetime:
        """Now, by the clock of whoever is above this machine, as far as it was heard."""
        return self.clock.now() + timedelta(milliseconds=self._offset_ms())

    def _offset_ms(self) -> int:
        return int(self.meta("clock_offset_ms") or 0)


def _author_of(entry: Entry) -> tuple[str, str, str]:
    return entry.terminal, entry.incarnation, entry.partition
