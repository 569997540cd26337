"""Who may write and who may read what: checked by the server, never by the client alone."""

from collections.abc import Mapping
from typing import Literal

Role = Literal["kiosk", "window", "board", "hub", "platform"]
ROLES: tuple[Role, ...] = ("kiosk", "window", "board", "hub", "platform")

CITIZEN = frozenset({"case.submitted", "case.supplemented", "case.withdrawn"})
CLERK = frozenset({"case.accepted", "case.returned", "case.rejected", "case.concluded", "case.merged"})
MACHINE = frozenset({"terminal.reported"})
TAKING = frozenset(
    {
        "ticket.taken",
        "ticket.cancelled",
        "intent.dropped",
        "paper.asked",
        "paper.done",
        "paper.failed",
        "lease.returned",
    }
)
CALLING = frozenset(
    {
        "window.called_next",
        "window.paused",
        "window.unpaused",
        "ticket.recalled",
        "ticket.missed",
        "ticket.held",
        "ticket.resumed",
        "ticket.started",
        "ticket.finished",
        "ticket.transferred",
        "ticket.served_by_hand",
    }
)
JUDGING = frozenset({"queue.configured", "lease.granted", "day.closed"})
QUEUE = TAKING | CALLING | JUDGING
BOOKING = frozenset({"slot.booked", "slot.cancelled", "slot.kept", "slot.lent", "slot.returned"})
REGISTRY = frozenset(
    {
        "slot.opened",
        "item.published",
        "hall.added",
        "device.enrolled",
        "device.revoked",
        "cases.exported",
        "ticket.given_back",
    }
)
FAREWELL = frozenset({"device.wiped"})
CLERKS = frozenset({"clerk.registered", "clerk.secret_set", "clerk.disabled"})
SIGNING = frozenset({"clerk.signed_in", "clerk.signed_out", "clerk.failed", "clerk.locked"})
"""A window says these of its own clerks; whoever starts empty need not know them."""

WRITES: Mapping[str, frozenset[str]] = {
    "kiosk": CITIZEN | MACHINE | TAKING | BOOKING,
    "window": CITIZEN | CLERK | MACHINE | TAKING | CALLING | SIGNING,
    "board": MACHINE,
    "hub": CITIZEN | MACHINE | QUEUE | BOOKING | FAREWELL,
    "platform": CITIZEN | CLERK | MACHINE | REGISTRY | FAREWELL | CLERKS | SIGNING | QUEUE | BOOKING,
}


def may_write(role: str, kind: str, department: str, departments: tuple[str, ...]) -> bool:
    """Whether a machine of `role` bound to `departments` ('*': all) may write `kind` about `department`."""
    if kind not in WRITES.get(role, frozenset()):
        return False
    return role != "window" or kind not in CLERK or covers(departments, department)


def covers(departments: tuple[str, ...], department: str) -> bool:
    """Whether a window's list takes in a department; '*' is the general window (一窗受理)."""
    return "*" in departments or department in departments
