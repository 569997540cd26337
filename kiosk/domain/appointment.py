"""Appointments: slots of half an hour with a capacity; spent and outstanding never exceed it.

A slot's stream is `slot:<hall>:<service>:<start>`, `start` in hall time to the minute (2026-11-23T09:00). Who booked is
nobody's to read: a booking carries hashes of what its owner will say when checking in.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal

import msgspec
from msgspec import field
from msgspec.structs import replace

from kiosk.domain.bodies import Unreadable
from kiosk.domain.entry import Verdict, digest
from kiosk.domain.shapes import known

EARLY = timedelta(minutes=30)
"""So long before its start an appointment may be checked in."""

BookingWord = Literal["booked", "cancelled", "kept", "late"]


class SlotOpened(msgspec.Struct, frozen=True):
    """slot.opened 1: also changes the capacity of a slot that is open, never below what is promised."""

    capacity: int
    minutes: int = 30


class SlotLent(msgspec.Struct, frozen=True):
    """slot.lent 1: a share for a terminal to book from while there is no line."""

    terminal: str
    size: int


class SlotReturned(msgspec.Struct, frozen=True):
    """slot.returned 1: what is left of a share goes back to everybody."""

    lease: str


class SlotBooked(msgspec.Struct, frozen=True):
    """slot.booked 1: `keys` are hashes by which it is found at check-in, the code's first."""

    booking: str
    keys: tuple[str, ...]
    lease: str = ""


class SlotCancelled(msgspec.Struct, frozen=True):
    """slot.cancelled 1"""

    booking: str


class SlotKept(msgspec.Struct, frozen=True):
    """slot.kept 1: checked in as a ticket; `late` when the grace was over."""

    booking: str
    ticket: str
    late: bool = False


SlotBody = SlotOpened | SlotLent | SlotReturned | SlotBooked | SlotCancelled | SlotKept

SLOT_KINDS: Mapping[str, type[SlotBody]] = {
    "slot.opened": SlotOpened,
    "slot.lent": SlotLent,
    "slot.returned": SlotReturned,
    "slot.booked": SlotBooked,
    "slot.cancelled": SlotCancelled,
    "slot.kept": SlotKept,
}


class Share(msgspec.Struct, frozen=True):
    """A share of a slot that was lent to a terminal."""

    terminal: str
    size: int
    used: int = 0

    @property
    def outstanding(self) -> int:
        return self.size - self.used


class Booking(msgspec.Struct, frozen=True):
    """One place that somebody has."""

    booking: str
    keys: tuple[str, ...]
    state: BookingWord = "booked"
    ticket: str = ""


class Slot(msgspec.Struct, frozen=True):
    """A slot as it stands."""

    capacity: int = 0
    minutes: int = 30
    bookings: Mapping[str, Booking] = field(default_factory=dict)
    shares: Mapping[str, Share] = field(default_factory=dict)

    @property
    def promised(self) -> int:
        """Spent and outstanding."""
        spent = sum(one.state != "cancelled" for one in self.bookings.values())
        return spent + sum(one.outstanding for one in self.shares.values())

    @property
    def left(self) -> int:
        return max(0, self.capacity - self.promised)


def slot_stream(hall: str, service: str, start: str) -> str:
    return f"slot:{hall}:{service}:{start}"


def read_stream(stream: str) -> tuple[str, str, datetime]:
    """(hall, service, start in hall time); Unreadable."""
    parts = stream.split(":", 3)
    try:
        return parts[1], parts[2], datetime.fromisoformat(parts[3])
    except (IndexError, ValueError) as error:
        raise Unreadable(stream) from error


def read_slot(kind: str, text: str) -> SlotBody:
    """The body of a slot entry; Unreadable when it is of another shape than `kind` promises."""
    try:
        return msgspec.json.decode(text, type=SLOT_KINDS[kind])
    except (KeyError, msgspec.MsgspecError) as error:
        raise Unreadable(f"{kind}: {error}") from error


def key(stream: str, said: str) -> str:
    """What is kept of a code, of an ID or of the last four digits of a phone: a hash good for one slot alone."""
    return digest(f"{stream}\n{said.strip().upper()}".encode())


def arrival(start: datetime, minutes: int, now: datetime, grace: int) -> str:
    """How somebody comes at `now` (hall time): early, on_time, late (an ordinary number), or gone."""
    if now < start - EARLY:
        return "early"
    if now <= start + timedelta(minutes=grace):
        return "on_time"
    return "late" if now.date() == start.date() else "gone"


def holds(slot: Slot, body: SlotBody, terminal: str) -> bool:
    """Whether a share that an entry speaks of is its author's: only its holder knows what was promised of it."""
    share = slot.shares.get(body.lease) if isinstance(body, SlotBooked | SlotReturned) else None
    return share is None or share.terminal == terminal


def decide_slot(slot: Slot | None, body: SlotBody, entry: str, start: datetime, now: datetime) -> Verdict:
    """The platform's word on `entry`; `now` is its own hall time."""
    if isinstance(body, SlotOpened):
        promised = slot.promised if slot else 0
        good = body.capacity >= promised and body.minutes > 0
        return Verdict("applied") if good else Verdict("refused", "below_promised")
    if slot is None:
        return Verdict("refused", "no_such_slot")
    if isinstance(body, SlotBooked):
        return _booked(slot, body, start, now)
    if isinstance(body, SlotLent):
        return _lent(slot, body, start, now)
    if isinstance(body, SlotReturned):
        return Verdict("applied") if body.lease in slot.shares else Verdict("refused", "no_such_lease")
    return _of_booking(slot, body, start, now)


def _booked(slot: Slot, body: SlotBooked, start: datetime, now: datetime) -> Verdict:
    if body.booking in slot.bookings:
        return Verdict("refused", "booked_already")
    if body.lease:
        share = slot.shares.get(body.lease)
        return Verdict("applied") if share and share.outstanding > 0 else Verdict("refused", "no_such_lease")
    if now >= start + timedelta(minutes=slot.minutes):
        return Verdict("refused", "slot_past")
    return Verdict("applied") if slot.left else Verdict("refused", "slot_full")


def _lent(slot: Slot, body: SlotLent, start: datetime, now: datetime) -> Verdict:
    if now >= start:
        return Verdict("refused", "slot_past")
    size = min(body.size, slot.left)
    return Verdict("applied", "", {"size": size}) if size > 0 else Verdict("refused", "slot_full")


def _of_booking(slot: Slot, body: SlotCancelled | SlotKept, start: datetime, now: datetime) -> Verdict:
    booking = slot.bookings.get(body.booking)
    if booking is None:
        return Verdict("refused", "no_such_appointment")
    if booking.state != "booked":
        return Verdict("refused", f"already_{booking.state}")
    if isinstance(body, SlotCancelled) and now >= start:
        return Verdict("refused", "slot_past")
    return Verdict("applied")


def evolve_slot(slot: Slot | None, body: SlotBody, entry: str, verdict: Verdict) -> Slot | None:
    """The slot after an entry: a pure fold."""
    if verdict.verdict != "applied":
        return slot
    if isinstance(body, SlotOpened):
        return replace(slot or Slot(), capacity=body.capacity, minutes=body.minutes)
    return None if slot is None else _changed(slot, body, entry, verdict)


def _changed(slot: Slot, body: SlotBody, entry: str, verdict: Verdict) -> Slot:
    """A reader may hear of what became of its booking or share before it hears of the thing itself."""
    match body:
        case SlotLent():
            return _share(slot, entry, Share(body.terminal, int(verdict.result["size"])))
        case SlotReturned():
            returned = slot.shares.get(body.lease)
            return slot if returned is None else _share(slot, body.lease, replace(returned, size=returned.used))
        case SlotBooked():
            share = slot.shares.get(body.lease)
            if share is not None:
                slot = _share(slot, body.lease, replace(share, used=share.used + 1))
            return _booking(slot, Booking(body.booking, body.keys))
        case SlotCancelled():
            return _rebooked(slot, body.booking, "cancelled")
        case SlotKept():
            word: BookingWord = "late" if body.late else "kept"
            return _rebooked(slot, body.booking, word, body.ticket)
        case SlotOpened():
            return slot


def _share(slot: Slot, name: str, share: Share) -> Slot:
    return replace(slot, shares={**slot.shares, name: share})


def _booking(slot: Slot, booking: Booking) -> Slot:
    return replace(slot, bookings={**slot.bookings, booking.booking: booking})


def _rebooked(slot: Slot, name: str, word: BookingWord, ticket: str = "") -> Slot:
    known = slot.bookings.get(name)
    return slot if known is None else _booking(slot, replace(known, state=word, ticket=ticket or known.ticket))


known(Slot, *SLOT_KINDS.values())
