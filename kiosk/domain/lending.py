"""Which places a kiosk keeps ready for the time without a line, so that appointments can be booked at it then too."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from kiosk.domain.appointment import Slot, read_stream

AHEAD = timedelta(days=1)
"""Of today and of tomorrow: a line that is cut longer is repaired first."""
NOON = 12

Half = tuple[str, date, bool]
"""A business, a day, and whether before noon."""


def wanted(slots: Mapping[str, Slot], terminal: str, now: datetime) -> list[str]:
    """The streams of which `terminal` should ask for a place: one for each half of a day; `now` in hall time.

    Never where half or less is free: whoever books online shall not be turned away for what may not be needed.
    """
    halves: dict[Half, dict[str, Slot]] = {}
    for stream, slot in slots.items():
        _, service, start = read_stream(stream)
        if now < start and start.date() <= now.date() + AHEAD:
            halves.setdefault((service, start.date(), start.hour < NOON), {})[stream] = slot
    return [stream for half in halves.values() if (stream := _freest(half, terminal))]


def _freest(half: Mapping[str, Slot], terminal: str) -> str:
    """The slot with most places left, the last among equals; '' where one is held already or none is to spare."""
    shares = [share for slot in half.values() for share in slot.shares.values()]
    if any(share.terminal == terminal and share.outstanding for share in shares):
        return ""
    spare = [(slot.left, stream) for stream, slot in half.items() if slot.left * 2 > slot.capacity]
    return max(spare)[1] if spare else ""
