"""What a terminal tells its judge beside an entry: what it was answered on it by a judge that has gone back since."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from kiosk.domain.bodies import Unreadable
from kiosk.domain.entry import Entry
from kiosk.domain.queue.bodies import Taken, read_queue
from kiosk.journal.database import Database, marks

Results = Mapping[str, Mapping[str, Any]]


def told_before(db: Database, entries: Sequence[Entry]) -> dict[str, Mapping[str, Any]]:
    """What was answered on each of `entries`, and the `block` that a number on paper is of.

    The block is told every time: this machine may be the first to meet a judge that was restored.
    """
    told = dict(_results(db, "told", [one.id for one in entries]))
    leases = {one.id: lease for one in entries if (lease := _lease_of(one))}
    names = sorted({*leases.values()})
    blocks = {**_results(db, "told", names), **_results(db, "verdict", names)} if names else {}
    for name, lease in leases.items():
        if lease in blocks:
            told[name] = {**told.get(name, {}), "block": blocks[lease]}
    return told


def remember_told(db: Database, partition: str, position: int) -> None:
    """What the judge said beyond `position` stays known: a number on paper must come out the same when judged anew.

    A no stays a no: whoever heard it went away, and nobody would hold what were granted now.
    """
    db.run(
        "INSERT INTO told SELECT entry, CASE verdict WHEN 'refused' THEN ? || code || ? ELSE result END FROM verdict "
        "WHERE partition = ? AND position > ? AND (verdict = 'refused' OR verdict = 'applied' AND result <> '{}') "
        "ON CONFLICT (entry) DO NOTHING",
        '{"refused":"',
        '"}',
        partition,
        position,
    )


def _results(db: Database, table: str, names: Sequence[str]) -> Results:
    rows = db.rows(f"SELECT entry, result FROM {table} WHERE entry IN ({marks(len(names))})", *names)
    return {row[0]: msgspec.json.decode(row[1]) for row in rows}


def _lease_of(entry: Entry) -> str:
    """Of which block a number was given out; '' for what is none."""
    if entry.kind != "ticket.taken":
        return ""
    try:
        body = read_queue(entry.kind, entry.body or "")
    except Unreadable:
        return ""
    return body.lease if isinstance(body, Taken) else ""
