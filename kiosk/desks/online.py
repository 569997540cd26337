"""The portal's desk: `kiosk.server.portal.desk.PortalDesk` on the platform itself."""

import re
from collections.abc import Callable, Sequence
from datetime import timedelta

from kiosk.clock import iso
from kiosk.desk import Brief, Draft, Receipt
from kiosk.desks.files import Files
from kiosk.desks.filing import Filing
from kiosk.desks.guidebook import Guidebook
from kiosk.desks.receipts import Receipts
from kiosk.domain.bodies import Attachment
from kiosk.domain.case import CaseState
from kiosk.domain.catalogue import Item
from kiosk.domain.progress import Progress, refusal_words
from kiosk.domain.upload import clean_name, examine
from kiosk.errors import Refused
from kiosk.journal.journal import Journal
from kiosk.papers.fonts import FontStack
from kiosk.papers.pdf import render
from kiosk.server.service import Service

DRAFT_LIFE = timedelta(days=1)
FILE = "sha256:"
"""Beside the drafts stands a row for each file that came for one, by its hash and without data: when it came last."""
HASH = re.compile(rb"sha256:[0-9a-f]{64}")


class Online:
    """The online channel's side of the counter: what is written here is judged at once."""

    def __init__(
        self,
        service: Service,
        guidebook: Guidebook,
        files: Files,
        filing: Filing,
        receipts: Receipts,
        fonts: Callable[[], FontStack],
    ) -> None:
        self._service = service
        self._journal: Journal = service.journal
        self._guidebook = guidebook
        self._files = files
        self._filing = filing
        self._receipts = receipts
        self._fonts = fonts

    def departments(self) -> Sequence[tuple[str, int]]:
        return self._guidebook.departments()

    def most_used(self, limit: int) -> Sequence[Brief]:
        """Items that can be filled in online, those handed in most often first."""
        rows = self._journal.db.rows("SELECT item, count(*) FROM view_case GROUP BY item")
        used = {row[0]: int(row[1]) for row in rows}
        return sorted(self._guidebook.fillable(1000), key=lambda brief: -used.get(brief.code, 0))[:limit]

    def find(self, text: str, limit: int = 50) -> Sequence[Brief]:
        return self._guidebook.find(text, limit)

    def in_department(self, department: str) -> Sequence[Brief]:
        return self._guidebook.in_department(department)

    def item(self, code: str) -> Item:
        return self._guidebook.item(code)

    def draft_load(self, draft: str) -> bytes | None:
        after = iso(self._journal.now() - DRAFT_LIFE)
        row = self._journal.db.one("SELECT data FROM draft WHERE id = ? AND saved_at > ?", draft, after)
        return bytes(row[0]) if row else None

    def draft_save(self, draft: str, data: bytes) -> None:
        with self._journal.db.transaction():
            self.sweep()
            self._keep(draft, data)

    def draft_drop(self, draft: str) -> None:
        self._journal.db.run("DELETE FROM draft WHERE id = ?", draft)

    def upload_offset(self, blob: str) -> int:
        return self._service.blob_state(blob).offset

    def upload_chunk(self, blob: str, offset: int, data: bytes, total: int) -> int:
        with self._journal.db.transaction():
            state = self._service.blob_extend(blob, total, offset, data)
            self._keep(blob, b"")
        if not state.complete and state.offset <= offset:
            raise Refused("wrong_hash", "文件在路上变了，请重新传一次")
        return state.offset

    def attachment_of(self, blob: str, name: str, material: str) -> Attachment:
        data = self._files.read(blob)
        return Attachment(material, blob, clean_name(name), examine(data, name), len(data))

    def keep_bytes(self, data: bytes, name: str, material: str) -> Attachment:
        with self._journal.db.transaction():
            attachment = self._files.keep_bytes(data, name, material)
            self._keep(attachment.blob, b"")
        return attachment

    def sweep(self) -> int:
        """Forget drafts after a day without a save, and files after a day that nothing names; how many files went."""
        since = iso(self._journal.now() - DRAFT_LIFE)
        with self._journal.db.transaction():
            db = self._journal.db
            db.run("DELETE FROM draft WHERE saved_at <= ? AND id NOT LIKE ?", since, f"{FILE}%")
            rows = db.rows("SELECT id FROM draft WHERE saved_at <= ? AND id LIKE ?", since, f"{FILE}%")
            old = {row[0] for row in rows}
            done = old - self._in_drafts(old)
            loose = [one for one in done if not self._used(one)]
            self._journal.blobs.drop(loose)
            db.many("DELETE FROM draft WHERE id = ?", [(one,) for one in done])
        return len(loose)

    def _in_drafts(self, files: set[str]) -> set[str]:
        """Those of `files` that unfinished work holds."""
        if not files:
            return set()
        rows = self._journal.db.rows("SELECT data FROM draft WHERE id NOT LIKE ?", f"{FILE}%")
        return {found.decode() for row in rows for found in HASH.findall(bytes(row[0]))} & files

    def _used(self, blob: str) -> bool:
        """Whether a case has it, or a kiosk waits for it."""
        dropped = self._journal.db.one("SELECT 1 FROM phone_drop WHERE blob = ?", blob)
        return dropped is not None or bool(self._journal.views.cases.cases_of_file(blob))

    def _keep(self, draft: str, data: bytes) -> None:
        self._journal.db.run(
            "INSERT INTO draft VALUES (?, ?, ?) ON CONFLICT (id) "
            "DO UPDATE SET saved_at = excluded.saved_at, data = excluded.data",
            draft,
            iso(self._journal.now()),
            data,
        )

    def hand_in(self, draft: Draft, key: str) -> Receipt:
        state = self._filing.hand_in(draft, key)
        at = state.steps[0].at
        qr = self._receipts.qr(state.case, state.hash, at)
        name = self._guidebook.name(state.item)
        return Receipt(state.case, state.receipt, state.state, state.tentative, qr, None, at, name)

    def progress(self, token: str) -> Progress:
        return self._service.progress(self._receipts.verified(token).case)

    def progress_of_number(self, receipt: str) -> Progress:
        return self._service.progress(self._receipts.case_of(receipt))

    def withdraw(self, token: str, reason: str) -> Progress:
        return self._then(token, lambda case: self._filing.withdraw(case, reason))

    def supplement(self, token: str, attachments: tuple[Attachment, ...], remark: str) -> Progress:
        return self._then(token, lambda case: self._filing.supplement(case, attachments, remark))

    def receipt_pdf(self, token: str) -> bytes:
        sealed = self._receipts.verified(token)
        state = self._known(sealed.case)
        item = self._guidebook.item(state.item)
        qr = f"{self._receipts.portal}/r/{token}" if self._receipts.portal else token
        return render(self._receipts.paper(state, item, state.steps[0].at, qr, masked=False), self._fonts())

    def drop_put(self, token: str, data: bytes, name: str) -> None:
        examine(data, name)
        self._service.drops.put(token, data, clean_name(name))

    def _then(self, token: str, act: Callable[[str], object]) -> Progress:
        """Act on the case behind a token and say the judge's word, which is here at once."""
        case = self._receipts.verified(token).case
        self._known(case)
        act(case)
        last = self._known(case).steps[-1]
        if last.verdict == "refused":
            raise Refused(last.code, refusal_words(last.code))
        return self._service.progress(case)

    def _known(self, case: str) -> CaseState:
        state = self._journal.views.cases.find(case)
        if state is None:
            raise Refused("no_such_case", "平台上还没有这份回执的办件：自助机可能还没有连上线路，请稍后再看")
        return state
