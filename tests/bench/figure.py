"""A figure and its yardstick."""

import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` and `yardstick` in `unit`, from one run; `bar` bounds their ratio, or the value where there is none."""

    name: str
    unit: str
    value: float
    yardstick: float
    ratio: float
    bar: str
    holds: bool

    def as_row(self) -> dict[str, object]:
        return {name: round(value, 4) if isinstance(value, float) else value for name, value in asdict(self).items()}


def at_most(name: str, unit: str, value: float, yardstick: float, times: float) -> Figure:
    """The value may be `times` its yardstick."""
    ratio = value / yardstick
    return Figure(name, unit, value, yardstick, ratio, f"≤ {times:g} ×", ratio <= times)


def at_least(name: str, unit: str, value: float, yardstick: float, times: float) -> Figure:
    """The value must reach `times` its yardstick."""
    ratio = value / yardstick
    return Figure(name, unit, value, yardstick, ratio, f"≥ {times:g} ×", ratio >= times)


def below(name: str, unit: str, value: float, yardstick: float, limit: float) -> Figure:
    """The value itself is bounded; the yardstick says how the machine was."""
    return Figure(name, unit, value, yardstick, value / yardstick, f"≤ {limit:g} {unit}", value <= limit)


def median_ms(work: Callable[[], object], times: int) -> float:
    """The median of `times` runs, in milliseconds."""
    return statistics.median(_once(work) for _ in range(times))


def in_turn_ms(one: Callable[[], object], other: Callable[[], object], times: int) -> tuple[float, float]:
    """Both medians, the runs taken in turn, so that a machine that drifts drifts for both."""
    pairs = [(_once(one), _once(other)) for _ in range(times)]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


def _once(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000
