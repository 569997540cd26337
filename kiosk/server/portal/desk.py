"""What the portal asks of the platform: values in, frozen values out, as in `kiosk.desk`.

Every method may block; the portal calls them through a `Run` alone. All raise Refused or Fault.
"""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar, TypeVarTuple

from kiosk.desk import Brief, Draft, Receipt
from kiosk.domain.bodies import Attachment
from kiosk.domain.catalogue import Item
from kiosk.domain.progress import Progress

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class Run(Protocol):
    """Does blocking work elsewhere (on the journal's thread) and gives back what it returned or raised."""

    async def __call__(self, work: Callable[[*Ts], T], *args: *Ts) -> T: ...


class PortalDesk(Protocol):
    """The platform's side for citizens online.

    `token` is the code in a receipt's QR; it alone authorises. A `blob` is `sha256:<hex>`. Unknown codes, tokens and
    numbers are Refused (`no_such_item`, `no_such_case`, …).
    """

    def departments(self) -> Sequence[tuple[str, int]]: ...

    def most_used(self, limit: int) -> Sequence[Brief]:
        """Items that can be filled in online, those handed in most often first."""
        ...

    def find(self, text: str, limit: int = 50) -> Sequence[Brief]: ...

    def in_department(self, department: str) -> Sequence[Brief]: ...

    def item(self, code: str) -> Item: ...

    def draft_load(self, draft: str) -> bytes | None:
        """What `draft_save` kept, or None; forgotten after a day without a save. Keep it encrypted."""
        ...

    def draft_save(self, draft: str, data: bytes) -> None: ...

    def draft_drop(self, draft: str) -> None: ...

    def upload_offset(self, blob: str) -> int:
        """How many bytes of it have arrived; 0 when unknown."""
        ...

    def upload_chunk(self, blob: str, offset: int, data: bytes, total: int) -> int:
        """Append and return the new offset; Refused `wrong_offset` or, with the last chunk, `wrong_hash`."""
        ...

    def attachment_of(self, blob: str, name: str, material: str) -> Attachment:
        """A completed upload, looked at; Refused when it is incomplete, empty, damaged, locked or of no known type."""
        ...

    def keep_bytes(self, data: bytes, name: str, material: str) -> Attachment:
        """A whole file at once, looked at as in `attachment_of`."""
        ...

    def hand_in(self, draft: Draft, key: str) -> Receipt:
        """Once per `key`: asked again with the same key, it answers with the same receipt."""
        ...

    def progress(self, token: str) -> Progress: ...

    def progress_of_number(self, receipt: str) -> Progress:
        """By the number alone, which authorises nothing: the portal shows only the steps' titles and times."""
        ...

    def withdraw(self, token: str, reason: str) -> Progress: ...

    def supplement(self, token: str, attachments: tuple[Attachment, ...], remark: str) -> Progress: ...

    def receipt_pdf(self, token: str) -> bytes: ...

    def drop_put(self, token: str, data: bytes, name: str) -> None:
        """A photo for the kiosk that opened the drop; Refused `no_such_drop` once the visit there has ended."""
        ...
