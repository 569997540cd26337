"""The estimator in use: the forest's waits, the textbook's where it has learned little, and a range kept honest."""

import msgspec

from kiosk.domain.estimate import COVERAGE, Observation, Span
from kiosk.domain.estimate_forest import Forest
from kiosk.domain.estimate_textbook import Weighed, prior

PATIENCE = 30
"""Waits learned until the hall's own past weighs as much as the textbook."""

_PACE = 0.004
"""How far one wait moves the share: a hall that changed is followed within some 200 waits."""

_WIDEST = 0.98
_NARROWEST = 0.55


class Learner(msgspec.Struct):
    """An `Estimator`; as it is stored, by `to_bytes` and `from_bytes`.

    The range is the shortest that holds `share` of the expected waits; the share follows what came of earlier ranges
    (Gibbs & Candès 2021, adaptive conformal inference), so that the promise holds when the hall changes.
    """

    forest: Forest = msgspec.field(default_factory=Forest)
    share: float = COVERAGE

    def estimate(self, observation: Observation) -> Span:
        """Some 0.5 ms."""
        return _span(self._expected(observation), self.share)

    def learn(self, observation: Observation, waited_s: float) -> None:
        """Judge the range by `waited_s`, then remember it. Some 1 ms, and where a tree is due some 100."""
        span = self.estimate(observation)
        held = span.low_s <= waited_s <= span.high_s
        self.share = min(_WIDEST, max(_NARROWEST, self.share + _PACE * (COVERAGE - held)))
        self.forest.learn(observation, waited_s)

    def to_bytes(self) -> bytes:
        return msgspec.msgpack.encode(self)

    @classmethod
    def from_bytes(cls, stored: bytes) -> "Learner":
        """msgspec.DecodeError when these are not a learner's bytes."""
        return msgspec.msgpack.decode(stored, type=cls)

    def _expected(self, observation: Observation) -> Weighed:
        past = _scaled(self.forest.ask(observation), self.forest.learned)
        return sorted(past + _scaled(prior(observation), PATIENCE))


def _scaled(waits: Weighed, total: float) -> Weighed:
    scale = total / (sum(weight for _, weight in waits) or 1)
    return [(wait, weight * scale) for wait, weight in waits]


def _span(waits: Weighed, share: float) -> Span:
    """The middle and the shortest range with `share` of the weight; `waits` in order."""
    total = sum(weight for _, weight in waits)
    low, high, held, first, shortest = 0.0, waits[-1][0], 0.0, 0, float("inf")
    for wait, weight in waits:
        held += weight
        while held - waits[first][1] >= share * total:
            held -= waits[first][1]
            first += 1
        if held >= share * total and wait - waits[first][0] < shortest:
            low, high, shortest = waits[first][0], wait, wait - waits[first][0]
    return Span(low, high, _middle(waits, total / 2))


def _middle(waits: Weighed, half: float) -> float:
    for wait, weight in waits:
        half -= weight
        if half <= 0:
            return wait
    return waits[-1][0]
