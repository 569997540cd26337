"""A kiosk's desk: `kiosk.desk.CitizenDesk` on a real machine."""

from collections.abc import Callable, Sequence
from pathlib import Path

from kiosk.desk import Brief, Draft, LinkState, Place, Receipt, Verification
from kiosk.desks.files import Files
from kiosk.desks.filing import Filing
from kiosk.desks.guidebook import Guidebook
from kiosk.desks.printing import Printing
from kiosk.desks.receipts import Receipts
from kiosk.desks.upstream import Line
from kiosk.domain.bodies import Attachment
from kiosk.domain.catalogue import Item
from kiosk.domain.progress import Progress, narrate, refusal_words
from kiosk.domain.receipt import receipt_number
from kiosk.errors import Refused
from kiosk.journal.journal import Journal


class Citizen:
    """Everything a citizen can do at a kiosk, one visit after the other."""

    def __init__(
        self,
        place: Place,
        journal: Journal,
        guidebook: Guidebook,
        files: Files,
        filing: Filing,
        receipts: Receipts,
        printing: Printing,
        line: Line,
        wake: Callable[[], None],
    ) -> None:
        self._place = place
        self._journal = journal
        self._guidebook = guidebook
        self._files = files
        self._filing = filing
        self._receipts = receipts
        self._printing = printing
        self._line = line
        self._wake = wake
        self._papers: list[Path] = []

    def place(self) -> Place:
        return self._place

    def departments(self) -> Sequence[tuple[str, int]]:
        return self._guidebook.departments()

    def find(self, text: str, limit: int = 50) -> Sequence[Brief]:
        return self._guidebook.find(text, limit)

    def in_department(self, department: str) -> Sequence[Brief]:
        return self._guidebook.in_department(department)

    def item(self, code: str) -> Item:
        return self._guidebook.item(code)

    def keep_file(self, path: Path, material: str) -> Attachment:
        return self._files.keep_file(path, material)

    def keep_bytes(self, data: bytes, name: str, material: str) -> Attachment:
        return self._files.keep_bytes(data, name, material)

    def keep_signature(self, png: bytes) -> str:
        return self._files.keep_signature(png)

    def file(self, blob: str) -> bytes:
        return self._files.read(blob)

    def hand_in(self, draft: Draft) -> Receipt:
        state = self._filing.hand_in(draft)
        self._wake()
        item, signature = self._guidebook.item(draft.item), self._signature(draft)
        receipt = self._receipts.issue(state, item, state.steps[0].at, signature)
        self._papers += [receipt.pdf] if receipt.pdf else []
        return receipt

    def _signature(self, draft: Draft) -> bytes:
        return self._files.read(draft.signature) if draft.signature else b""

    def progress(self, receipt: str) -> Progress:
        return self._line.progress(self._receipts.case_of(receipt), self._guidebook.name)

    def withdraw(self, receipt: str, reason: str) -> Progress:
        case = self._case(receipt)
        return self._afterwards(case, self._filing.withdraw(case, reason))

    def supplement(self, receipt: str, attachments: tuple[Attachment, ...], remark: str = "") -> Progress:
        case = self._case(receipt)
        return self._afterwards(case, self._filing.supplement(case, attachments, remark))

    def verify(self, qr: str) -> Verification:
        sealed = self._receipts.verified(qr)
        state = self._journal.views.cases.find(sealed.case)
        known = narrate(state, self._guidebook.name(state.item)) if state else None
        at = sealed.at.isoformat()
        return Verification(True, sealed.case, receipt_number(sealed.case), sealed.terminal, at, sealed.hash, known)

    def print_receipt(self, receipt: Receipt) -> None:
        state = self._journal.views.cases.find(receipt.case)
        if state is None or not state.item:
            raise Refused("no_such_case", "本机已不存这份回执，请用手机扫码查看")
        item = self._guidebook.item(state.item)
        self._printing.print(self._receipts.paper(state, item, receipt.handed_in_at, receipt.qr, masked=True))

    def open_drop(self, material: str) -> str:
        return f"{self._place.portal}/drop/{self._line.link.open_drop()}"

    def fetch_drop(self, url: str, material: str) -> Attachment | None:
        found = self._line.link.take_drop(url.rpartition("/")[2])
        return None if found is None else self._files.keep_bytes(found[1], found[0], material)

    def end_visit(self) -> None:
        """Wipe what was scanned and not handed in, and the receipts in plain; the journal makes them anew."""
        while self._papers:
            self._papers.pop().unlink(missing_ok=True)
        with self._journal.db.transaction():
            self._journal.blobs.drop_loose()

    def link(self) -> LinkState:
        return self._line.state()

    def _case(self, receipt: str) -> str:
        """The case's id; by the number alone it must be known here or upstream."""
        name = self._receipts.case_of(receipt)
        if len(name) == 36:
            return name
        state = self._journal.views.cases.find(name)
        return state.case if state else self._line.link.progress(name).case

    def _afterwards(self, case: str, entry: str) -> Progress:
        """The judge's word where there is a line: Refused when it is no."""
        self._line.try_now()
        judged = self._journal.entries.judged([entry]).get(entry)
        if judged is not None and judged.verdict.verdict == "refused":
            raise Refused(judged.verdict.code, refusal_words(judged.verdict.code))
        return self._line.progress(case, self._guidebook.name)
