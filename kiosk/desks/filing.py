"""Handing in, supplementing and withdrawing: checked here first, then written once."""

import uuid
from typing import Protocol

from kiosk.desk import Draft
from kiosk.desks.guidebook import Guidebook
from kiosk.desks.receipts import Receipts
from kiosk.domain.bodies import Attachment, CaseBody, Submitted, Supplemented, Withdrawn, write
from kiosk.domain.case import CaseState, Facts, decide
from kiosk.domain.catalogue import Item
from kiosk.domain.entry import Entry, Moment
from kiosk.domain.form import missing_materials
from kiosk.domain.progress import refusal_words
from kiosk.errors import Fault, Refused
from kiosk.ids import uuid7
from kiosk.journal.journal import Journal

_NAMES = uuid.UUID("6f0e9a52-3e5b-5b0f-9d2c-7a1c5b8e4d10")
"""Our own name space: an id made from a key is the same id whenever the key comes again."""


class Write(Protocol):
    """Makes an entry about a case durable: on a terminal towards its judge, on the platform judged at once.

    On a terminal it is not folded yet: `Journal.catch_up` does that.
    """

    def __call__(self, stream: str, kind: str, actor: str, body: object, id: str) -> object: ...


class Filing:
    """What a citizen does with a case, at a kiosk or online."""

    def __init__(self, journal: Journal, write: Write, guidebook: Guidebook, receipts: Receipts, hall: str) -> None:
        self._journal = journal
        self._write = write
        self._guidebook = guidebook
        self._receipts = receipts
        self._hall = hall

    def hand_in(self, draft: Draft, key: str = "") -> CaseState:
        """Durable, folded and shown when it returns; the same `key` again is the same case, written once.

        Refused `form_invalid` and `materials_missing` name what to mend; Fault `glyph_missing`, `disk_full`: nothing
        was promised, everything entered is still there.
        """
        case = self.put_down(draft, key)
        cases = self._journal.views.cases
        try:
            self._journal.catch_up()
            state = cases.find(case)
        except Fault:  # what is durable must not be denied: it is folded when there is room again
            state = cases.unsaved(f"case:{case}")
            if state is None:
                raise
        assert state is not None
        return state

    def put_down(self, draft: Draft, key: str = "") -> str:
        """Check and write: the case's id, once its entry is durable."""
        item = self._guidebook.item(draft.item)
        self._check(item, draft)
        assert item.guide is not None
        version = item.guide.form_version
        body = Submitted(item.code, version, draft.form, draft.attachments, self._hall, draft.signature)
        case = str(uuid.uuid5(_NAMES, key)) if key else uuid7(self._journal.clock, self._journal.randomness)
        entry = str(uuid.uuid5(_NAMES, f"{key}:submitted")) if key else ""
        self._write(f"case:{case}", "case.submitted", "citizen", body, entry)
        return case

    def supplement(self, case: str, attachments: tuple[Attachment, ...], remark: str) -> str:
        """Add materials; the entry's id. Refused with the reason where this machine already knows it cannot be."""
        return self._follow(case, "case.supplemented", Supplemented(attachments, remark))

    def withdraw(self, case: str, reason: str) -> str:
        """Take an application back before it is accepted (操作后事务可撤销); the entry's id."""
        return self._follow(case, "case.withdrawn", Withdrawn(reason))

    def _follow(self, case: str, kind: str, body: CaseBody) -> str:
        state = self._journal.views.cases.find(case)
        if state is not None and state.state != "absent":
            refuse_early(state, kind, body)
        entry = uuid7(self._journal.clock, self._journal.randomness)
        self._write(f"case:{case}", kind, "citizen", body, entry)
        self._journal.catch_up()
        return entry

    def _check(self, item: Item, draft: Draft) -> None:
        problems = self._guidebook.checker(item).problems(draft.form)
        if problems:
            raise Refused("form_invalid", "；".join(problem.message for problem in problems))
        assert item.guide is not None
        lacking = missing_materials(item.guide, draft.form, draft.attachments)
        if lacking:
            raise Refused("materials_missing", "还缺：" + "；".join(f"{one.name}（{one.standard}）" for one in lacking))
        self._check_files(draft)
        self._receipts.check_glyphs(item.name, write(draft.form))

    def _check_files(self, draft: Draft) -> None:
        names = {attachment.blob: attachment.name for attachment in draft.attachments}
        if draft.signature:
            names[draft.signature] = "签名"
        for gone in set(names) - self._journal.blobs.here(list(names)):
            raise Refused("file_gone", f"「{names[gone]}」已不在本机，请重新添加")


def refuse_early(state: CaseState, kind: str, body: CaseBody) -> None:
    """Refused when the rules say no already by what is known here: no entry is written for nothing."""
    verdict = decide(state, _probe(state, kind, body), body, Facts())
    if verdict.verdict == "refused":
        raise Refused(verdict.code, refusal_words(verdict.code))


def _probe(state: CaseState, kind: str, body: CaseBody) -> Entry:
    nobody = Moment("", 0, "", 0)
    return Entry("", "", "", "", 0, f"case:{state.case}", kind, 1, nobody, "", write(body), "", "")
