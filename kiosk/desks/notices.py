"""The notices that a window gives: the one that fits where the case stands."""

from collections.abc import Callable, Sequence

from kiosk.desks.receipts import NOTICE, Receipts
from kiosk.domain.bodies import Accepted, CaseBody, Rejected, Returned, read
from kiosk.domain.case import CaseState
from kiosk.domain.catalogue import Item
from kiosk.domain.deadline import Calendar, add
from kiosk.domain.entry import Judged
from kiosk.errors import Refused
from kiosk.papers.documents.acceptance import acceptance_notice
from kiosk.papers.documents.rejection import rejection_notice
from kiosk.papers.documents.supplement import supplement_notice
from kiosk.papers.fonts import FontStack
from kiosk.papers.paper import Paper
from kiosk.papers.pdf import render

NOTICES = ("case.accepted", "case.returned", "case.rejected")


class Notices:
    """Renders notices as PDF."""

    def __init__(self, receipts: Receipts, calendar: Calendar, fonts: Callable[[], FontStack]) -> None:
        self._receipts = receipts
        self._calendar = calendar
        self._fonts = fonts

    def notice_by(self, arrived: str) -> str:
        """The last day to say whether a case that came at `arrived` is accepted, ISO date."""
        return add(self._calendar, self._receipts.local(arrived).date(), NOTICE).day.isoformat()

    def render(self, state: CaseState, item: Item, history: Sequence[Judged]) -> bytes:
        """The latest notice of a case. Refused `no_notice` while there is none."""
        for one in reversed(history):
            if one.entry.kind in NOTICES and one.verdict.verdict == "applied" and one.entry.body:
                paper = self._paper(state, item, read(one.entry.kind, one.entry.body), history[0].judged_at, one)
                return render(paper, self._fonts())
        raise Refused("no_notice", "这一件还没有可打印的通知书")

    def _paper(self, state: CaseState, item: Item, body: CaseBody, applied: str, one: Judged) -> Paper:
        head = self._receipts.letterhead(item)
        applied_on, on = self._receipts.local(applied).date(), self._receipts.local(one.judged_at).date()
        assert isinstance(body, Accepted | Returned | Rejected)
        if isinstance(body, Accepted):
            return acceptance_notice(head, item, state, body, applied_on, on)
        kind = "补" if isinstance(body, Returned) else "不受"
        number = f"{item.department}{kind}〔{on.year}〕{state.receipt}"
        if isinstance(body, Returned):
            return supplement_notice(head, item, state, body, applied_on, on, number)
        return rejection_notice(head, item, state, body, applied_on, on, number)
