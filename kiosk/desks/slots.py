"""What desks say of a slot, and of a place in it."""

from dataclasses import dataclass

from kiosk.domain.appointment import BookingWord


@dataclass(frozen=True, slots=True)
class SlotRow:
    """A slot that can be chosen; `start` in hall time."""

    service: str
    start: str
    minutes: int
    capacity: int
    left: int


@dataclass(frozen=True, slots=True)
class Booked:
    """A place that was given; `code` is shown once and kept by nobody but its owner.

    `booking` is its id; `alone`: from this machine's own share, the judge hears of it later.
    """

    service: str
    start: str
    code: str
    booking: str = ""
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """What has become of a place: `ticket` is the number it was turned into.

    `begun` once its time has come: it cannot be given back any more; `over` once its day has passed.
    """

    state: BookingWord
    ticket: str
    minutes: int
    begun: bool
    over: bool


@dataclass(frozen=True, slots=True)
class Found:
    """An appointment that somebody comes for, and how: on_time or late."""

    stream: str
    service: str
    booking: str
    late: bool
