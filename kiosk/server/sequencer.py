"""The judge's desk: puts the entries of its partitions in order, once each, and answers after the commit."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kiosk.clock import iso
from kiosk.domain.entry import Entry, Judged, digest, link
from kiosk.domain.queue.giving import taken_back
from kiosk.domain.witness import Witness
from kiosk.errors import Refused
from kiosk.journal.entries import Head
from kiosk.journal.epochs import back_to, backed_up, heed
from kiosk.journal.journal import Journal
from kiosk.journal.registry import Device
from kiosk.server.judge import Judge
from kiosk.server.queue_judge import Asked
from kiosk.server.sealing import Sealing
from kiosk.wire import CARRIED_BY, PushAnswer, Result, Word

Told = Mapping[str, Mapping[str, Any]]
_NOTHING: Told = {}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a partition stands here: a restore from a backup begins another epoch and says to where it went back.

    Up to `backed_up` readers may forget what they wrote. For a partition judged elsewhere it is the judge's word.
    """

    epoch: str
    back_to: int
    last: int
    backed_up: int


class Sequencer:
    """Judges partitions for which `judges` says yes and stores the others for the way to their judge."""

    def __init__(self, journal: Journal, judge: Judge, judges: Callable[[str], bool], sealing: Sealing) -> None:
        self.journal = journal
        self._sealing = sealing
        self._judge = judge
        self._began: dict[str, int] = {}
        self.judges = judges

    def push(self, sender: Device, entries: Sequence[Entry], told: Told = _NOTHING) -> PushAnswer:
        """Take a batch in. Refused `not_yours` when the sender may not speak for an author."""
        authors = {name: self._speaks_for(sender, name) for name in {entry.terminal for entry in entries}}
        results: list[Result] = []
        with self.journal.db.transaction():
            for partition in dict.fromkeys(entry.partition for entry in entries):
                part = [entry for entry in entries if entry.partition == partition]
                results += self._take(part, partition, authors, told)
            standing = self.standing(entries[0].partition) if entries else Standing("", 0, 0, 0)
        acked = sum(result.verdict not in {"cloned", "gap", "id_reuse"} for result in results)
        now = iso(self.journal.now())
        return PushAnswer(standing.epoch, acked, now, tuple(results), standing.back_to)

    def write(self, partition: str, stream: str, kind: str, actor: str, body: object, id: str = "") -> Judged:
        """Write and judge an entry of this server's own."""
        with self.journal.db.transaction():
            entry = self.journal.compose(partition, stream, kind, actor, body, id)
            if id and (known := self.journal.entries.judged([id])):
                return known[id]
            self.journal.entries.insert([entry])
            self.journal.promise(entry)
            own = Device(entry.terminal, "", "platform", "", "", ("*",), False)
            return self._judge_all(partition, [entry], {entry.terminal: own}, _NOTHING)[0]

    def write_all(self, partition: str, kind: str, actor: str, bodies: Iterable[tuple[str, object]]) -> list[Judged]:
        """Write many (stream, body) of one kind: all or none."""
        with self.journal.db.transaction():
            return [self.write(partition, stream, kind, actor, body) for stream, body in bodies]

    def standing(self, partition: str) -> Standing:
        """What readers of a partition are told beside its entries."""
        cursor = self.journal.cursor(partition)
        if cursor.epoch and not self.judges(partition):
            epoch = f"{cursor.epoch}{CARRIED_BY}{self.journal.meta('incarnation')}"
            return Standing(epoch, back_to(self.journal, partition), cursor.position, cursor.marked)
        last = self.last(partition)
        return Standing(
            self.journal.meta("epoch"), back_to(self.journal, partition), last, backed_up(self.journal, partition, last)
        )

    def seal(self, partition: str) -> None:
        """Put what was judged here before and came back from upstream under our seal. The caller holds the lock."""
        self._sealing.close(self._sealing.open(partition, self.last(partition)))

    def hear(self, partition: str, witness: Witness) -> None:
        """Somebody may have been told what we never said: we were put back, and it is the first to know."""
        if partition not in self._began:
            self._began[partition] = self.last(partition)
        if self.judges(partition):
            heed(self.journal, partition, witness, self._began[partition])

    def last(self, partition: str) -> int:
        """The position given out last, here or by the judge before us."""
        row = self.journal.db.one("SELECT position FROM sequence WHERE partition = ?", partition)
        return int(row[0]) if row else self.journal.cursor(partition).position

    def _speaks_for(self, sender: Device, author: str) -> Device:
        if author == sender.terminal:
            return sender
        device = self.journal.views.registry.device(author)
        if sender.role == "hub" and device is not None and device.hall == sender.hall:
            return device
        raise Refused("not_yours", "这台机器不能替另一台提交记录")

    def _take(self, entries: list[Entry], partition: str, authors: dict[str, Device], told: Told) -> list[Result]:
        self.journal.db.lock(partition)
        known = self.journal.entries.hashes([entry.id for entry in entries])
        fresh, odd = self._sort(entries, known)
        self.journal.entries.insert(fresh)
        if fresh:
            self.journal.promise(fresh[-1])
        made: list[Judged] = []
        if self.judges(partition):
            made = self._judge_all(partition, fresh, authors, told)
        else:
            self.journal.carry(fresh)
        return self._answers(entries, odd, {one.entry.id: one for one in made})

    def _sort(self, entries: list[Entry], known: dict[str, str]) -> tuple[list[Entry], dict[str, Result]]:
        """Which entries are new and fit their author's chain, and an answer for each that does not."""
        heads: dict[tuple[str, str], Head] = {}
        fresh: list[Entry] = []
        odd: dict[str, Result] = {}
        for entry in entries:
            author = (entry.terminal, entry.incarnation)
            head = heads.get(author) or self.journal.entries.head(*author, entry.partition)
            word, seq = self._fits(entry, head, known)
            if word == "stored":
                fresh.append(entry)
                known[entry.id] = entry.body_hash
                head = Head(entry.seq, entry.chain)
            elif word is not None:
                odd[entry.id] = Result(entry.id, seq, word)
            heads[author] = head
        return fresh, odd

    def _fits(self, entry: Entry, head: Head, known: dict[str, str]) -> tuple[Word | None, int]:
        if entry.body is None or digest(entry.body.encode()) != entry.body_hash:
            return "cloned", entry.seq
        if entry.id in known:
            return (None if known[entry.id] == entry.body_hash else "id_reuse"), entry.seq
        if entry.seq > head.seq + 1:
            return "gap", head.seq + 1
        if entry.seq <= head.seq or link(head.chain, entry) != entry.chain:
            return "cloned", entry.seq
        return "stored", entry.seq

    def _judge_all(self, partition: str, entries: list[Entry], authors: dict[str, Device], told: Told) -> list[Judged]:
        now = iso(self.journal.now())
        position = self.last(partition)
        self._began.setdefault(partition, position)
        if partition.startswith("hall:"):
            self.journal.views.queue.begin(partition, position)
        press = self._sealing.open(partition, position)
        dropped = taken_back(entries)
        judged: list[Judged] = []
        for entry in entries:
            position += 1
            before = told.get(entry.id, {})
            asked = Asked(entry, authors[entry.terminal], now, before, not before and entry.id in dropped)
            one = Judged(entry, position, self._judge.verdict(asked), now)
            judged.append(one)
            press.add(one)
            if entry.kind != "terminal.reported":
                self.journal.entries.judge([one], press.chains)
                self.journal.views.judged([one])
        reports = [one for one in judged if one.entry.kind == "terminal.reported"]
        if reports:
            self.journal.entries.judge(reports, press.chains)
            self.journal.views.judged(reports)
        self._sealing.close(press)
        self._move(partition, position)
        return judged

    def _move(self, partition: str, position: int) -> None:
        self.journal.db.run(
            "INSERT INTO sequence VALUES (?, ?) ON CONFLICT (partition) DO UPDATE SET position = excluded.position",
            partition,
            position,
        )

    def _answers(self, entries: list[Entry], odd: dict[str, Result], made: dict[str, Judged]) -> list[Result]:
        """What was judged just now, and for the others what was said when they first came."""
        before = [entry.id for entry in entries if entry.id not in odd and entry.id not in made]
        judged = {**made, **(self.journal.entries.judged(before) if before else {})}
        return [odd.get(entry.id) or _answer(entry, judged.get(entry.id)) for entry in entries]


def _answer(entry: Entry, judged: Judged | None) -> Result:
    if judged is None:
        return Result(entry.id, entry.seq, "stored")
    word = judged.verdict
    return Result(entry.id, entry.seq, word.verdict, judged.position, word.code, word.result, judged.judged_at)
