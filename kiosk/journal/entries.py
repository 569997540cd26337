"""Entries and verdicts as rows: insert, look up, read in order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from kiosk.domain.entry import GENESIS, Entry, Judged, Moment, Verdict
from kiosk.journal.database import Database, Row, marks

ENTRY = "id, terminal, incarnation, partition, seq, stream, kind, version, at, actor, body, body_hash, chain"
PREFIXED = ", ".join(f"e.{name}" for name in ENTRY.split(", "))
JUDGED = "entry, partition, position, verdict, code, result, judged_at, chain"
VERDICT = "v.position, v.verdict, v.code, v.result, v.judged_at"

_moment = msgspec.json.Decoder(Moment)
_result = msgspec.json.Decoder(dict)
_json = msgspec.json.Encoder()
_UNSEALED: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of an author's chain in a partition."""

    seq: int
    chain: str


def to_row(entry: Entry) -> Row:
    return (
        entry.id,
        entry.terminal,
        entry.incarnation,
        entry.partition,
        entry.seq,
        entry.stream,
        entry.kind,
        entry.version,
        _json.encode(entry.at).decode(),
        entry.actor,
        entry.body,
        entry.body_hash,
        entry.chain,
    )


def to_entry(row: Row) -> Entry:
    """From ENTRY columns."""
    name, terminal, incarnation, partition, seq, stream, kind, version, at, actor, body, body_hash, chain = row[:13]
    moment = _moment.decode(at)
    return Entry(
        name, terminal, incarnation, partition, seq, stream, kind, version, moment, actor, body, body_hash, chain
    )


def to_judged(row: Row) -> Judged:
    """From ENTRY columns followed by VERDICT columns."""
    position, verdict, code, result, judged_at = row[13:18]
    return Judged(to_entry(row), position, Verdict(verdict, code, _result.decode(result)), judged_at)


def result_text(verdict: Verdict) -> str:
    """A verdict's result as it lies in the journal."""
    return _json.encode(verdict.result).decode() if verdict.result else "{}"


class Entries:
    """The tables `entry` and `verdict`; callers hold the transaction."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def insert(self, entries: Iterable[Entry]) -> None:
        """Append; an entry that is here already, by id, stays as it is."""
        sql = f"INSERT INTO entry ({ENTRY}) VALUES ({marks(13)}) ON CONFLICT (id) DO NOTHING"
        self._db.many(sql, map(to_row, entries))

    def judge(self, judged: Iterable[Judged], chains: Mapping[str, str] = _UNSEALED) -> None:
        """Write verdicts beside entries, with the judge's `chains` by entry where it judges; what is here stays."""
        rows = (
            (
                one.entry.id,
                one.entry.partition,
                one.position,
                one.verdict.verdict,
                one.verdict.code,
                result_text(one.verdict),
                one.judged_at,
                chains.get(one.entry.id, ""),
            )
            for one in judged
        )
        self._db.many(f"INSERT INTO verdict ({JUDGED}) VALUES ({marks(8)}) ON CONFLICT (entry) DO NOTHING", rows)

    def head(self, terminal: str, incarnation: str, partition: str) -> Head:
        """Where an author's chain in a partition ends."""
        row = self._db.one(
            "SELECT seq, chain FROM entry WHERE terminal = ? AND incarnation = ? AND partition = ? "
            "ORDER BY seq DESC LIMIT 1",
            terminal,
            incarnation,
            partition,
        )
        return Head(0, GENESIS) if row is None else Head(*row)

    def find(self, id: str) -> Entry | None:
        row = self._db.one(f"SELECT {ENTRY} FROM entry WHERE id = ?", id)
        return None if row is None else to_entry(row)

    def hashes(self, ids: Sequence[str]) -> dict[str, str]:
        """The body hash of each of `ids` that is here."""
        rows = self._db.rows(f"SELECT id, body_hash FROM entry WHERE id IN ({marks(len(ids))})", *ids)
        return {row[0]: row[1] for row in rows}

    def settled(self, ids: Sequence[str]) -> dict[str, int]:
        """The positions of those of `ids` that have a verdict here."""
        sql = f"SELECT entry, position FROM verdict WHERE entry IN ({marks(len(ids))})"
        return {row[0]: int(row[1]) for row in self._db.rows(sql, *ids)}

    def judged(self, ids: Sequence[str]) -> dict[str, Judged]:
        """The verdicts that are here, by entry id."""
        sql = f"SELECT {PREFIXED}, {VERDICT} FROM entry e JOIN verdict v ON v.entry = e.id"
        sql += f" WHERE e.id IN ({marks(len(ids))})"
        return {row[0]: to_judged(row) for row in self._db.rows(sql, *ids)}

    def stream(self, stream: str) -> tuple[list[Judged], list[Entry]]:
        """A stream's judged entries in the judge's order, then its tentative ones in the order they came."""
        judged = self._db.rows(
            f"SELECT {PREFIXED}, {VERDICT} FROM entry e JOIN verdict v ON v.entry = e.id "
            "WHERE e.stream = ? ORDER BY v.position",
            stream,
        )
        return [to_judged(row) for row in judged], self.tentative(stream)

    def tentative(self, stream: str) -> list[Entry]:
        rows = self._db.rows(
            f"SELECT {PREFIXED} FROM entry e LEFT JOIN verdict v ON v.entry = e.id "
            "WHERE e.stream = ? AND v.entry IS NULL ORDER BY e.n",
            stream,
        )
        return [to_entry(row) for row in rows]

    def unfolded(self, mark: int) -> list[Entry]:
        """Entries without a verdict that came after row `mark`."""
        rows = self._db.rows(
            f"SELECT {PREFIXED} FROM entry e LEFT JOIN verdict v ON v.entry = e.id "
            "WHERE e.n > ? AND v.entry IS NULL ORDER BY e.n",
            mark,
        )
        return [to_entry(row) for row in rows]

    def last_row(self) -> int:
        row = self._db.one("SELECT max(n) FROM entry")
        return int(row[0] or 0) if row else 0

    def after(self, partition: str, position: int, limit: int) -> list[Judged]:
        """The judged entries of a partition beyond `position`, in order."""
        rows = self._db.rows(
            f"SELECT {PREFIXED}, {VERDICT} FROM verdict v JOIN entry e ON e.id = v.entry "
            "WHERE v.partition = ? AND v.position > ? ORDER BY v.position LIMIT ?",
            partition,
            position,
            limit,
        )
        return [to_judged(row) for row in rows]
