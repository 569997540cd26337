"""The view of appointments: one row a slot, folded as verdicts come."""

from collections.abc import Mapping
from typing import Any

import msgspec

from kiosk.domain.appointment import SLOT_KINDS, Slot, evolve_slot, read_slot
from kiosk.domain.bodies import Unreadable
from kiosk.domain.entry import Judged
from kiosk.journal.database import Database
from kiosk.journal.entries import Entries

_decode = msgspec.json.Decoder(Slot)
_encode = msgspec.json.Encoder()


class SlotView:
    """The table `view_slot`; a verdict that comes out of order folds its stream anew.

    It may come even before the slot itself: the word on what we wrote comes with the answer to a push.
    """

    def __init__(self, database: Database, entries: Entries) -> None:
        self._db = database
        self._entries = entries

    def reset(self) -> None:
        self._db.run("DELETE FROM view_slot")

    def judged(self, one: Judged) -> None:
        row = self._db.one("SELECT position, document FROM view_slot WHERE stream = ?", one.entry.stream)
        if row is not None and row[0] < one.position:
            self._save(one.entry.stream, one.position, _step(_decode.decode(row[1]), one))
            return
        slot: Slot | None = None
        judged = self._entries.stream(one.entry.stream)[0]
        for each in judged:
            slot = _step(slot, each)
        self._save(one.entry.stream, judged[-1].position, slot)

    def find(self, stream: str) -> Slot | None:
        row = self._db.one("SELECT document FROM view_slot WHERE stream = ?", stream)
        return None if row is None else _decode.decode(row[0])

    def of_hall(self, hall: str, day: str = "") -> list[tuple[str, Slot]]:
        """(stream, slot) of one hall, of one day (ISO 8601) or of all, by business and time."""
        rows = self._db.rows(
            "SELECT stream, document FROM view_slot WHERE stream LIKE ? ORDER BY stream", f"slot:{hall}:%:{day}%"
        )
        return [(row[0], _decode.decode(row[1])) for row in rows]

    def between(self, hall: str, since: str, to: str) -> list[tuple[str, Slot]]:
        """(stream, slot) of one hall from `since` on and before `to` (hall time), by business and time."""
        sql = "SELECT stream, document FROM view_slot WHERE start >= ? AND start < ? AND stream LIKE ? ORDER BY stream"
        return [(row[0], _decode.decode(row[1])) for row in self._db.rows(sql, since, to, f"slot:{hall}:%")]

    def shared(self) -> Mapping[str, Any]:
        """What every machine of the region agrees on."""
        rows = self._db.rows("SELECT stream, document FROM view_slot ORDER BY stream")
        return {row[0]: _decode.decode(row[1]) for row in rows}

    def _save(self, stream: str, position: int, slot: Slot | None) -> None:
        if slot is not None:
            self._db.run(
                "INSERT INTO view_slot VALUES (?, ?, ?, ?) ON CONFLICT (stream) DO UPDATE SET "
                "position = excluded.position, document = excluded.document",
                stream,
                position,
                _encode.encode(slot).decode(),
                stream.split(":", 3)[3],
            )


def _step(slot: Slot | None, one: Judged) -> Slot | None:
    if one.entry.kind not in SLOT_KINDS or one.entry.body is None:
        return slot
    try:
        return evolve_slot(slot, read_slot(one.entry.kind, one.entry.body), one.entry.id, one.verdict)
    except Unreadable:
        return slot
