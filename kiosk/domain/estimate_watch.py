"""A hall as its events tell it: who waits, which windows are at work, and what a newcomer may expect by that."""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from statistics import fmean

from kiosk.domain.estimate import Observation

RECENT_S = 300
"""A window nobody said is open is taken for closed after so long without work; throughput is counted over so long."""

_COLD_SERVICE_S = 180.0
_NEVER_S = 1800.0


@dataclass(frozen=True, slots=True)
class _Ticket:
    business: str
    rank: str | None
    arrived: float
    turn: float


@dataclass(slots=True)
class _Window:
    seen: float
    serving: _Ticket | None = None
    since: float = 0.0
    businesses: set[str] = field(default_factory=set)
    declared: bool = False

    def is_open(self, at: float) -> bool:
        return self.declared or self.serving is not None or at - self.seen < RECENT_S


HeadStart = Callable[[str, str | None], float]
"""The hall's own rule: by how many seconds a business and a rank are moved up the line; back, where it is negative."""


class Watch:
    """The state of one hall on one day, built from events in the order of time; all times in seconds of that day.

    A window is as it was declared; of one that never was, what it serves is learned from what it has served.
    `service_s` stands for one service of the day before, so that the first customer is told something.
    """

    def __init__(self, head_start: HeadStart, service_s: float = _COLD_SERVICE_S) -> None:
        self._head_start = head_start
        self._waiting: dict[str, _Ticket] = {}
        self._windows: dict[str, _Window] = {}
        self._starts: deque[float] = deque()
        self._services: deque[float] = deque([service_s], maxlen=40)
        self._services_of: dict[str, deque[float]] = {}
        self._waits: deque[float] = deque(maxlen=20)
        self._waits_of: dict[tuple[str, str | None], deque[tuple[float, float]]] = {}

    @property
    def service_s(self) -> float:
        """What one service takes, by those of late."""
        return fmean(self._services)

    def open(self, window: str, businesses: Iterable[str], at: float) -> None:
        """A clerk is at `window` for `businesses`, and stays until it shuts."""
        self._windows[window] = _Window(at, businesses=set(businesses), declared=True)

    def shut(self, window: str, at: float) -> None:
        """Nobody is at `window` any more; whom it had is done."""
        self.finish(window, at)
        self._windows.pop(window, None)

    def arrive(self, ticket: str, business: str, rank: str, at: float) -> None:
        """Take `ticket` into the line."""
        self._waiting[ticket] = self._ticket(business, rank, at)

    def waits(self, ticket: str) -> bool:
        return ticket in self._waiting

    def leave(self, ticket: str) -> None:
        """The citizen went away unserved."""
        del self._waiting[ticket]

    def start(self, ticket: str, window: str, at: float) -> float:
        """A window begins with `ticket`, done with whom it had before. Answers the seconds waited, never below 0."""
        taken = self._waiting.pop(ticket)
        waited = max(0.0, at - taken.arrived)
        self.finish(window, at)
        at_window = self._windows.setdefault(window, _Window(at))
        at_window.serving, at_window.since, at_window.seen = taken, at, at
        at_window.businesses.add(taken.business)
        self._starts.append(at)
        self._waits.append(waited)
        for rank in {taken.rank, None}:
            self._waits_of.setdefault((taken.business, rank), deque(maxlen=5)).append((waited, at))
        return waited

    def finish(self, window: str, at: float) -> None:
        """A window is done with whom it served; one that serves nobody is left as it is."""
        at_window = self._windows.get(window)
        if at_window is None or at_window.serving is None:
            return
        took = at - at_window.since
        self._services.append(took)
        self._services_of.setdefault(at_window.serving.business, deque(maxlen=20)).append(took)
        at_window.serving, at_window.seen = None, at

    def observe(self, business: str, rank: str | None, at: float) -> Observation:
        """What is known to one who is about to take a number; a rank of None waits like the plain ones."""
        newcomer = self._ticket(business, rank, at)
        here = [ticket for ticket in self._waiting.values() if ticket.business == business]
        windows = [each for each in self._windows.values() if each.is_open(at)]
        serving_here = [each for each in windows if business in each.businesses]
        shared = {business}.union(*(each.businesses for each in serving_here))
        line = [ticket for ticket in self._waiting.values() if ticket.business in shared]
        waits = self._waits_of.get((business, rank), ((0.0, at - _NEVER_S),))
        services_here = self._services_of.get(business, self._services)
        while self._starts and self._starts[0] <= at - RECENT_S:
            self._starts.popleft()
        return Observation(
            business=business,
            rank=rank,
            ahead=_ahead(newcomer, line),
            ahead_here=_ahead(newcomer, here),
            waiting=len(self._waiting),
            waiting_here=len(here),
            windows=len(serving_here),
            free=_free(serving_here),
            open_windows=len(windows),
            open_free=_free(windows),
            freed_s=min((at - each.seen for each in windows if not each.serving), default=_NEVER_S),
            head_s=_longest(at, self._waiting.values()),
            head_here_s=_longest(at, here),
            last_s=waits[-1][0],
            last_5_s=fmean(waited for waited, _ in waits),
            last_age_s=min(at - waits[-1][1], _NEVER_S),
            any_last_20_s=fmean(self._waits) if self._waits else 0.0,
            started_in_5_min=len(self._starts),
            service_s=fmean(self._services),
            service_here_s=fmean(services_here),
        )

    def _ticket(self, business: str, rank: str | None, at: float) -> _Ticket:
        return _Ticket(business, rank, at, at - self._head_start(business, rank))


def _ahead(newcomer: _Ticket, line: Iterable[_Ticket]) -> int:
    return sum(ticket.turn <= newcomer.turn for ticket in line)


def _free(windows: Iterable[_Window]) -> int:
    return sum(each.serving is None for each in windows)


def _longest(at: float, line: Iterable[_Ticket]) -> float:
    return max((at - ticket.arrived for ticket in line), default=0.0)
