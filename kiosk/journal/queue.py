"""The view of halls' queues: a fold kept in memory, and a stored copy now and then for a process that begins."""

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from types import GenericAlias
from typing import Any, get_args

import msgspec
from immutables import Map

from kiosk.domain.entry import Judged
from kiosk.domain.queue.evolve import evolve
from kiosk.domain.queue.state import Day, Lease, QueueState
from kiosk.journal.database import Database
from kiosk.journal.entries import Entries

PAGE = 500
LONG_TAIL = 200
"""Entries beyond the stored copy for which a fresh one is worth its writing."""


def _mapped(shape: Any, read: Any) -> Any:
    """A Map from its JSON, with values of the shape that the field says."""
    return Map(msgspec.convert(read, GenericAlias(dict, get_args(shape))))


_decode = msgspec.json.Decoder(QueueState, dec_hook=_mapped)
_encode = msgspec.json.Encoder(enc_hook=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """A queue up to a position, in the epoch in which it was read."""

    epoch: str
    position: int
    state: QueueState


class QueueView:
    """The queue of each `hall:` partition as far as it is known here without a gap."""

    def __init__(self, database: Database, entries: Entries) -> None:
        self._db = database
        self._entries = entries
        self._memory: dict[str, Known] = {}
        self._lock = Lock()

    def reset(self) -> None:
        self._memory.clear()
        self._db.run("DELETE FROM view_queue")

    def forget(self, partition: str) -> None:
        """Drop what memory holds; it comes from the journal again."""
        self._memory.pop(partition, None)

    def judged(self, one: Judged) -> None:
        """Take a verdict in that follows on what memory holds; any other waits for `state`."""
        partition = one.entry.partition
        held = self._memory.get(partition)
        if held is not None and held.position + 1 == one.position:
            self._db.if_undone(lambda: self.forget(partition))
            self._keep(partition, Known(held.epoch, one.position, evolve(held.state, one)))

    def current(self, partition: str) -> QueueState:
        """What memory holds, for the judge in the middle of a batch that it began with `state`."""
        held = self._memory.get(partition)
        return held.state if held is not None else self.state(partition)

    def begin(self, partition: str, last: int) -> None:
        """Before a batch is judged after position `last`: bring memory there, and no further look is needed."""
        held = self._memory.get(partition)
        if held is None or held.position != last:
            self.state(partition)

    def state(self, partition: str) -> QueueState:
        """The queue after the last entry known without a gap, also those that other processes wrote."""
        upto, epoch = self._upto(partition)
        held = self._memory.get(partition)
        if held is None or held.epoch != epoch:
            self.forget(partition)
            held = self._stored(partition, epoch)
        if held.position >= upto:
            return self._keep(partition, held)
        found = self._folded(partition, held, upto)
        if self._upto(partition)[1] != epoch:  # upstream went back meanwhile: what was folded is of two epochs
            return self.state(partition)
        if upto - held.position > LONG_TAIL:
            self._store(partition, found)
        return self._keep(partition, found)

    def _folded(self, partition: str, held: Known, upto: int) -> Known:
        """As far as entries were found: what is known never claims to hold more than was folded into it."""
        position, state = held.position, held.state
        while position < upto and (batch := self._entries.after(partition, position, min(PAGE, upto - position))):
            for one in batch:
                if one.position <= upto:
                    state = evolve(state, one)
            position = min(upto, batch[-1].position)
        return Known(held.epoch, position, state)

    def _keep(self, partition: str, found: Known) -> QueueState:
        """The later one of what memory holds and what was found; threads may come out of turn."""
        with self._lock:
            held = self._memory.get(partition)
            if held is None or held.epoch != found.epoch or held.position < found.position:
                held = self._memory[partition] = found
            return held.state

    def partitions(self) -> list[str]:
        """The halls whose queue is known here."""
        sql = "SELECT partition FROM sequence UNION SELECT partition FROM cursor ORDER BY 1"
        return [row[0] for row in self._db.rows(sql) if row[0].startswith("hall:")]

    def shared(self) -> Mapping[str, Any]:
        """What every machine of a hall agrees on, in canonical order."""
        states = ((partition, self.state(partition)) for partition in self.partitions())
        return {partition: public(state) for partition, state in states if state.rules is not None}

    def _upto(self, partition: str) -> tuple[int, str]:
        """Up to where nothing lacks, as the judge here or as a reader; and the reader's epoch."""
        row = self._db.one(
            "SELECT coalesce((SELECT position FROM sequence WHERE partition = ?), c.position, 0), "
            "coalesce(c.epoch, '') FROM (SELECT 1 AS one) AS always LEFT JOIN cursor c ON c.partition = ?",
            partition,
            partition,
        )
        return (int(row[0]), str(row[1])) if row else (0, "")

    def _stored(self, partition: str, epoch: str) -> Known:
        row = self._db.one("SELECT position, document FROM view_queue WHERE partition = ?", partition)
        return Known(epoch, int(row[0]), _decode.decode(row[1])) if row else Known(epoch, 0, QueueState())

    def _store(self, partition: str, found: Known) -> None:
        """Unless upstream has gone back since: then it would be taken for a copy of the new epoch."""
        with self._db.transaction():
            self._db.lock(partition)
            if self._upto(partition)[1] != found.epoch:
                return
            self._db.run(
                "INSERT INTO view_queue VALUES (?, ?, ?) ON CONFLICT (partition) DO UPDATE SET "
                "position = excluded.position, document = excluded.document "
                "WHERE view_queue.position < excluded.position",
                partition,
                found.position,
                _encode.encode(found.state).decode(),
            )


def public(state: QueueState) -> Mapping[str, Any]:
    """The queue as its fingerprint sees it."""
    return {"day": state.day, "rules": state.rules, "days": [_day(one) for _, one in sorted(state.days.items())]}


def _day(day: Day) -> Mapping[str, Any]:
    return {
        "day": day.day,
        "closed": day.closed,
        "numbers": day.numbers,
        "tickets": [one for _, one in sorted(day.tickets.items())],
        "leases": [_lease(one) for _, one in sorted(day.leases.items())],
        "lines": day.lines,
        "windows": day.windows,
    }


def _lease(lease: Lease) -> Mapping[str, Any]:
    return {
        "id": lease.id,
        "terminal": lease.terminal,
        "block": [lease.prefix, lease.first, lease.last],
        "used": sorted(lease.used),
        "returned": lease.returned,
    }
