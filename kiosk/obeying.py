"""What a dismissed machine does once the platform itself has ordered it to wipe what it holds."""

from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from kiosk.clock import iso
from kiosk.domain.dismissal import Dismissal
from kiosk.errors import Fault, Refused
from kiosk.journal.erase import erase
from kiosk.journal.forgetting import unsent_receipts
from kiosk.journal.journal import Journal
from kiosk.keys import Keys, public_hex, signed_by
from kiosk.sync.answers import Dismissed
from kiosk.sync.link import Link
from kiosk.wiping import clear, is_wiped, leave_note, wiped
from kiosk.wire import Wiped

MOST_RECEIPTS = 2000
"""So many a dismissed machine names upstream; its own note names all."""


@dataclass(frozen=True)
class Obeying:
    """Of the machine that lives in `folder`; `link` gives a hasty line of its own to the upstream.

    `platform_key` (hex) is what it was enrolled with, '' where it was not told.
    """

    folder: Path
    journal: Journal
    keys: Keys
    platform_key: str
    link: Callable[[], Link]

    def obey(self, told: Dismissed) -> None:
        """Where the order is genuine, leave nothing here that is anybody's. Fault `revoked`."""
        if is_wiped(self.folder):
            raise wiped(self.folder)
        paper = told.dismissal
        if paper is not None and paper.wipe and self._is_genuine(paper):
            self._wipe()
            raise wiped(self.folder)

    def _wipe(self) -> None:
        receipts = unsent_receipts(self.journal)
        with closing(self.link()) as link:
            leave_note(self.folder, iso(self.journal.clock.now()), receipts)
            with suppress(Fault, Refused):
                link.wiped(Wiped(tuple(receipts[:MOST_RECEIPTS])))
        erase(self.journal)
        clear(self.folder)

    def _is_genuine(self, paper: Dismissal) -> bool:
        """About this very machine, signed by a platform that it knows: nobody in between can make one."""
        own = (paper.terminal, paper.public_key) == (self.journal.terminal, public_hex(self.keys.device()))
        key = self._key_of(paper.signer)
        return own and bool(key) and signed_by(key, paper)

    def _key_of(self, signer: str) -> str:
        """A platform's key as the journal has it; of a signer that it does not know yet, the one of its enrolment."""
        device = self.journal.views.registry.device(signer)
        if device is None:
            return self.platform_key
        return device.public_key if device.role == "platform" else ""
