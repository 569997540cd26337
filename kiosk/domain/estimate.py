"""How long somebody who takes a number will wait: what is known at that moment, and the range it is answered with."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

COVERAGE = 0.80
"""How often the wait falls within a range that was given, ends included."""


@dataclass(frozen=True, slots=True)
class Observation:
    """A hall at the moment a number is taken, the newcomer left out. Counts are people or windows, the rest seconds.

    `rank` is the class of priority, None where it is not known yet. `ahead` are those whose turn comes before, `here`
    limits to this business. `windows` serve this business, `open_windows` any; `free` and `open_free` of them serve
    nobody, the one freed last `freed_s` ago. `head_s` is how long the first in line has waited. `last_s` is the wait of
    the last of this business and rank who was taken in, `last_age_s` ago, `last_5_s` the mean of their last five;
    `any_last_20_s` that of the last twenty of any. `service_s` is the mean of recent services.
    """

    business: str
    rank: str | None
    ahead: int
    ahead_here: int
    waiting: int
    waiting_here: int
    windows: int
    free: int
    open_windows: int
    open_free: int
    freed_s: float
    head_s: float
    head_here_s: float
    last_s: float
    last_5_s: float
    last_age_s: float
    any_last_20_s: float
    started_in_5_min: int
    service_s: float
    service_here_s: float

    @property
    def pace_s(self) -> float:
        """Seconds from one call to the next when all windows of this business are at work."""
        return self.service_s / max(1, self.windows)

    @property
    def work_s(self) -> float:
        """Queue length times service time: until those ahead have been taken in."""
        return self.ahead * self.pace_s


@dataclass(frozen=True, slots=True)
class Span:
    """A wait in seconds: within [`low_s`, `high_s`] four times in five, below `middle_s` every other time."""

    low_s: float
    high_s: float
    middle_s: float


class Estimator(Protocol):
    """Answers at the ticket, learns at the window, for those who are not called on the spot: a hall tells it of nobody
    else, since whom a free window takes at once needs no estimate and would make the waiting look shorter.
    """

    def estimate(self, observation: Observation) -> Span: ...

    def learn(self, observation: Observation, waited_s: float) -> None:
        """What came of an earlier observation, told when that citizen was taken in; never of one who gave up."""


def minutes(span: Span) -> tuple[int, int]:
    """The range for people, in whole minutes and never narrower than the span.

    From ten minutes on, steps of five: nobody is promised the 23rd minute.
    """
    return _rounded(span.low_s / 60, math.floor), _rounded(span.high_s / 60, math.ceil)


def _rounded(length_min: float, whole: Callable[[float], int]) -> int:
    step = 1 if length_min < 10 else 5
    return step * whole(length_min / step)
