"""Who did what when, read from the journal for people: envelopes alone, nobody's data."""

from dataclasses import dataclass
from datetime import date

import msgspec

from kiosk.domain.entry import Moment
from kiosk.domain.receipt import receipt_number
from kiosk.journal.journal import Journal

SILENT = ("terminal.reported", "item.published")
"""What machines say all day."""
_moment = msgspec.json.Decoder(Moment)


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One record. `at`: the judge's time, the author's while there is no verdict; `about`: a case's receipt number."""

    at: str
    actor: str
    machine: str
    kind: str
    about: str
    verdict: str
    code: str
    position: int


class AuditList:
    """Reads envelopes; a body is never looked at."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def rows(self, actor: str = "", kind: str = "", since: date | None = None, limit: int = 200) -> list[AuditRow]:
        """The last `limit` records, newest last; `kind` may be the beginning of one."""
        names = {one.terminal: one.name for one in self._journal.views.registry.devices()}
        found = self._journal.db.rows(
            "SELECT coalesce(v.judged_at, ''), e.at, e.actor, e.terminal, e.kind, e.stream, coalesce(v.verdict, ''), "
            "coalesce(v.code, ''), coalesce(v.position, 0) FROM entry e LEFT JOIN verdict v ON v.entry = e.id "
            "WHERE (? = '' OR e.actor = ?) AND e.kind LIKE ? AND coalesce(v.judged_at, '9') >= ? "
            "AND e.kind NOT IN (?, ?) ORDER BY e.n DESC LIMIT ?",
            actor,
            actor,
            f"{kind}%",
            since.isoformat() if since else "",
            *SILENT,
            limit,
        )
        return [_row(row, names) for row in reversed(found)]


def _row(row: tuple[object, ...], names: dict[str, str]) -> AuditRow:
    judged_at, at, actor, terminal, kind, stream, verdict, code, position = row
    return AuditRow(
        at=str(judged_at or _moment.decode(str(at)).wall),
        actor=str(actor),
        machine=names.get(str(terminal)) or str(terminal),
        kind=str(kind),
        about=_about(str(stream)),
        verdict=str(verdict),
        code=str(code),
        position=int(str(position)),
    )


def _about(stream: str) -> str:
    what, _, name = stream.partition(":")
    return receipt_number(name) if what == "case" else stream
