"""The view of clerks, and how often each has failed to sign in since they last did."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec

from kiosk.clock import parse_iso
from kiosk.domain.bodies import Unreadable
from kiosk.domain.clerk import ClerkDisabled, ClerkRegistered, ClerkSecretSet, Officer
from kiosk.domain.entry import Judged, Moment
from kiosk.domain.registry import read_registry
from kiosk.journal.database import Database

REMEMBERED = 24
"""Failures looked back at: far beyond where a lock stops growing."""
_moment = msgspec.json.Decoder(Moment)


class ClerkView:
    """The table `view_clerk`, on machines that are told of clerks."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def reset(self) -> None:
        self._db.run("DELETE FROM view_clerk")

    def judged(self, one: Judged) -> None:
        """Take a verdict in; signing in and out is remembered by its entry alone."""
        if one.verdict.verdict != "applied" or one.entry.body is None:
            return
        try:
            body = read_registry(one.entry.kind, one.entry.body)
        except Unreadable:
            return
        if isinstance(body, ClerkRegistered):
            self._register(body)
        elif isinstance(body, ClerkSecretSet):
            self._db.run("UPDATE view_clerk SET secret = ? WHERE number = ?", body.secret, body.number)
        elif isinstance(body, ClerkDisabled):
            self._db.run("UPDATE view_clerk SET disabled = 1 WHERE number = ?", body.number)

    def _register(self, body: ClerkRegistered) -> None:
        self._db.run(
            "INSERT INTO view_clerk VALUES (?, ?, ?, ?, ?, 0) ON CONFLICT (number) DO NOTHING",
            body.number,
            body.name,
            body.secret,
            ",".join(body.departments),
            ",".join(body.duties),
        )

    def find(self, number: str) -> Officer | None:
        return next(self._officers("WHERE number = ?", number), None)

    def all(self) -> list[Officer]:
        return list(self._officers("ORDER BY number"))

    def any(self) -> bool:
        """Whether this region has clerks: from the first one on nobody decides without having signed in."""
        return self._db.one("SELECT 1 FROM view_clerk") is not None

    def failures(self, number: str) -> list[datetime]:
        """When signing in failed since it last succeeded or the password was set, oldest first."""
        rows = self._db.rows(
            "SELECT e.kind, e.at FROM entry e LEFT JOIN verdict v ON v.entry = e.id WHERE e.stream = ? AND e.kind IN "
            "('clerk.failed', 'clerk.signed_in', 'clerk.secret_set', 'clerk.registered') "
            "AND coalesce(v.verdict, 'applied') = 'applied' ORDER BY e.n DESC LIMIT ?",
            f"clerk:{number}",
            REMEMBERED,
        )
        return list(_failed(rows))[::-1]

    def _officers(self, where: str, *parameters: object) -> Iterator[Officer]:
        for row in self._db.rows(f"SELECT * FROM view_clerk {where}", *parameters):
            number, name, secret, departments, duties, disabled = row
            yield Officer(number, name, secret, _split(departments), _split(duties), bool(disabled))


def _failed(rows: list[tuple[str, ...]]) -> Iterator[datetime]:
    """Times by the upstream's clock, newest first, until something else than a failure."""
    for kind, at in rows:
        if kind != "clerk.failed":
            return
        moment = _moment.decode(at)
        yield parse_iso(moment.wall) + timedelta(milliseconds=moment.offset_ms)


def _split(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(",")))
