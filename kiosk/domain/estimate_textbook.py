"""The predictors of the literature on delays in queues, and what is said of a hall before it has taught anything.

Ibrahim & Whitt, Real-Time Delay Estimation Based on Delay History (2009): QL, LES, HOL.
"""

from collections.abc import Callable, Mapping
from math import sqrt

from kiosk.domain.estimate import Observation

Weighed = list[tuple[float, float]]
"""A distribution of waits: (seconds, weight)."""

_NORMAL = (-1.645, -1.036, -0.674, -0.385, -0.126, 0.126, 0.385, 0.674, 1.036, 1.645)
"""The 5th, 15th, … 95th percentile of the standard normal distribution."""


def queue_length(observation: Observation) -> float:
    """QL: people ahead and oneself, times what a window takes, over the windows; at once when one is free."""
    if observation.free and not observation.ahead:
        return 0.0
    return (observation.ahead + 1) * observation.pace_s


def last_to_enter(observation: Observation) -> float:
    """LES: the wait of the last of the same kind who was taken in."""
    return observation.last_s


def head_of_line(observation: Observation) -> float:
    """HOL: how long the first in the line has waited by now."""
    return observation.head_here_s


def mix(observation: Observation) -> float:
    """The mean of the three."""
    return sum(predict(observation) for predict in (queue_length, last_to_enter, head_of_line)) / 3


TEXTBOOK: Mapping[str, Callable[[Observation], float]] = {
    "QL": queue_length,
    "LES": last_to_enter,
    "HOL": head_of_line,
    "mix": mix,
}


def prior(observation: Observation) -> Weighed:
    """Services of exponential length, one after another: Erlang's distribution by Wilson and Hilferty's percentiles.

    A free window and nobody ahead make half of it a wait of nothing: the clerk may be away from it.
    """
    turns = observation.ahead + 1
    waits = [(observation.pace_s * turns * _relative(turns, z), 1.0) for z in _NORMAL]
    at_once = observation.free and not observation.ahead
    return [(0.0, float(len(waits))), *waits] if at_once else waits


def _relative(turns: int, z: float) -> float:
    ninth = 1 / (9 * turns)
    return max(0.0, 1 - ninth + z * sqrt(ninth)) ** 3
