"""A case (办件) from hand-in to conclusion: what a judge decides of it and how it evolves."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from kiosk.domain.bodies import (
    Attachment,
    CaseBody,
    Lacking,
    Returned,
    Submitted,
    Supplemented,
    Unreadable,
    read,
)
from kiosk.domain.entry import Entry, Verdict

OPEN = frozenset({"submitted", "supplemented", "returned"})
"""States in which nobody has accepted yet: the citizen may withdraw."""

STATES = {
    "case.submitted": "submitted",
    "case.supplemented": "supplemented",
    "case.withdrawn": "withdrawn",
    "case.accepted": "accepted",
    "case.returned": "returned",
    "case.rejected": "rejected",
    "case.concluded": "concluded",
    "case.merged": "merged",
}

ALLOWED: Mapping[str, frozenset[str]] = {
    "case.supplemented": OPEN,
    "case.withdrawn": OPEN,
    "case.accepted": frozenset({"submitted", "supplemented"}),
    "case.returned": frozenset({"submitted", "supplemented"}),
    "case.rejected": OPEN,
    "case.concluded": frozenset({"accepted"}),
    "case.merged": OPEN,
}
"""From which states each kind may follow."""


@dataclass(frozen=True, slots=True)
class CaseStep:
    """One line of a case's history. `position` is None while the verdict is not here yet."""

    kind: str
    at: str
    position: int | None
    verdict: str
    code: str = ""
    lacking: tuple[Lacking, ...] = ()
    detail: str = ""


@dataclass(frozen=True, slots=True)
class CaseState:
    """All that the journal knows of a case. What needs a body is empty once the body is forgotten."""

    case: str
    receipt: str
    state: str
    item: str = ""
    department: str = ""
    form_version: int = 0
    form: Mapping[str, Any] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    signature: str = ""
    lacking: tuple[Lacking, ...] = ()
    duplicate_of: str = ""
    due: str = ""
    provisional: bool = False
    number: str = ""
    hall: str = ""
    terminal: str = ""
    hash: str = ""
    steps: tuple[CaseStep, ...] = ()

    @property
    def files(self) -> tuple[str, ...]:
        """The hashes of everything handed in, the signature's picture among them."""
        names = (attachment.blob for attachment in self.attachments)
        return (*names, self.signature) if self.signature else tuple(names)

    @property
    def tentative(self) -> bool:
        return any(step.position is None for step in self.steps)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the judge looks up before it decides; everything else it must find in the case itself."""

    department: str = ""
    known_item: bool = True
    form_valid: bool = True
    lacking: tuple[Lacking, ...] = ()
    twin: str = ""
    due: str = ""
    provisional: bool = False
    number: str = ""


def decide(state: CaseState | None, entry: Entry, body: CaseBody, facts: Facts) -> Verdict:
    """The verdict on `entry`, given the case as the judge has it (protocol.md, Judgements 1, 2, 5, 6)."""
    begun = state is not None and state.state != "absent"
    if isinstance(body, Submitted):
        return Verdict("refused", "case_exists") if begun else _decide_submitted(body, facts)
    if state is None or not begun:
        return Verdict("refused", "no_such_case")
    if state.state not in ALLOWED[entry.kind]:
        return Verdict("refused", f"already_{state.state}")
    if isinstance(body, Returned) and not body.lacking:
        return Verdict("refused", "nothing_lacking")
    if isinstance(body, Supplemented) and not (body.attachments or body.remark):
        return Verdict("refused", "nothing_added")
    return Verdict("applied", "", _result(entry.kind, facts))


def _result(kind: str, facts: Facts) -> Mapping[str, Any]:
    if kind != "case.accepted":
        return {}
    return {"due": facts.due, "provisional": facts.provisional, "number": facts.number}


def _decide_submitted(body: Submitted, facts: Facts) -> Verdict:
    if not facts.known_item:
        return Verdict("held", "unknown_item")
    if not facts.form_valid:
        return Verdict("held", "form_unreadable")
    result: dict[str, Any] = {"item": body.item, "department": facts.department}
    if facts.twin:
        result["duplicate_of"] = facts.twin
    if facts.lacking:
        result["lacking"] = [
            {"material": lack.material, "name": lack.name, "standard": lack.standard, "remark": lack.remark}
            for lack in facts.lacking
        ]
    code = "duplicate" if facts.twin else "form_changed" if facts.lacking else ""
    return Verdict("applied", code, result)


def evolve(
    state: CaseState | None, entry: Entry, verdict: Verdict, at: str, position: int | None, receipt: str
) -> CaseState:
    """The case after `entry`: a pure fold that works on a forgotten body too.

    `at` is the judge's time, or the author's while tentative (`position` None); a refused or held entry leaves
    a step in the history and changes nothing else.
    """
    body = _readable(entry)
    step = _step(entry, body, verdict, at, position)
    base = state or CaseState(entry.stream.partition(":")[2], receipt, "absent")
    base = replace(base, steps=(*base.steps, step))
    if verdict.verdict != "applied":
        return base
    begins = entry.kind == "case.submitted"
    changed = _begin(base, entry, body, verdict) if begins else _apply(base, entry.kind, body, verdict)
    return changed if begins else replace(changed, state=STATES[entry.kind])


def _readable(entry: Entry) -> CaseBody | None:
    if entry.body is None:
        return None
    try:
        return read(entry.kind, entry.body)
    except Unreadable:
        return None


def _begin(state: CaseState, entry: Entry, body: CaseBody | None, verdict: Verdict) -> CaseState:
    result = verdict.result
    lacking = tuple(Lacking(**lack) for lack in result.get("lacking", ()))
    state = replace(
        state,
        state="returned" if lacking else "submitted",
        item=result.get("item", ""),
        department=result.get("department", ""),
        duplicate_of=result.get("duplicate_of", ""),
        lacking=lacking,
        terminal=entry.terminal,
        hash=entry.body_hash,
    )
    if not isinstance(body, Submitted):
        return state
    return replace(
        state,
        item=body.item,
        form=body.form,
        form_version=body.form_version,
        attachments=body.attachments,
        signature=body.signature,
        hall=body.hall,
    )


def _apply(state: CaseState, kind: str, body: CaseBody | None, verdict: Verdict) -> CaseState:
    result = verdict.result
    if "due" in result:
        state = replace(
            state, due=result["due"], provisional=bool(result.get("provisional")), number=result.get("number", "")
        )
    if isinstance(body, Returned):
        return replace(state, lacking=body.lacking)
    if isinstance(body, Supplemented):
        state = replace(state, attachments=(*state.attachments, *body.attachments))
    return replace(state, lacking=()) if kind == "case.supplemented" else state


def _step(entry: Entry, body: CaseBody | None, verdict: Verdict, at: str, position: int | None) -> CaseStep:
    lacking = body.lacking if isinstance(body, Returned) else ()
    if entry.kind == "case.submitted":
        lacking = tuple(Lacking(**lack) for lack in verdict.result.get("lacking", ()))
    detail = str(getattr(body, "reason", "") or getattr(body, "remark", "") or getattr(body, "outcome", ""))
    return CaseStep(entry.kind, at, position, verdict.verdict, verdict.code, lacking, detail)
