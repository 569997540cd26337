"""What is known here of a hall's waits: the latest outlook and when it came; in no view, since it is nobody's act."""

from datetime import datetime, timedelta

import msgspec

from kiosk.clock import iso, parse_iso
from kiosk.domain.outlook import Expected, Outlook
from kiosk.journal.database import Database

FRESH = timedelta(seconds=90)
"""An outlook holds until the next poll; a hall that is not heard of for longer is not told of."""


class _Known(msgspec.Struct):
    at: str
    outlook: dict[str, Expected]


_decode = msgspec.json.Decoder(_Known)


class Waits:
    """One outlook for each hall's partition."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def find(self, partition: str, now: datetime) -> Outlook:
        """Empty where there is none, or none that is fresh."""
        row = self._db.one("SELECT value FROM meta WHERE name = ?", _name(partition))
        if row is None:
            return {}
        known = _decode.decode(row[0])
        return known.outlook if abs(now - parse_iso(known.at)) <= FRESH else {}

    def keep(self, partition: str, outlook: Outlook, now: datetime) -> None:
        self._db.run(
            "INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            _name(partition),
            msgspec.json.encode(_Known(iso(now), dict(outlook))).decode(),
        )


def _name(partition: str) -> str:
    return f"waits {partition}"
