"""Appointments at a desk: opened and booked where the platform can be asked, checked in at a kiosk at any time."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from kiosk.desks.slots import Booked, Found, SlotRow, Standing
from kiosk.domain.appointment import (
    Booking,
    Slot,
    SlotBooked,
    SlotCancelled,
    SlotKept,
    SlotLent,
    SlotOpened,
    arrival,
    key,
    read_stream,
    slot_stream,
)
from kiosk.domain.bodies import Unreadable
from kiosk.domain.entry import Judged, digest
from kiosk.errors import Refused
from kiosk.ids import uuid7
from kiosk.journal.journal import Journal
from kiosk.sync.answers import LinkTrouble
from kiosk.sync.returns import gives_back

Ask = Callable[[str, str, object, str], Judged]
"""(stream, kind, body, id) to the region's judge: the verdict, or LinkTrouble."""
Note = Callable[[str, str, object, str], object]
"""The same without waiting for an answer."""

AHEAD = timedelta(days=30)
"""So far ahead slots are offered."""
BEHIND, EVER = timedelta(days=7), "9999"
"""So long it is remembered that an appointment was missed; and a time after every slot."""
NONE_HERE = "暂时连不上平台，本机预留的名额也没有了，请稍后再试"

_WORDS = {
    "no_such_slot": "没有这个预约时段，请重新选择",
    "slot_full": "这个时段已经约满，请换一个时段",
    "slot_past": "这个时段已经过了，请换一个时段",
    "below_promised": "名额不能少于已经约出去的",
    "no_such_appointment": "没有找到这个预约，请核对后再试，或直接取号",
    "already_cancelled": "这个预约已经取消",
    "already_begun": "约定的时间已经到了，不能再取消，请直接签到取号",
    "already_kept": "这个预约已经签到取号",
    "already_late": "这个预约已经签到取号",
}


class Appointments:
    """The slots of one hall."""

    def __init__(self, hall: str, zone: ZoneInfo, grace: int, journal: Journal, ask: Ask, note: Note) -> None:
        self.grace = grace
        self._hall = hall
        self._zone = zone
        self._journal = journal
        self._ask = ask
        self._note = note

    def open(self, service: str, start: str, capacity: int, minutes: int = 30) -> SlotRow:
        stream = self._stream(service, start)
        self._asked(stream, "slot.opened", SlotOpened(capacity, minutes))
        return _row(stream, self._slot(stream))

    def slots(self, service: str = "", day: str = "") -> Sequence[SlotRow]:
        rows = [_row(stream, slot) for stream, slot in self._journal.views.slots.of_hall(self._hall, day)]
        return [one for one in rows if not service or one.service == service]

    def coming(self, service: str = "") -> Sequence[SlotRow]:
        """Slots that have not begun, `AHEAD` at most; what this machine holds of one is left for who stands here."""
        return [replace(_row(stream, one), left=one.left + self._held(one)) for stream, one in self._coming(service)]

    def reserved(self, service: str = "") -> Sequence[SlotRow]:
        """The same with what this machine may give away by itself, for the time without a line."""
        return [replace(_row(stream, slot), left=self._held(slot)) for stream, slot in self._coming(service)]

    def slot(self, service: str, start: str) -> SlotRow:
        """Refused `no_such_slot`."""
        stream = self._stream(service, start)
        return _row(stream, self._slot(stream))

    def lend(self, service: str, start: str, size: int) -> int:
        """Hold a share for the time without a line; returns how large it is."""
        body = SlotLent(self._journal.terminal, size)
        return int(self._asked(self._stream(service, start), "slot.lent", body).verdict.result["size"])

    def book(self, service: str, start: str, *said: str, name: str = "") -> Booked:
        """A place; `said` is what else its owner may check in by: an ID, the last four digits of a phone.

        `name` is a secret that makes this one booking: asked again with it, the answer is the same place.
        From this machine's own share without a line, and where all others are taken. Refused `slot_full`, `slot_past`,
        `no_such_slot`.
        """
        stream = self._stream(service, start)
        booking, code = self._named(f"{name} {stream}") if name else self._new()
        body = SlotBooked(booking, tuple(key(stream, one) for one in (code, *said)))
        try:
            self._asked(stream, "slot.booked", body, booking)
        except LinkTrouble:
            if self._journal.entries.hashes([booking]):
                self._note(stream, "slot.cancelled", SlotCancelled(booking), "")
            return Booked(service, start, code, self._from_share(stream, code, said, name, NONE_HERE), alone=True)
        except Refused as refused:
            if refused.code != "slot_full":
                raise
            return Booked(service, start, code, self._from_share(stream, code, said, name, refused.message))
        return Booked(service, start, code, booking)

    def cancel(self, code: str) -> SlotRow:
        stream, booking = self._find(code)
        self._asked(stream, "slot.cancelled", SlotCancelled(booking.booking))
        return _row(stream, self._slot(stream))

    def give_back(self, booked: Booked) -> bool:
        """Cancel what was given here just now; False where it is noted, and the judge hears of it later.

        Refused `already_…`, `slot_past`.
        """
        name = str(uuid.uuid5(uuid.UUID(booked.booking), "slot.cancelled"))
        body = SlotCancelled(booked.booking)
        try:
            self._asked(self._stream(booked.service, booked.start), "slot.cancelled", body, name)
        except LinkTrouble:
            return False
        return True

    def standing(self, service: str, start: str, code: str) -> Standing:
        """Refused `no_such_appointment`."""
        stream, one = self._booking(service, start, code)
        begins, now = datetime.fromisoformat(start), self._now()
        return Standing(one.state, one.ticket, self._slot(stream).minutes, now >= begins, now.date() > begins.date())

    def cancel_at(self, service: str, start: str, code: str) -> None:
        """The same as `cancel` where the slot is known. Refused `already_…`, `slot_past`."""
        stream, one = self._booking(service, start, code)
        self._asked(stream, "slot.cancelled", SlotCancelled(one.booking))

    def find(self, said: str) -> Found:
        """Whose appointment of today it is, by code, ID or digits. Refused as well when it is too early or over."""
        stream, booking = self._find(said)
        if booking.state != "booked":
            raise _no(f"already_{booking.state}")
        _, service, start = read_stream(stream)
        how = arrival(start, self._slot(stream).minutes, self._now(), self.grace)
        if how == "early":
            raise Refused("too_early", f"您约的是 {start:%m月%d日 %H:%M}，请提前半小时以内再来签到")
        if how == "gone":
            raise Refused("slot_past", "这个预约的日子已经过了，请重新预约或直接取号")
        return Found(stream, service, booking.booking, how == "late")

    def by_code(self, code: str) -> Booked:
        """A booking that is to come, by the code that only its owner has: neither an ID nor a phone's digits will do.

        Refused `no_such_appointment`, `already_…`.
        """
        found = self._known(lambda stream, one: one.keys[:1] == (key(stream, code),))
        if not found:
            raise _no("no_such_appointment")
        stream, one = next((each for each in found if each[1].state == "booked"), found[0])
        if one.state != "booked":
            raise _no(f"already_{one.state}")
        _, service, start = read_stream(stream)
        if start <= self._now():
            raise _no("already_begun")
        return Booked(service, start.isoformat(timespec="minutes"), code, one.booking)

    def keep(self, found: Found, ticket: str, taken: str) -> None:
        """Mark it as kept: an entry of the region that follows from the ticket's, written once however often."""
        name = str(uuid.uuid5(uuid.UUID(taken), "slot.kept"))
        self._note(found.stream, "slot.kept", SlotKept(found.booking, ticket, found.late), name)

    def _booking(self, service: str, start: str, code: str) -> tuple[str, Booking]:
        """One that was asked for in vain and then given from a share has two bookings: the one that holds counts."""
        stream = self._stream(service, start)
        hashed = key(stream, code)
        found = [one for one in self._slot(stream).bookings.values() if one.keys[:1] == (hashed,)]
        if not found:
            raise _no("no_such_appointment")
        return stream, next((one for one in found if one.state != "cancelled"), found[0])

    def _new(self) -> tuple[str, str]:
        code = f"{self._journal.randomness.bits(33) % 10**8:08d}"
        return uuid7(self._journal.clock, self._journal.randomness), code

    def _named(self, name: str) -> tuple[str, str]:
        """A booking's id and code, made from what only its owner's browser is bound to."""
        code = int(digest(f"code {name}".encode()).removeprefix("sha256:"), 16) % 10**8
        return str(uuid.uuid5(uuid.NAMESPACE_URL, name)), f"{code:08d}"

    def _from_share(self, stream: str, code: str, said: tuple[str, ...], name: str, none_left: str) -> str:
        """The booking's id, the same for the same `name`. Refused `slot_full` in the words of `none_left`."""
        booking = self._named(f"{name} {stream} share")[0] if name else self._new()[0]
        if self._journal.entries.hashes([booking]):
            return booking
        mine = self._shares(self._slot(stream))
        if not mine:
            raise Refused("slot_full", none_left)
        keys = tuple(key(stream, one) for one in (code, *said))
        self._note(stream, "slot.booked", SlotBooked(booking, keys, mine[0][0]), booking)
        return booking

    def _shares(self, slot: Slot) -> list[tuple[str, int]]:
        """This machine's shares of a slot with what is left of each to promise."""
        mine = [
            (name, one.outstanding - self._unsent(name))
            for name, one in slot.shares.items()
            if one.terminal == self._journal.terminal and one.outstanding and not gives_back(self._journal, name)
        ]
        return [(name, free) for name, free in mine if free > 0]

    def _held(self, slot: Slot) -> int:
        return sum(free for _, free in self._shares(slot))

    def _unsent(self, lease: str) -> int:
        """Bookings from a share that have no verdict yet."""
        row = self._journal.db.one(
            "SELECT count(*) FROM outbox o JOIN entry e ON e.n = o.n WHERE e.kind = 'slot.booked' AND e.body LIKE ?",
            f'%"lease":"{lease}"%',
        )
        return int(row[0]) if row else 0

    def _find(self, said: str) -> tuple[str, Booking]:
        found = self._known(lambda stream, one: key(stream, said) in one.keys)
        today = [one for one in found if read_stream(one[0])[2].date() == self._now().date()]
        held = [one for one in found if one[1].state == "booked"]
        chosen = [one for one in held if one in today] or today or held or found
        if not chosen:
            raise _no("no_such_appointment")
        if len(chosen) > 1:
            raise Refused("several_appointments", "这几位数字对应几个预约，请输入预约码")
        return chosen[0]

    def _coming(self, service: str) -> list[tuple[str, Slot]]:
        now = self._now()
        since, to = now.isoformat(timespec="minutes"), (now + AHEAD).isoformat(timespec="minutes")
        found = self._journal.views.slots.between(self._hall, since, to)
        known = [(one, read_stream(one[0])) for one in found]
        return [one for one, (_, of, start) in known if start > now and (not service or of == service)]

    def _known(self, meant: Callable[[str, Booking], bool]) -> list[tuple[str, Booking]]:
        """Those bookings of slots to come, or lately over, that are `meant`."""
        since = (self._now() - BEHIND).isoformat(timespec="minutes")
        slots = self._journal.views.slots.between(self._hall, since, EVER)
        return [(stream, one) for stream, slot in slots for one in slot.bookings.values() if meant(stream, one)]

    def _asked(self, stream: str, kind: str, body: object, id: str = "") -> Judged:
        judged = self._ask(stream, kind, body, id)
        if judged.verdict.verdict != "applied":
            raise _no(judged.verdict.code)
        return judged

    def _slot(self, stream: str) -> Slot:
        found = self._journal.views.slots.find(stream)
        if found is None:
            raise _no("no_such_slot")
        return found

    def _stream(self, service: str, start: str) -> str:
        stream = slot_stream(self._hall, service, start)
        try:
            read_stream(stream)
        except Unreadable as error:
            raise Refused("start_unclear", "时段写成 2026-11-23T09:00") from error
        return stream

    def _now(self) -> datetime:
        return self._journal.now().astimezone(self._zone).replace(tzinfo=None)


def _row(stream: str, slot: Slot) -> SlotRow:
    _, service, start = read_stream(stream)
    return SlotRow(service, start.isoformat(timespec="minutes"), slot.minutes, slot.capacity, slot.left)


def _no(code: str) -> Refused:
    return Refused(code, _WORDS.get(code, "这一步现在不能做，请核对后再试"))
