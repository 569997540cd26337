"""The view of cases: what the judge has confirmed, and what is shown while some of it is tentative."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from kiosk.domain.bodies import CASE_KINDS, Submitted, Supplemented, Unreadable, read
from kiosk.domain.case import CaseState, CaseStep, Facts, decide, evolve
from kiosk.domain.entry import Entry, Judged, Verdict, digest
from kiosk.domain.receipt import receipt_number
from kiosk.journal.database import Database, Row, marks
from kiosk.journal.entries import Entries

COLUMNS = "stream, receipt, state, item, department, hall, terminal, position, confirmed, shown"

BEGUN = ("case.submitted", "applied")

_decode = msgspec.json.Decoder(CaseState)
_encode = msgspec.json.Encoder()


class CaseView:
    """The table `view_case`: a fold of every `case:` stream; what is looked up by files is in `view_file`."""

    def __init__(self, database: Database, entries: Entries) -> None:
        self._db = database
        self._entries = entries

    def reset(self) -> None:
        self._db.run("DELETE FROM view_case")
        self._db.run("DELETE FROM view_file")
        self._db.run("DELETE FROM view_party")

    def judged(self, one: Judged) -> None:
        """Take a verdict in; one that comes out of order folds its stream anew."""
        stream = one.entry.stream
        row = self._db.one("SELECT position, confirmed FROM view_case WHERE stream = ?", stream)
        position, confirmed = row or (0, "")
        if one.position <= position:
            self.refold(stream)
            return
        state = _step(_decode.decode(confirmed) if confirmed else None, one)
        self._link_files([one.entry])
        self._save(stream, state, one.position, self._entries.tentative(stream))
        if one.entry.kind == "case.submitted" and one.verdict.verdict == "applied":
            self._remember_party(stream, state)

    def tentative(self, stream: str) -> None:
        """Show a stream with its entries that have no verdict yet."""
        row = self._db.one("SELECT position, confirmed FROM view_case WHERE stream = ?", stream)
        position, confirmed = row or (0, "")
        state = _decode.decode(confirmed) if confirmed else None
        tentative = self._entries.tentative(stream)
        self._link_files(tentative)
        self._save(stream, state, position, tentative)

    def refold(self, stream: str) -> None:
        """Fold one stream from the journal; a stream without entries leaves no row."""
        judged, tentative = self._entries.stream(stream)
        state: CaseState | None = None
        for one in judged:
            state = _step(state, one)
        self._db.run("DELETE FROM view_file WHERE stream = ?", stream)
        self._db.run("DELETE FROM view_party WHERE stream = ?", stream)
        if state is None and not tentative:
            self._db.run("DELETE FROM view_case WHERE stream = ?", stream)
        else:
            self._link_files([*(one.entry for one in judged), *tentative])
            self._save(stream, state, judged[-1].position if judged else 0, tentative)
            if state is not None:
                self._remember_party(stream, state)

    def unsaved(self, stream: str) -> CaseState | None:
        """A stream's fold from the journal alone: for the moment when the disk takes nothing more."""
        judged, tentative = self._entries.stream(stream)
        state: CaseState | None = None
        for one in judged:
            state = _step(state, one)
        for entry in tentative:
            state = self._overlay(state, entry)
        return state

    def find(self, receipt_or_case: str) -> CaseState | None:
        """What is shown of a case, by its receipt's number or its id."""
        sql = "SELECT shown FROM view_case WHERE receipt = ? OR stream = ?"
        row = self._db.one(sql, receipt_or_case, f"case:{receipt_or_case}")
        return None if row is None else _decode.decode(row[0])

    def confirmed(self, case: str) -> CaseState | None:
        """What the judge has said of a case, by its id."""
        row = self._db.one("SELECT confirmed FROM view_case WHERE stream = ?", f"case:{case}")
        return _decode.decode(row[0]) if row and row[0] else None

    def twin(self, party: str, item: str, stream: str) -> str:
        """The first open or accepted case of the same party in the same matter, or ''."""
        row = self._db.one(
            "SELECT c.receipt FROM view_party p JOIN view_case c ON c.stream = p.stream "
            "WHERE p.party = ? AND p.item = ? AND p.stream <> ? "
            "AND c.state IN ('submitted', 'supplemented', 'returned', 'accepted') ORDER BY c.position LIMIT 1",
            digest(party.encode()),
            item,
            stream,
        )
        return row[0] if row else ""

    def all(self) -> list[tuple[CaseState, int]]:
        """Every case as shown with the position of its last verdict, newest last."""
        rows = self._db.rows("SELECT shown, position FROM view_case ORDER BY position, stream")
        return [(_decode.decode(shown), position) for shown, position in rows]

    def shared(self) -> list[Mapping[str, Any]]:
        """What every machine that may know a case must agree on, in canonical order: confirmed, nobody's data."""
        rows = self._db.rows("SELECT confirmed FROM view_case WHERE confirmed <> ''")
        states = (_decode.decode(row[0]) for row in rows)
        return [_public(state) for state in sorted(states, key=lambda state: state.case) if _since_submitted(state)]

    def waiting_files(self, case: str) -> int:
        """How many of the case's files are not complete on this machine."""
        row = self._db.one(
            "SELECT count(*) FROM view_file f LEFT JOIN blob b ON b.hash = f.hash AND b.state <> 'partial' "
            "WHERE f.stream = ? AND b.hash IS NULL",
            f"case:{case}",
        )
        return int(row[0]) if row else 0

    def cases_of_file(self, name: str) -> list[Row]:
        """(department, hall, terminal) of each case that names the file."""
        sql = "SELECT c.department, c.hall, c.terminal FROM view_file f JOIN view_case c ON c.stream = f.stream"
        return self._db.rows(f"{sql} WHERE f.hash = ?", name)

    def _overlay(self, state: CaseState | None, entry: Entry) -> CaseState:
        return evolve(state, entry, self._expected(state, entry), entry.at.wall, None, receipt_number(_case(entry)))

    def _expected(self, state: CaseState | None, entry: Entry) -> Verdict:
        try:
            body = read(entry.kind, entry.body or "")
        except Unreadable:
            return Verdict("held", "unreadable")
        department = self._department(body.item) if isinstance(body, Submitted) else ""
        return decide(state, entry, body, Facts(department=department))

    def _department(self, item: str) -> str:
        row = self._db.one("SELECT department FROM view_item WHERE code = ?", item)
        return row[0] if row else ""

    def _save(self, stream: str, state: CaseState | None, position: int, tentative: Iterable[Entry]) -> None:
        confirmed = _encode.encode(state).decode() if state else ""
        for entry in tentative:
            state = self._overlay(state, entry)
        assert state is not None
        self._write(stream, confirmed, state, position)

    def _remember_party(self, stream: str, state: CaseState) -> None:
        party = _party(state)
        if party:
            sql = "INSERT INTO view_party VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
            self._db.run(sql, party, state.item, stream)

    def _write(self, stream: str, confirmed: str, state: CaseState, position: int) -> None:
        shown = confirmed if not state.tentative and confirmed else _encode.encode(state).decode()
        row = (
            stream,
            state.receipt,
            state.state,
            state.item,
            state.department,
            state.hall,
            state.terminal,
            position,
            confirmed,
            shown,
        )
        self._db.run(
            f"INSERT INTO view_case ({COLUMNS}) VALUES ({marks(10)}) ON CONFLICT (stream) DO UPDATE SET "
            + ", ".join(f"{name} = excluded.{name}" for name in COLUMNS.split(", ")[1:]),
            *row,
        )

    def _link_files(self, entries: Iterable[Entry]) -> None:
        """Every file that its entries name is a case's, the refused ones' too (protocol, Judgement 1)."""
        rows = [(name, entry.stream) for entry in entries for name in _files(entry)]
        if rows:
            self._db.many("INSERT INTO view_file VALUES (?, ?) ON CONFLICT DO NOTHING", rows)


def _files(entry: Entry) -> tuple[str, ...]:
    try:
        body = read(entry.kind, entry.body or "")
    except Unreadable:
        return ()
    names = tuple(one.blob for one in body.attachments) if isinstance(body, Submitted | Supplemented) else ()
    return (*names, body.signature) if isinstance(body, Submitted) and body.signature else names


def _step(state: CaseState | None, one: Judged) -> CaseState:
    if one.entry.kind not in CASE_KINDS:
        return state or CaseState(_case(one.entry), receipt_number(_case(one.entry)), "absent")
    receipt = receipt_number(_case(one.entry))
    return evolve(state, one.entry, one.verdict, one.judged_at, one.position, receipt)


def _case(entry: Entry) -> str:
    return entry.stream.partition(":")[2]


def _party(state: CaseState) -> str:
    """Whose matter it is, as a hash; '' where the form is not here."""
    if not state.form:
        return ""
    try:
        party = Submitted(state.item, state.form_version, state.form, (), "").party
    except Unreadable:
        return ""
    return digest(party.encode())


def _since_submitted(state: CaseState) -> tuple[CaseStep, ...]:
    """The steps that every reader of a case is given; empty where no submission stands that says whose it is."""
    begins = [place for place, step in enumerate(state.steps) if (step.kind, step.verdict) == BEGUN]
    return state.steps[begins[0] :] if begins else ()


def _public(state: CaseState) -> Mapping[str, Any]:
    return {
        "case": state.case,
        "receipt": state.receipt,
        "item": state.item,
        "department": state.department,
        "state": state.state,
        "duplicate_of": state.duplicate_of,
        "due": state.due,
        "number": state.number,
        "terminal": state.terminal,
        "hash": state.hash,
        "steps": [[step.position, step.kind, step.verdict, step.code] for step in _since_submitted(state)],
    }
