"""`estimate`: how far the estimated wait is off, and how often it lies in the range; on a trace, or a simulated hall.

Rows are judged as new: an estimate is made from what was known on arrival, and learned from once that visit is served.
The yardstick knows more than any predictor could: the constant that fits these very rows best.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median

from kiosk.domain.estimate import COVERAGE, Estimator, Observation, Span
from kiosk.domain.estimate_learner import Learner
from kiosk.domain.estimate_textbook import TEXTBOOK
from tests.bench.figure import Figure, at_most
from tests.bench.trace import Moment, read, replay
from tests.simulation.hall_sim import hall_order, simulate

SEED, DAYS = 7, 8
COVERED = (0.75, 0.85)

Whom = Callable[[Moment], Observation | None]
"""Whether a visit counts, and what was known of it on arrival."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One estimate, and what came of it."""

    seen: Observation
    span: Span
    waited_s: float


def measure(file: Path | None = None, fit: Path | None = None) -> list[Figure]:
    """Those who had to wait, then all who were served. `fit` is learned first and not judged."""
    moments = list(replay(read(file))) if file else list(replay(simulate(SEED, DAYS), hall_order))
    known = list(replay(read(fit))) if fit else []
    return [
        *_figures("estimate", _judged(moments, known, _waited)),
        *_figures("estimate-all", _judged(moments, known, _served)),
    ]


def _judged(moments: Sequence[Moment], known: Sequence[Moment], whom: Whom) -> list[Judged]:
    learner = Learner()
    for _ in judge(learner, known, whom):
        pass
    return list(judge(learner, moments, whom))


def judge(learner: Estimator, moments: Iterable[Moment], whom: Whom) -> Iterator[Judged]:
    """Every visit that `whom` sees is estimated when it arrives and learned when it is taken in."""
    for moment in moments:
        seen = whom(moment)
        if seen is None:
            continue
        if moment.kind == "arrives":
            yield Judged(seen, learner.estimate(seen), moment.visit.wait_s)
        else:
            learner.learn(seen, moment.visit.wait_s)


def _waited(moment: Moment) -> Observation | None:
    return moment.seen_waiting if moment.visit.served and moment.visit.wait_s else None


def _served(moment: Moment) -> Observation | None:
    return moment.seen if moment.visit.served else None


def _figures(name: str, judged: Sequence[Judged]) -> Iterator[Figure]:
    waits = [each.waited_s for each in judged]
    ours = fmean(abs(each.span.middle_s - each.waited_s) for each in judged)
    yield at_most(name, "s", ours, _off(waits, median(waits)), 0.9)
    yield at_most(f"{name}-mean", "s", ours, _off(waits, fmean(waits)), 0.9)
    yield at_most(f"{name}-textbook", "s", ours, min(textbook(judged).values()), 1)
    yield _coverage(f"{name}-coverage", judged)


def textbook(judged: Sequence[Judged]) -> dict[str, float]:
    """The mean absolute error of each predictor of the literature."""
    return {
        name: fmean(abs(predict(each.seen) - each.waited_s) for each in judged) for name, predict in TEXTBOOK.items()
    }


def _off(waits: Sequence[float], constant: float) -> float:
    return fmean(abs(wait - constant) for wait in waits)


def _coverage(name: str, judged: Sequence[Judged]) -> Figure:
    low, high = COVERED
    share = fmean(each.span.low_s <= each.waited_s <= each.span.high_s for each in judged)
    return Figure(name, "share", share, COVERAGE, share / COVERAGE, f"{low}..{high}", low <= share <= high)
