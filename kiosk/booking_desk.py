"""What screens may ask about appointments: values in, frozen values out, as in `kiosk.desk`.

Every method may block and may be called on several threads; all raise Refused (a rule said no) or Fault (staff can mend
it). `start` is hall time to the minute, 2026-11-23T09:00.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

Holds = Literal["booked", "promised", "cancelled", "cancelling"]
"""How an appointment stands: promised and cancelling where this machine said so and the platform has yet to hear."""


@dataclass(frozen=True, slots=True)
class Bookable:
    """A business that is open to appointments; `first` is the next time with a place left, '' where all are taken."""

    service: str
    name: str
    first: str


@dataclass(frozen=True, slots=True)
class OpenTime:
    """A time that can be chosen while places are `left`."""

    start: str
    minutes: int
    left: int


@dataclass(frozen=True, slots=True)
class Timetable:
    """The times of one business. `alone`: no line, and `left` is what this machine may give away by itself."""

    name: str
    times: tuple[OpenTime, ...]
    alone: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What a booking will be, known before it is made. `early` and `grace` in minutes: so long before and after `start`
    its owner checks in with the right to be called first. With the same `key` it is made once, however often asked for.
    """

    service: str
    service_name: str
    start: str
    minutes: int
    early: int
    grace: int
    key: str


@dataclass(frozen=True, slots=True)
class Appointment:
    """What was booked. `code` is kept by nobody but its owner; `booking` is what it is cancelled by.

    `before`: it was booked some other time, here or online, and its owner came back with the code.
    """

    plan: Plan
    code: str
    booking: str
    holds: Holds
    before: bool = False


class BookingDesk(Protocol):
    """A kiosk's side of appointments. All but `book`, `find`, `cancel` and `refresh` answer from what is known here."""

    def services(self) -> Sequence[Bookable]:
        """Those with times to come."""
        ...

    def times(self, service: str) -> Timetable:
        """Times to come, full ones among them."""
        ...

    def refresh(self) -> None:
        """Fetch what others booked; without a line what is known here stands."""
        ...

    def plan(self, service: str, start: str) -> Plan:
        """Refused `slot_past`, `slot_full`."""
        ...

    def book(self, plan: Plan, digits: str = "") -> Appointment:
        """`digits` are the last four of a phone, by which its owner may check in as well, or ''.

        Refused as `plan` is, also without a line where this machine has no place to give: a new plan is needed then.
        """
        ...

    def find(self, code: str) -> Appointment:
        """One that is to come, by its code alone. Refused `no_such_appointment`, `already_…`."""
        ...

    def cancel(self, made: Appointment) -> Appointment:
        """Refused `already_kept`, `slot_past`."""
        ...

    def print_slip(self, made: Appointment) -> None:
        """Fault where no printer of this machine printed it."""
        ...
