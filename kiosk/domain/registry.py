"""What the platform publishes besides cases: halls, items, devices and their reports, clerks."""

from dataclasses import dataclass, field

import msgspec

from kiosk.domain.bodies import Unreadable
from kiosk.domain.catalogue import Item
from kiosk.domain.clerk import CLERK_BODIES
from kiosk.domain.dismissal import Dismissal
from kiosk.domain.queue.rules import QueueRules
from kiosk.domain.shapes import known


@dataclass(frozen=True, slots=True)
class ItemPublished:
    """item.published 1: an item as it is from now on."""

    item: Item


@dataclass(frozen=True, slots=True)
class HallAdded:
    """hall.added 1: `queue` is what the hall's judge configures its queue with."""

    code: str
    name: str
    queue: QueueRules | None = None


@dataclass(frozen=True, slots=True)
class DeviceEnrolled:
    """device.enrolled 1: a machine of the region and the key that it signs with (Ed25519, raw, hex)."""

    terminal: str
    hall: str
    role: str
    public_key: str
    departments: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class DeviceRevoked:
    """device.revoked 1"""

    terminal: str
    reason: str = ""
    dismissal: Dismissal | None = None


@dataclass(frozen=True, slots=True)
class DeviceWiped:
    """device.wiped 1: a dismissed machine has cleared itself; `receipts` of cases that never left it, as it says."""

    terminal: str
    receipts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CasesExported:
    """cases.exported 1: both who signed (as actors), the days (ISO 8601 or ''), and the hash of the file."""

    by: str
    second: str
    since: str
    until: str
    format: str
    count: int
    hash: str


@dataclass(frozen=True, slots=True)
class TicketGivenBack:
    """ticket.given_back 1: who has a number's code (`token`) wants it no more; the hall's own judge cancels it."""

    hall: str
    token: str


@dataclass(frozen=True, slots=True)
class TerminalReported:
    """terminal.reported 1: what a machine says of its own health; no personal data."""

    version: str
    findings: tuple[str, ...] = ()
    note: str = ""
    measures: dict[str, float] = field(default_factory=dict)


REGISTRY_KINDS: dict[str, type] = {
    "item.published": ItemPublished,
    "hall.added": HallAdded,
    "device.enrolled": DeviceEnrolled,
    "device.revoked": DeviceRevoked,
    "device.wiped": DeviceWiped,
    "terminal.reported": TerminalReported,
    "cases.exported": CasesExported,
    "ticket.given_back": TicketGivenBack,
    **CLERK_BODIES,
}


def read_registry(kind: str, text: str) -> object:
    """The body of a registry entry; Unreadable when it is of another shape than `kind` promises."""
    try:
        return msgspec.json.decode(text, type=REGISTRY_KINDS[kind])
    except (KeyError, msgspec.MsgspecError, RecursionError) as error:
        raise Unreadable(f"{kind}: {error}") from error


known(*REGISTRY_KINDS.values())
