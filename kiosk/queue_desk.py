"""What screens may ask about the hall's queue: values in, frozen values out, as in `kiosk.desk`.

Every method may block; all raise Refused (a rule said no) or Fault (staff can mend it).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

Priority = Literal["", "soldier", "disabled", "pregnant", "elder", "appointment"]
Source = Literal["hub", "lease"]
Stands = Literal["called", "serving", "held", "missed", "finished"]
PlaceWord = Literal[
    "waiting",
    "called",
    "serving",
    "held",
    "missed",
    "finished",
    "gone",
    "cancelled",
    "dropped",
    "expired",
    "unheard",
    "giving_back",
]
"""How a number stands; unheard: the hub does not know it yet; giving_back: nor that its owner gave it back."""


@dataclass(frozen=True, slots=True)
class Range:
    """An estimate in whole minutes that holds four times in five; `to` is never below `since`."""

    since: int
    to: int


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A business that numbers are taken for. `closed` says why none can be taken now, or ''.

    `classes` are the priority classes that the hall has, the ordinary one ('') among them.
    """

    code: str
    name: str
    prefix: str
    waiting: int
    windows: tuple[str, ...]
    estimate: Range | None
    closed: str
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Matter:
    """One business of a number that has several, and the windows where it is done."""

    service_name: str
    windows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MissedRule:
    """过号: missed after `recalls` calls in all, called again after `back_after` others, `returns` times."""

    recalls: int = 3
    back_after: int = 3
    returns: int = 1


@dataclass(frozen=True, slots=True)
class TicketTaken:
    """A number: durable before anybody sees it. `ahead` and `estimate` are of the moment it was taken.

    `source` is lease where the hub could not be asked: then `ahead` is what this machine knows, and nobody estimates.
    `qr` opens its live place in the portal; `day` (ISO 8601) is the hall's, to which the number belongs; who has
    `token`, which `qr` carries, may give the number back. `then` are the businesses that follow on it, in order;
    `timezone` is the hall's own, in which its paper tells the time.
    """

    number: str
    service: str
    service_name: str
    ahead: int
    estimate: Range | None
    windows: tuple[str, ...]
    taken_at: str
    source: Source
    qr: str
    day: str = ""
    token: str = ""
    missed: MissedRule = MissedRule()
    then: tuple[Matter, ...] = ()
    timezone: str = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class Printed:
    """How a paper went: done, or failed with what staff must mend; `second` names another printer to try."""

    done: bool
    message: str
    mend: str
    second: str


@dataclass(frozen=True, slots=True)
class Called:
    """A ticket at a window. `calls` counts how often it was called; `by_hand` marks one served while cut off.

    `then` are the businesses that follow on the same number: finishing this one sends it on.
    `receipt` is the number of the case that its holder comes about, '' where the ticket names none.
    """

    number: str
    service_name: str
    window: str
    window_name: str
    calls: int
    called_at: str
    state: Stands
    by_hand: bool
    priority: str = ""
    receipt: str = ""
    then: tuple[Matter, ...] = ()


@dataclass(frozen=True, slots=True)
class TicketPlace:
    """Where a number stands now: `ahead` and `estimate` while it waits, `window_name` once it was called.

    `returnable` where it was asked for by its code and may be given back. `done` are the names of the businesses that
    the number is done with, `then` those that follow on this one.
    """

    number: str
    service_name: str
    stands: PlaceWord
    ahead: int
    estimate: Range | None
    windows: tuple[str, ...]
    window_name: str = ""
    returnable: bool = False
    done: tuple[str, ...] = ()
    then: tuple[Matter, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for one business."""

    service: str
    service_name: str
    count: int
    estimate: Range | None
    next_numbers: tuple[str, ...]
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class HallView:
    """The hall as a board or a window sees it. `stale_since` is ISO 8601 where the hub is silent, else ''."""

    hall_name: str
    now: Sequence[Called]
    last: Sequence[Called]
    waiting: Sequence[Waiting]
    notices: Sequence[str]
    stale_since: str


@dataclass(frozen=True, slots=True)
class WindowPlace:
    """A window of the hall: the codes of the businesses that it serves, and the number that is at it now or ''."""

    code: str
    name: str
    services: tuple[str, ...]
    current: str = ""


@dataclass(frozen=True, slots=True)
class Seat:
    """All that a window's clerk sees of the queue, of one moment, with what this window said and nobody judged yet.

    `paused` is the reason, None while it calls; `closed`: the day's calling is over; `aside` may be resumed here (held,
    missed, gone), the last one first; `by_hand` were served from the paper and the hub has not heard of them, the last
    one first; `twice` are this window's that were called elsewhere as well; `recalls` calls in all before a ticket
    counts as missed; `keeps_time`: whoever is sent on keeps the place that the ticket gave.
    """

    window: WindowPlace
    hall: HallView
    current: Called | None
    may_put_back: bool
    paused: str | None
    closed: bool
    aside: tuple[Called, ...]
    by_hand: tuple[Called, ...]
    twice: tuple[str, ...]
    windows: tuple[WindowPlace, ...]
    recalls: int
    keeps_time: bool


class TicketDesk(Protocol):
    """A kiosk's side of the queue. `then`: more businesses on the same number, in the order in which they are done."""

    def services(self) -> Sequence[ServiceRow]: ...

    def service_of_item(self, item: str) -> str: ...

    def take(
        self, service: str, priority: Priority = "", then: Sequence[str] = (), *, receipt: str = ""
    ) -> TicketTaken: ...

    def print_ticket(self, ticket: TicketTaken, printer: str = "") -> Printed: ...

    def check_in(self, code_or_digits: str) -> TicketTaken: ...

    def find(self, code_or_number: str) -> TicketPlace: ...

    def cancel(self, code: str) -> TicketPlace: ...

    def hall(self) -> HallView: ...


class CallDesk(Protocol):
    """A window's side. `by_hand` serves a number from the paper in hand while the hub cannot be asked.

    `at` is the desk of another window on the same machine, which remembers it; `window` is '' before any was chosen.
    `put_back` takes a call back that was a mistake. `seat` asks nobody; `refresh` fetches what others did.
    """

    window: str

    def windows(self) -> Sequence[WindowPlace]: ...

    def at(self, window: str) -> "CallDesk": ...

    def seat(self) -> Seat: ...

    def refresh(self) -> None: ...

    def put_back(self) -> Called: ...

    def call_next(self) -> Called: ...

    def recall(self) -> Called: ...

    def skip(self) -> Called: ...

    def hold(self) -> Called: ...

    def resume(self, number: str) -> Called: ...

    def start(self) -> Called: ...

    def finish(self) -> Called: ...

    def transfer(self, to: str) -> Called: ...

    def by_hand(self, number: str) -> Called: ...

    def pause(self, reason: str) -> None: ...

    def unpause(self) -> None: ...

    def current(self) -> Called | None: ...

    def hall(self) -> HallView: ...
