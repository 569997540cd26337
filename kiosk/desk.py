"""What a screen, the command line and the portal may ask of a machine: values in, frozen values out.

Every method may block on disk or network; screens call them through `ui.tasks`, never on the UI thread.
All raise Refused (a rule said no) or Fault (staff can mend it).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from kiosk.domain.bodies import Attachment, Lacking
from kiosk.domain.case import CaseState
from kiosk.domain.catalogue import Item
from kiosk.domain.clerk import Leaving
from kiosk.domain.progress import Progress


@dataclass(frozen=True, slots=True)
class Brief:
    """An item in a list."""

    code: str
    name: str
    department: str
    fillable: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """What a citizen hands in: a form that fits the item's schema; files and the signature's picture already kept."""

    item: str
    form: Mapping[str, Any]
    attachments: tuple[Attachment, ...]
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the citizen takes home. `state` is tentative until the platform has said its verdict.

    `pdf` lies in the machine's folder; None where the disk has no room for it, and in the portal, which renders it
    when asked.
    """

    case: str
    receipt: str
    state: str
    tentative: bool
    qr: str
    pdf: Path | None
    handed_in_at: str
    item_name: str


@dataclass(frozen=True, slots=True)
class LinkState:
    """How the machine and its upstream stand; `since` is ISO 8601 of the last good exchange or ''."""

    online: bool
    since: str
    pending: int
    blobs_pending: int
    held: int
    paused: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What a receipt's QR code proves: `genuine` without a line, `progress` when the case is known here."""

    genuine: bool
    case: str
    receipt: str
    terminal: str
    handed_in_at: str
    hash: str
    progress: Progress | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where this machine stands: what the top of every screen says."""

    hall: str
    hall_name: str
    terminal: str
    portal: str


class CitizenDesk(Protocol):
    """A kiosk's side."""

    def place(self) -> Place: ...

    def departments(self) -> Sequence[tuple[str, int]]: ...

    def find(self, text: str, limit: int = 50) -> Sequence[Brief]: ...

    def in_department(self, department: str) -> Sequence[Brief]: ...

    def item(self, code: str) -> Item: ...

    def keep_file(self, path: Path, material: str) -> Attachment: ...

    def keep_bytes(self, data: bytes, name: str, material: str) -> Attachment: ...

    def keep_signature(self, png: bytes) -> str: ...

    def file(self, blob: str) -> bytes: ...

    def hand_in(self, draft: Draft) -> Receipt: ...

    def progress(self, receipt: str) -> Progress: ...

    def withdraw(self, receipt: str, reason: str) -> Progress: ...

    def supplement(self, receipt: str, attachments: tuple[Attachment, ...], remark: str = "") -> Progress: ...

    def verify(self, qr: str) -> Verification: ...

    def print_receipt(self, receipt: Receipt) -> None: ...

    def open_drop(self, material: str) -> str: ...

    def fetch_drop(self, url: str, material: str) -> Attachment | None: ...

    def end_visit(self) -> None: ...

    def link(self) -> LinkState: ...


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in the window's list. `notice_by` is the last day for a one-time notice (art. 32), ISO date.

    `tentative`: something of it waits for the platform's word.
    """

    case: str
    receipt: str
    item_name: str
    applicant: str
    state: str
    state_words: str
    arrived: str
    notice_by: str
    due: str
    duplicate_of: str
    attention: str
    tentative: bool


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case as a clerk sees it whole: the fold, the item it was filed under, and the public story."""

    state: CaseState
    item: Item
    progress: Progress


@dataclass(frozen=True, slots=True)
class Signed:
    """Who signs at a window from now on."""

    number: str
    name: str


class WindowDesk(Protocol):
    """A clerk's side. `officer` is who signs the notice; refusals come back as Refused with the judge's reason.

    Where `sign_in_needed`, the registered name of whoever signed in stands there instead.
    """

    def sign_in_needed(self) -> bool: ...

    def sign_in(self, number: str, password: str) -> Signed: ...

    def sign_out(self, why: Leaving) -> None: ...

    def place(self) -> Place: ...

    def cases(self) -> Sequence[CaseRow]: ...

    def case(self, case: str) -> CaseFile: ...

    def file(self, blob: str) -> bytes: ...

    def accept(self, case: str, officer: str) -> Progress: ...

    def return_for_supplement(self, case: str, lacking: tuple[Lacking, ...], officer: str) -> Progress: ...

    def reject(self, case: str, reason: str, officer: str) -> Progress: ...

    def conclude(self, case: str, outcome: str, officer: str) -> Progress: ...

    def merge(self, case: str, into: str, officer: str) -> Progress: ...

    def notice(self, case: str) -> bytes:
        """The latest notice of a case as PDF: it names somebody, so it lies nowhere until a person puts it there."""
        ...

    def link(self) -> LinkState: ...
