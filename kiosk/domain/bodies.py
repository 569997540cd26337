"""What each kind of entry about a case carries; read strictly, written as JSON text."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from kiosk.domain.shapes import known

IdKind = Literal["resident_id", "residence_permit", "foreign_permanent"]


class Unreadable(Exception):
    """The body is not what its kind and version promise; the judge holds such an entry."""


@dataclass(frozen=True, slots=True)
class Applicant:
    """The person at the counter: who applies, or who files for an organisation (经办人)."""

    name: str
    id_kind: IdKind
    id_number: str
    mobile: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file handed in for a material; `blob` names its content by hash, `size` in bytes."""

    material: str
    blob: str
    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Lacking:
    """One line of the one-time notice: a material and the standard it must meet."""

    material: str
    name: str
    standard: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Submitted:
    """case.submitted 1"""

    item: str
    form_version: int
    form: Mapping[str, Any]
    attachments: tuple[Attachment, ...]
    hall: str
    signature: str = ""

    @property
    def applicant(self) -> Applicant:
        try:
            return msgspec.convert(self.form.get("applicant"), Applicant)
        except msgspec.ValidationError as error:
            raise Unreadable(str(error)) from error

    @property
    def party(self) -> str:
        """Whose matter this is: the organisation's number where there is one, else the person's."""
        organisation = self.form.get("organisation")
        number = organisation.get("uscc") if isinstance(organisation, Mapping) else None
        return str(number or self.applicant.id_number)


@dataclass(frozen=True, slots=True)
class Supplemented:
    """case.supplemented 1"""

    attachments: tuple[Attachment, ...]
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """case.withdrawn 1"""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class Accepted:
    """case.accepted 1"""

    officer: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Returned:
    """case.returned 1: the notice names everything that lacks, once (行政许可法 art. 32)."""

    lacking: tuple[Lacking, ...]
    officer: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Rejected:
    """case.rejected 1 (不予受理): the reason and who is competent instead."""

    reason: str
    officer: str
    competent: str = ""


@dataclass(frozen=True, slots=True)
class Concluded:
    """case.concluded 1 (办结)"""

    outcome: str
    officer: str
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Merged:
    """case.merged 1: a clerk joined this duplicate to the case `into`."""

    into: str
    officer: str


CaseBody = Submitted | Supplemented | Withdrawn | Accepted | Returned | Rejected | Concluded | Merged

CASE_KINDS: Mapping[str, type[CaseBody]] = {
    "case.submitted": Submitted,
    "case.supplemented": Supplemented,
    "case.withdrawn": Withdrawn,
    "case.accepted": Accepted,
    "case.returned": Returned,
    "case.rejected": Rejected,
    "case.concluded": Concluded,
    "case.merged": Merged,
}


def write(body: object) -> str:
    """A body as the JSON text that is hashed and kept for ever."""
    return msgspec.json.encode(body).decode()


def read(kind: str, text: str) -> CaseBody:
    """The body of a case entry; Unreadable when it is of another shape than `kind` promises."""
    try:
        return msgspec.json.decode(text, type=CASE_KINDS[kind])
    except (KeyError, msgspec.MsgspecError, RecursionError) as error:
        raise Unreadable(f"{kind}: {error}") from error


known(Applicant, *CASE_KINDS.values())
