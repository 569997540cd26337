"""Taking cases out of the platform: two clerks sign, one file is written, an entry says who, what and its hash."""

import csv
import io
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from kiosk.clock import parse_iso
from kiosk.desks.filing import Write
from kiosk.desks.guidebook import Guidebook
from kiosk.desks.sign_in import SignIn
from kiosk.domain.case import CaseState
from kiosk.domain.clerk import Officer
from kiosk.domain.entry import digest
from kiosk.domain.progress import STATE_WORDS
from kiosk.domain.registry import CasesExported
from kiosk.domain.rights import covers
from kiosk.errors import Fault, Refused
from kiosk.ids import uuid7
from kiosk.journal.journal import Journal
from kiosk.reasons import reason

Row = Mapping[str, Any]
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for a formula at the beginning of a cell."""


@dataclass(frozen=True, slots=True)
class Range:
    """Days in hall time, both included; None is open."""

    since: date | None = None
    until: date | None = None

    def holds(self, day: date) -> bool:
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written where; `hash` is the file's."""

    file: Path
    cases: int
    hash: str
    by: str
    second: str


class Exporting:
    """The platform's way out for personal data: never by one person alone."""

    def __init__(self, journal: Journal, write: Write, seat: SignIn, guidebook: Guidebook, zone: ZoneInfo) -> None:
        self._journal = journal
        self._write = write
        self._seat = seat
        self._guidebook = guidebook
        self._zone = zone

    def export(self, to: Path, first: tuple[str, str], second: tuple[str, str], days: Range) -> Exported:
        """Cases that both may see, handed in on `days`, as CSV or JSON by the file's name.

        Each of the two is a number and a password. Refused `same_clerk`, `no_duty`, `file_exists`, `unknown_format`
        and as signing in is; Fault `file_unwritable`.
        """
        self._look_at(to, first[0], second[0])
        pair = [self._with_duty(*one) for one in (first, second)]
        states = [state for state, _ in self._journal.views.cases.all() if self._wanted(state, pair, days)]
        data = _FORMATS[to.suffix.lower()]([self._row(state) for state in states])
        aside = _write_aside(to, data)
        try:
            self._note(pair, days, to, len(states), digest(data))
            aside.replace(to)
        finally:
            aside.unlink(missing_ok=True)
        return Exported(to, len(states), digest(data), pair[0].number, pair[1].number)

    def _look_at(self, to: Path, first: str, second: str) -> None:
        if first == second:
            raise Refused("same_clerk", "导出要两个人：第二个工号不能和第一个一样")
        if to.suffix.lower() not in _FORMATS:
            raise Refused("unknown_format", "文件名请以 .csv 或 .json 结尾")
        if to.exists():
            raise Refused("file_exists", f"{to} 已经有了，请换一个文件名")

    def _with_duty(self, number: str, password: str) -> Officer:
        officer = self._seat.check(number, password)
        if "export" not in officer.duties:
            raise Refused("no_duty", f"工号 {number} 没有导出的职责；登记时要写 --duty export")
        return officer

    def _wanted(self, state: CaseState, pair: Sequence[Officer], days: Range) -> bool:
        day = parse_iso(state.steps[0].at).astimezone(self._zone).date()
        return days.holds(day) and all(covers(officer.departments, state.department) for officer in pair)

    def _note(self, pair: Sequence[Officer], days: Range, to: Path, count: int, hash: str) -> None:
        """Durable before the file has its name: a file without an entry cannot be."""
        bounds = ["" if day is None else day.isoformat() for day in (days.since, days.until)]
        body = CasesExported(pair[0].actor, pair[1].actor, bounds[0], bounds[1], to.suffix.lower()[1:], count, hash)
        name = uuid7(self._journal.clock, self._journal.randomness)
        self._write(f"export:{name}", "cases.exported", pair[0].actor, body, name)

    def _row(self, state: CaseState) -> Row:
        return {
            "receipt": state.receipt,
            "item": state.item,
            "item_name": self._guidebook.name(state.item),
            "department": state.department,
            "hall": state.hall,
            "state": STATE_WORDS.get(state.state, state.state),
            "handed_in": state.steps[0].at,
            "due": state.due,
            "number": state.number,
            "form": state.form,
        }


def _as_json(rows: Sequence[Row]) -> bytes:
    return msgspec.json.format(msgspec.json.encode(rows), indent=2)


def _as_csv(rows: Sequence[Row]) -> bytes:
    """With the mark by which a spreadsheet knows UTF-8."""
    out = io.StringIO(newline="")
    names = ("receipt", "item", "item_name", "department", "hall", "state", "handed_in", "due", "number", "form")
    writer = csv.writer(out)
    writer.writerow(names)
    writer.writerows([_cell(row[name]) for name in names] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _cell(value: object) -> str:
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return f"'{text}" if text.startswith(FORMULA) else text


_FORMATS = {".json": _as_json, ".csv": _as_csv}


def _write_aside(to: Path, data: bytes) -> Path:
    """For its owner's eyes alone from the first byte on, and on the disk when it returns. Fault `file_unwritable`."""
    aside = to.with_name(f".{to.name}.partial")
    try:
        aside.unlink(missing_ok=True)
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise Fault("file_unwritable", f"{to} 写不了：{reason(error)}", "换一个能写的文件夹，或清出空间") from error
    return aside
