"""Receipts: the code that proves a hand-in, its number, and the paper."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kiosk.clock import parse_iso
from kiosk.desk import Receipt
from kiosk.domain.case import CaseState
from kiosk.domain.catalogue import Item, Period
from kiosk.domain.deadline import Calendar, add
from kiosk.domain.receipt import read_receipt_number
from kiosk.errors import Refused
from kiosk.journal.journal import Journal
from kiosk.papers.documents.receipt import HandedIn, receipt_for_materials
from kiosk.papers.documents.shared import Letterhead
from kiosk.papers.fonts import FontStack
from kiosk.papers.paper import Paper
from kiosk.papers.pdf import render as render_pdf
from kiosk.papers.seal import Sealed, read, sign, verify

NOTICE = Period(5, "working")
"""行政许可法 art. 32: within five days all defects at once, else it counts as accepted."""


@dataclass(frozen=True, slots=True)
class Issuer:
    """Where and as whom receipts are issued."""

    terminal: str
    key: Ed25519PrivateKey
    portal: str
    hall: str
    hall_name: str
    zone: ZoneInfo
    papers: Path


class Receipts:
    """Issues receipts for cases of this machine and checks those of any machine of the region."""

    def __init__(self, issuer: Issuer, journal: Journal, calendar: Calendar, fonts: Callable[[], FontStack]) -> None:
        self._issuer = issuer
        self._journal = journal
        self._calendar = calendar
        self._fonts = fonts

    @property
    def portal(self) -> str:
        """The address under which a phone finds a receipt, '' where none is known."""
        return self._issuer.portal

    def check_glyphs(self, *texts: str) -> None:
        """Fault `glyph_missing` before anything is promised that could not be printed."""
        self._fonts().check(texts)

    def qr(self, case: str, body_hash: str, at: str) -> str:
        """The text of the receipt's QR code: the portal's address and the signed code."""
        short = body_hash.removeprefix("sha256:")[:32]
        sealed = Sealed(self._issuer.terminal, case, short, parse_iso(at))
        return sign(self._issuer.key, sealed, self._issuer.portal)

    def issue(self, state: CaseState, item: Item, at: str, signature: bytes = b"") -> Receipt:
        """The receipt of a case that is durable here; its PDF lies among the papers, where there is room for it."""
        qr = self.qr(state.case, state.hash, at)
        pdf = render_pdf(self.paper(state, item, at, qr, masked=False, signature=signature), self._fonts())
        path = self._put(f"{state.receipt}.pdf", pdf)
        return Receipt(state.case, state.receipt, state.state, state.tentative, qr, path, at, item.name)

    def _put(self, name: str, pdf: bytes) -> Path | None:
        """A full disk costs the paper, never the receipt."""
        path = self._issuer.papers / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(pdf)
        except OSError:
            path.unlink(missing_ok=True)
            return None
        return path

    def paper(self, state: CaseState, item: Item, at: str, qr: str, *, masked: bool, signature: bytes = b"") -> Paper:
        """The receipt as a paper; `masked` for what anybody may pick up."""
        moment = parse_iso(at).astimezone(self._issuer.zone)
        notice_by = add(self._calendar, moment.date(), NOTICE).day
        handed = HandedIn(moment, qr, notice_by, masked=masked, signature=signature)
        return receipt_for_materials(self.letterhead(item), item, state, handed)

    def letterhead(self, item: Item) -> Letterhead:
        hall = self._issuer.hall_name or "网上办事大厅"
        return Letterhead(hall, self._issuer.hall, item.department, item.guide.phone if item.guide else "")

    def local(self, at: str) -> datetime:
        """A moment in the hall's own time."""
        return parse_iso(at).astimezone(self._issuer.zone)

    def verified(self, text: str) -> Sealed:
        """What a receipt's code says, once its signature is checked against the issuing machine's key.

        Refused `qr_unreadable`, `qr_forged`, and `qr_unknown_terminal` where the machine is not in the registry here.
        """
        device = self._journal.views.registry.device(read(text).sealed.terminal)
        if device is None:
            raise Refused("qr_unknown_terminal", "本机还不认识签发这份回执的机器，请连上平台后再查")
        return verify(Ed25519PublicKey.from_public_bytes(bytes.fromhex(device.public_key)), text)

    def case_of(self, text: str) -> str:
        """The case or the number that somebody means by a QR code, a case's id, or a typed receipt number."""
        if len(text) == 36 and text.count("-") == 4:
            return text
        return self.verified(text).case if len(text.strip()) > 24 else read_receipt_number(text)
