"""A window's desk: `kiosk.desk.WindowDesk` on a real machine."""

from collections.abc import Sequence
from dataclasses import replace

from kiosk.desk import CaseFile, CaseRow, LinkState, Place, Signed
from kiosk.desks.filing import Write, refuse_early
from kiosk.desks.guidebook import Guidebook
from kiosk.desks.notices import Notices
from kiosk.desks.sign_in import SignIn
from kiosk.desks.upstream import Judgeward
from kiosk.domain.bodies import Accepted, CaseBody, Concluded, Lacking, Merged, Rejected, Returned
from kiosk.domain.case import CaseState
from kiosk.domain.catalogue import Item
from kiosk.domain.clerk import Leaving
from kiosk.domain.person import mask_name
from kiosk.domain.progress import STATE_WORDS, Progress, narrate, refusal_words
from kiosk.domain.rights import covers
from kiosk.errors import Refused
from kiosk.ids import uuid7
from kiosk.journal.journal import Journal

HANDED_IN = ("case.submitted", "case.supplemented")
"""The five days of art. 32 begin anew with what was supplemented."""


class Clerk:
    """Everything a clerk can do with the cases of the window's departments."""

    def __init__(
        self,
        place: Place,
        journal: Journal,
        write: Write,
        guidebook: Guidebook,
        notices: Notices,
        line: Judgeward,
        seat: SignIn,
    ) -> None:
        self._place = place
        self._write = write
        self._journal = journal
        self._guidebook = guidebook
        self._notices = notices
        self._line = line
        self._seat = seat

    def place(self) -> Place:
        return self._place

    def sign_in_needed(self) -> bool:
        return self._seat.needed

    def actor(self) -> str:
        """Who sits here, as the journal names them."""
        return self._seat.actor

    def sign_in(self, number: str, password: str) -> Signed:
        return self._seat.sign_in(number, password)

    def sign_out(self, why: Leaving) -> None:
        self._seat.sign_out(why)

    def cases(self) -> Sequence[CaseRow]:
        """Those of the clerk's own departments; nobody's where nobody has signed in who should."""
        return [self._row(state) for state, _ in self._journal.views.cases.all() if self._may_see(state)]

    def case(self, case: str) -> CaseFile:
        """Refused `no_such_case` where this window has not been given it."""
        state = self._state(case)
        item = self._item(state)
        return CaseFile(state, item, narrate(state, item.name))

    def file(self, blob: str) -> bytes:
        """A material, fetched on the first look and kept encrypted."""
        row = self._journal.blobs.find(blob)
        if row is not None and row.state != "partial":
            return self._journal.blobs.read(blob)
        data = self._line.fetch(blob)
        with self._journal.db.transaction():
            self._journal.blobs.mark(self._journal.blobs.keep(data), "confirmed")
        return data

    def accept(self, case: str, officer: str) -> Progress:
        return self._act(case, "case.accepted", Accepted(officer, self._phone(case)))

    def return_for_supplement(self, case: str, lacking: tuple[Lacking, ...], officer: str) -> Progress:
        return self._act(case, "case.returned", Returned(lacking, officer, self._phone(case)))

    def reject(self, case: str, reason: str, officer: str) -> Progress:
        if not reason.strip():
            raise Refused("no_reason", "请写明不予受理的理由")
        return self._act(case, "case.rejected", Rejected(reason.strip(), officer))

    def conclude(self, case: str, outcome: str, officer: str) -> Progress:
        return self._act(case, "case.concluded", Concluded(outcome, officer))

    def merge(self, case: str, into: str, officer: str) -> Progress:
        return self._act(case, "case.merged", Merged(into, officer))

    def notice(self, case: str) -> bytes:
        state = self._state(case)
        return self._notices.render(state, self._item(state), self._journal.entries.stream(f"case:{state.case}")[0])

    def link(self) -> LinkState:
        return self._line.state()

    def _act(self, case: str, kind: str, body: CaseBody) -> Progress:
        """Write it, ask the judge at once where there is a line, and say his word as it is."""
        state = self._state(case)
        refuse_early(state, kind, body)
        entry = uuid7(self._journal.clock, self._journal.randomness)
        self._write(f"case:{state.case}", kind, self._seat.actor, self._signed(body), entry)
        self._journal.catch_up()
        self._line.try_now()
        judged = self._journal.entries.judged([entry]).get(entry)
        if judged is not None and judged.verdict.verdict == "refused":
            raise Refused(judged.verdict.code, refusal_words(judged.verdict.code))
        now = self._state(state.case)
        return narrate(now, self._guidebook.name(now.item))

    def _signed(self, body: CaseBody) -> CaseBody:
        """With the clerk's registered name, whatever was typed."""
        officer = self._seat.officer
        if officer and isinstance(body, Accepted | Returned | Rejected | Concluded | Merged):
            return replace(body, officer=officer.name)
        return body

    def _may_see(self, state: CaseState) -> bool:
        officer = self._seat.officer
        return covers(officer.departments, state.department) if officer else not self._seat.needed

    def _state(self, case: str) -> CaseState:
        self._seat.require()
        state = self._journal.views.cases.find(case)
        if state is None or not self._may_see(state):
            raise Refused("no_such_case", "这个窗口没有这一件，请核对编号或所属部门")
        return state

    def _item(self, state: CaseState) -> Item:
        return self._guidebook.item(state.item)

    def _phone(self, case: str) -> str:
        item = self._item(self._state(case))
        return item.guide.phone if item.guide else ""

    def _row(self, state: CaseState) -> CaseRow:
        applicant = state.form.get("applicant", {})
        arrived = state.steps[0].at
        complete = [step.at for step in state.steps if step.kind in HANDED_IN and step.verdict == "applied"]
        return CaseRow(
            case=state.case,
            receipt=state.receipt,
            item_name=self._guidebook.name(state.item),
            applicant=mask_name(applicant.get("name", "")),
            state=state.state,
            state_words=STATE_WORDS.get(state.state, state.state),
            arrived=arrived,
            notice_by=self._notices.notice_by(complete[-1] if complete else arrived),
            due=state.due,
            duplicate_of=state.duplicate_of,
            attention=_attention(state),
            tentative=state.tentative,
        )


def _attention(state: CaseState) -> str:
    """What a person must look at: somebody's step that the judge refused or held, or a twin."""
    last = state.steps[-1]
    if last.verdict == "refused":
        return "有一步未生效：" + refusal_words(last.code)
    if last.verdict == "held":
        return "有一步看不懂，等待核对"
    return f"与 {state.duplicate_of} 重复" if state.duplicate_of and state.state != "merged" else ""
