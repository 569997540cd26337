"""Photos that a phone hands to a kiosk: a one-time address, a picture, and it is gone once fetched."""

import hashlib
from datetime import timedelta

from kiosk.clock import iso
from kiosk.errors import Refused
from kiosk.journal.journal import Journal

LIFETIME = timedelta(minutes=15)


class Drops:
    """The table `phone_drop`; only the token's hash is kept."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def open(self, terminal: str) -> str:
        """A new token for a kiosk to show as a QR code."""
        token = f"{self._journal.randomness.bits(128):032x}"
        now = self._journal.now()
        with self._journal.db.transaction():
            self._sweep(iso(now))
            self._journal.db.run(
                "INSERT INTO phone_drop VALUES (?, ?, ?, '', '')", _hash(token), terminal, iso(now + LIFETIME)
            )
        return token

    def put(self, token: str, data: bytes, name: str) -> None:
        """Leave a picture. Refused `drop_closed` for a token that is unknown, used or too old."""
        with self._journal.db.transaction():
            row = self._journal.db.one("SELECT expires_at, blob FROM phone_drop WHERE token = ?", _hash(token))
            if row is None or row[1] or row[0] < iso(self._journal.now()):
                raise Refused("drop_closed", "这个二维码已经用过或过期了，请在自助机上重新点“用手机拍”")
            blob = self._journal.blobs.keep(data)
            self._journal.db.run("UPDATE phone_drop SET name = ?, blob = ? WHERE token = ?", name, blob, _hash(token))

    def take(self, token: str, terminal: str) -> tuple[str, bytes] | None:
        """The picture's name and bytes, once; None while there is none yet. Refused `drop_closed`."""
        with self._journal.db.transaction():
            row = self._journal.db.one(
                "SELECT name, blob FROM phone_drop WHERE token = ? AND terminal = ?", _hash(token), terminal
            )
            if row is None:
                raise Refused("drop_closed", "这个二维码已经用过或过期了，请重新点“用手机拍”")
            if not row[1]:
                return None
            data = self._journal.blobs.read(row[1])
            self._forget(_hash(token), row[1])
        return row[0], data

    def _sweep(self, now: str) -> None:
        for token, blob in self._journal.db.rows("SELECT token, blob FROM phone_drop WHERE expires_at < ?", now):
            self._forget(token, blob)

    def _forget(self, token: str, blob: str) -> None:
        self._journal.db.run("DELETE FROM phone_drop WHERE token = ?", token)
        named = self._journal.db.one("SELECT 1 FROM phone_drop WHERE blob = ?", blob)
        if blob and not named and not self._journal.views.cases.cases_of_file(blob):
            self._journal.blobs.drop([blob])


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
