"""Verdicts on appointments: the platform's alone."""

from collections.abc import Callable
from datetime import datetime

from kiosk.domain.appointment import decide_slot, holds, read_slot, read_stream
from kiosk.domain.bodies import Unreadable
from kiosk.domain.entry import Entry, Verdict
from kiosk.domain.rights import may_write
from kiosk.journal.registry import Device
from kiosk.journal.views import Views


class SlotJudge:
    """`now` is the moment in hall time, without a zone, as slots are named."""

    def __init__(self, views: Views, now: Callable[[], datetime]) -> None:
        self._views = views
        self._now = now

    def verdict(self, entry: Entry, author: Device) -> Verdict:
        if not may_write(author.role, entry.kind, "", author.departments):
            return Verdict("refused", "not_yours")
        try:
            body, (_, _, start) = read_slot(entry.kind, entry.body or ""), read_stream(entry.stream)
        except Unreadable:
            return Verdict("held", "unreadable")
        slot = self._views.slots.find(entry.stream)
        if slot is not None and not holds(slot, body, author.terminal):
            return Verdict("refused", "not_yours")
        return decide_slot(slot, body, entry.id, start, self._now())
