"""The queue of a hall as values: frozen, so that whoever holds one may read it while the next is made.

Structs of msgspec, not dataclasses: one entry replaces some twenty of them, and two hundred boards fold every entry.
Nothing frozen can come to hold itself, so the collector need not look at them: with a day's tickets it would for long.
"""

from collections.abc import Mapping
from typing import Literal

import msgspec
from immutables import Map
from msgspec import field

from kiosk.domain.queue.rules import QueueRules

TicketWord = Literal[
    "waiting", "called", "serving", "held", "missed", "finished", "gone", "cancelled", "dropped", "expired"
]
PaperWord = Literal["", "asked", "done", "failed"]
OPEN: frozenset[TicketWord] = frozenset({"waiting", "called", "serving", "held", "missed"})


class Ticket(msgspec.Struct, frozen=True, gc=False):
    """A number of one day. `since` is its place in the judge's order, by which it waits.

    `then` are the businesses that follow once `service` is done with, in order; `done` those that are done with.
    `window` is where it is, or the only one that may call it; `hand` the window that served it from the paper while
    cut off; `twice` marks that it was called elsewhere as well. `papers` counts the prints that were done; `receipt`
    is the number of the case that its holder comes about.
    """

    number: str
    service: str
    lane: str
    since: int
    taken_at: str
    state: TicketWord = "waiting"
    then: tuple[str, ...] = ()
    window: str = ""
    calls: int = 0
    misses: int = 0
    called_at: str = ""
    started_at: str = ""
    ended_at: str = ""
    lease: str = ""
    terminal: str = ""
    intent: str = ""
    hand: str = ""
    twice: bool = False
    paper: PaperWord = ""
    papers: int = 0
    receipt: str = ""
    done: tuple[str, ...] = ()


class Line(msgspec.Struct, frozen=True, gc=False):
    """Who waits for one business: a lane for each class, first come first; `missed` (due, number) come back."""

    lanes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    missed: tuple[tuple[int, str], ...] = ()
    called: int = 0
    credit: Mapping[str, int] = field(default_factory=dict)

    @property
    def waiting(self) -> int:
        return sum(map(len, self.lanes.values())) + len(self.missed)


class Window(msgspec.Struct, frozen=True, gc=False):
    """A window's day: whom it serves, who was sent to it alone, its pause, and what each business is owed.

    `call` is the intent that called the current one, `before` whom that call sent home.
    """

    current: str = ""
    call: str = ""
    before: str = ""
    sent: tuple[str, ...] = ()
    paused: str | None = None
    credit: Mapping[str, int] = field(default_factory=dict)


class Lease(msgspec.Struct, frozen=True, gc=False):
    """A block of numbers, `first` to `last`, that one terminal gives out while the hub cannot be asked."""

    id: str
    terminal: str
    service: str
    prefix: str
    first: int
    last: int
    used: frozenset[int] = frozenset()
    returned: bool = False

    @property
    def outstanding(self) -> int:
        return 0 if self.returned else self.last - self.first + 1 - len(self.used)


class Day(msgspec.Struct, frozen=True, gc=False):
    """One day of the hall; `begins` is the position of the first entry about it, often a block that is lent ahead.

    `early` were served before they were known; `appointments` are the bookings that were checked in, and their numbers.
    What grows all day is a `Map`: the next state shares with this one what did not change.
    """

    day: str
    begins: int
    closed: bool = False
    numbers: Mapping[str, int] = field(default_factory=dict)
    leases: Mapping[str, Lease] = field(default_factory=dict)
    tickets: Map[str, Ticket] = field(default_factory=Map)
    intents: Map[str, str] = field(default_factory=Map)
    lines: Mapping[str, Line] = field(default_factory=dict)
    windows: Mapping[str, Window] = field(default_factory=dict)
    spent: Mapping[str, int] = field(default_factory=dict)
    early: Mapping[str, str] = field(default_factory=dict)
    appointments: Mapping[str, str] = field(default_factory=dict)
    last: tuple[str, ...] = ()


class QueueState(msgspec.Struct, frozen=True, gc=False):
    """All that is known of a hall's queue; `days` holds the present one, a few before it and those leased ahead."""

    rules: QueueRules | None = None
    day: str = ""
    days: Mapping[str, Day] = field(default_factory=dict)

    @property
    def today(self) -> Day | None:
        return self.days.get(self.day)


def remembered(state: QueueState) -> int:
    """From which position on everything lies that made the days that are remembered."""
    return min((day.begins for day in state.days.values()), default=0)
