"""Walks a machine's records and names every one that was altered, removed or inserted behind the program's back."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kiosk.domain.entry import GENESIS, Entry, digest, link
from kiosk.domain.seal import Seal, Sealed, press
from kiosk.journal.entries import ENTRY, Head, to_entry
from kiosk.journal.journal import Author, Journal

PAGE = 1000
FORGETFUL = "kiosk"
"""Who forgets bodies on purpose; elsewhere a body that is gone was taken."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """One record that does not fit. `seq` counts within its author's records, `position` in the judge's order; 0: none.

    Problems: body_altered, body_missing, altered, removed, inserted, unknown_author, entry_missing, verdict_altered,
    position_removed, seal_broken.
    """

    problem: str
    partition: str
    entry: str
    author: str
    seq: int
    position: int
    message: str


@dataclass(frozen=True, slots=True)
class SealedRange:
    """Of a partition judged here: verdicts beyond `begins` up to `position` are under the judge's seal."""

    partition: str
    begins: int
    position: int


@dataclass(frozen=True, slots=True)
class Audit:
    """What was walked and what was found."""

    entries: int
    authors: int
    seals: tuple[SealedRange, ...]
    flaws: tuple[Flaw, ...]


@dataclass(frozen=True, slots=True)
class End:
    """Where a partition's order ended when the walk began, by whatever says so."""

    partition: str
    last: int
    seal: Seal | None


class Auditor:
    """`judges` says which partitions are put in order here: their records must be whole; of others a part may be here.

    `trusts` says whether a judge of the region has signed a seal.
    """

    def __init__(
        self, journal: Journal, role: str, judges: Callable[[str], bool], trusts: Callable[[Seal], bool]
    ) -> None:
        self._journal = journal
        self._db = journal.db
        self._role = role
        self._judges = judges
        self._trusts = trusts
        self._walked, self._upto = 0, 0

    def verify(self) -> Audit:
        """Everything that was there when it began; writing goes on meanwhile."""
        self._walked = 0
        with self._db.transaction():
            self._upto = self._journal.entries.last_row()
            authors = self._authors()
            ends = [self._end(one) for one in self._partitions() if self._judges(one)]
        flaws = [flaw for author, partition in authors for flaw in self._chain(author, partition)]
        flaws += [flaw for end in ends for flaw in self._order(end)]
        seals = (end.seal for end in ends if end.seal)
        ranges = tuple(SealedRange(one.partition, one.begins, one.position) for one in seals)
        return Audit(self._walked, len(authors), ranges, tuple(flaws))

    def _end(self, partition: str) -> End:
        counted = self._db.one("SELECT position FROM sequence WHERE partition = ?", partition)
        there = self._db.one("SELECT max(position) FROM verdict WHERE partition = ?", partition)
        seal = self._journal.seals.find(partition)
        counts = [int(row[0] or 0) for row in (counted, there) if row]
        return End(partition, max([*counts, seal.position if seal else 0]), seal)

    def _authors(self) -> list[tuple[Author, str]]:
        rows = self._db.rows("SELECT DISTINCT terminal, incarnation, partition FROM entry ORDER BY 3, 1, 2")
        return [(Author(row[0], row[1]), row[2]) for row in rows]

    def _partitions(self) -> list[str]:
        tables = "SELECT partition FROM entry UNION SELECT partition FROM verdict UNION SELECT partition FROM sequence"
        return [row[0] for row in self._db.rows(f"{tables} UNION SELECT partition FROM seal ORDER BY 1")]

    def _chain(self, author: Author, partition: str) -> Iterator[Flaw]:
        """One author's records in their order: each by itself, and each against the one before."""
        judged, own = self._judges(partition), self._own()
        whole = judged or author == own
        if judged and author.terminal != self._journal.terminal and self._unknown(author.terminal):
            yield Flaw("unknown_author", partition, "", author.terminal, 0, 0, "这些记录的作者没有登记过")
        head = Head(0, GENESIS)
        for entry in self._entries(author, partition):
            self._walked += 1
            yield from self._itself(entry)
            if entry.seq == head.seq + 1:
                if link(head.chain, entry) != entry.chain:
                    yield self._flaw("altered", entry, "与前一条接不上：它或前一条被改过，或是插进来的")
            elif whole:
                yield self._flaw("removed", entry, f"它前面少了第 {head.seq + 1} 到第 {entry.seq - 1} 条")
            head = Head(entry.seq, entry.chain)

    def _itself(self, entry: Entry) -> Iterator[Flaw]:
        if entry.body is None:
            if self._role != FORGETFUL:
                yield self._flaw("body_missing", entry, "内容不见了")
        elif digest(entry.body.encode()) != entry.body_hash:
            yield self._flaw("body_altered", entry, "内容被改过")

    def _own(self) -> Author:
        return Author(self._journal.terminal, self._journal.meta("incarnation"))

    def _unknown(self, terminal: str) -> bool:
        return self._journal.views.registry.device(terminal) is None

    def _entries(self, author: Author, partition: str) -> Iterator[Entry]:
        seq = -1
        sql = (
            f"SELECT {ENTRY} FROM entry WHERE terminal = ? AND incarnation = ? AND partition = ? AND seq > ? AND n <= ?"
        )
        while rows := self._db.rows(
            f"{sql} ORDER BY seq LIMIT {PAGE}", author.terminal, author.incarnation, partition, seq, self._upto
        ):
            for row in rows:
                yield to_entry(row)
            seq = rows[-1][4]

    def _order(self, end: End) -> Iterator[Flaw]:
        """The judge's order: every record has its place, every place its record, and the seal holds it all."""
        yield from self._unjudged(end.partition)
        yield from self._places(end)
        if end.seal and not self._fits(end.seal):
            yield Flaw(
                "seal_broken", end.partition, "", end.seal.signer, 0, end.seal.position, "封印不是裁定的机器盖的"
            )

    def _unjudged(self, partition: str) -> Iterator[Flaw]:
        rows = self._db.rows(
            "SELECT e.id, e.terminal, e.seq FROM entry e LEFT JOIN verdict v ON v.entry = e.id "
            "WHERE e.partition = ? AND v.entry IS NULL AND e.n <= ? ORDER BY e.n",
            partition,
            self._upto,
        )
        for name, terminal, seq in rows:
            yield Flaw("inserted", partition, name, terminal, seq, 0, "没有裁定：不是收进来的，或裁定被删了")

    def _places(self, end: End) -> Iterator[Flaw]:
        """Positions without a hole, and from where sealing began on, the chain beside each of them."""
        place, chain = 0, GENESIS
        for one, kept in self._verdicts(end):
            if one.position != place + 1:
                yield self._gap(end.partition, place + 1, one.position - 1)
            place = one.position
            if not one.entry_chain:
                yield Flaw("entry_missing", end.partition, one.entry, "", 0, place, "裁定还在，记录不见了")
            elif end.seal and place > end.seal.begins and (place > end.seal.position or press(chain, one) != kept):
                yield self._altered(end.partition, one.entry, place)
            chain = kept or GENESIS
        if place < end.last:
            yield self._gap(end.partition, place + 1, end.last)

    def _verdicts(self, end: End) -> Iterator[tuple[Sealed, str]]:
        """In order, each with the chain that lies beside it."""
        place = -1
        while batch := list(self._journal.seals.page(end.partition, place, PAGE)):
            yield from (one for one in batch if one[0].position <= end.last)
            place = batch[-1][0].position

    def _fits(self, seal: Seal) -> bool:
        """Whether a judge signed it, and over the chain that lies at its position."""
        sql = "SELECT chain FROM verdict WHERE partition = ? AND position = ?"
        row = self._db.one(sql, seal.partition, seal.position)
        return self._trusts(seal) and (row is None or seal.position == seal.begins or row[0] == seal.chain)

    def _gap(self, partition: str, first: int, last: int) -> Flaw:
        return Flaw("position_removed", partition, "", "", 0, first, f"第 {first} 到第 {last} 位不见了")

    def _altered(self, partition: str, entry: str, position: int) -> Flaw:
        row = self._db.one("SELECT terminal, seq FROM entry WHERE id = ?", entry)
        author, seq = row or ("", 0)
        message = "裁定与封印不符：裁定、它的次序或记录被改过，或是插进来的"
        return Flaw("verdict_altered", partition, entry, author, seq, position, message)

    def _flaw(self, problem: str, entry: Entry, message: str) -> Flaw:
        row = self._db.one("SELECT position FROM verdict WHERE entry = ?", entry.id)
        return Flaw(problem, entry.partition, entry.id, entry.terminal, entry.seq, int(row[0]) if row else 0, message)
