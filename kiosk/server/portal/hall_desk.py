"""What the portal asks about halls: a ticket's live place, and appointments. As in `kiosk.server.portal.desk`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from kiosk.desks.live import LivePlace
from kiosk.desks.slots import Booked, SlotRow, Standing


@dataclass(frozen=True, slots=True)
class TicketPlace:
    """A ticket's place as the platform knows it: `known_at` (ISO 8601) is when the hall was last heard.

    `silent`: there is no line to the hall, and what is shown may be behind. `can_give_back` while the hall can hear of
    it; `giving_back` until it has.
    """

    place: LivePlace
    hall_name: str
    known_at: str
    silent: bool
    can_give_back: bool
    giving_back: bool = False


@dataclass(frozen=True, slots=True)
class Offered:
    """A business: whether it is `open` to appointments, and `first`, the next time with a place left (hall time)."""

    service: str
    name: str
    open: bool
    first: str


@dataclass(frozen=True, slots=True)
class HallOffer:
    """A hall with its businesses; `grace` in minutes."""

    hall: str
    name: str
    grace: int
    services: tuple[Offered, ...]

    @property
    def open(self) -> tuple[Offered, ...]:
        return tuple(one for one in self.services if one.open)

    def name_of(self, service: str) -> str:
        return next((one.name for one in self.services if one.service == service), service)


class HallDesk(Protocol):
    """`start` is hall time to the minute, 2026-11-23T09:00. Unknown ones are Refused (`no_such_hall`, …)."""

    def place(self, token: str, hall: str = "") -> TicketPlace:
        """By the token in a ticket's code; `hall` where it is known from before."""
        ...

    def give_back(self, token: str) -> None:
        """Give the number back; whoever waits behind it moves up. Refused `hall_silent`."""
        ...

    def halls(self) -> Sequence[HallOffer]:
        """Those where something can be booked."""
        ...

    def hall(self, hall: str) -> HallOffer: ...

    def service_of_item(self, hall: str, item: str) -> str:
        """The business that takes an item's matters in a hall."""
        ...

    def times(self, hall: str, service: str) -> Sequence[SlotRow]:
        """What can be chosen from now on, full ones among them."""
        ...

    def time(self, hall: str, service: str, start: str) -> SlotRow: ...

    def book(self, hall: str, service: str, start: str, said: Sequence[str], key: str) -> Booked:
        """Once per `key`. Refused `slot_full`, `slot_past`."""
        ...

    def booking(self, hall: str, service: str, start: str, code: str) -> Standing: ...

    def cancel(self, hall: str, service: str, start: str, code: str) -> None: ...
