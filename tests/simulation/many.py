"""Many schedules on as many processors as there are; a failing one comes back cut down to what it takes."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context

from tests.simulation.generator import draw
from tests.simulation.planted import PLANTED
from tests.simulation.run import grounds, play
from tests.simulation.schedule import Schedule
from tests.simulation.shrink import shrink
from tests.simulation.world import Grounds

SHARE = 500
"""Schedules that a process plays between two looks at the others."""

PLANTED_FROM = 1_000_000
"""The seeds on which bugs are planted: none that the everyday run plays without them."""

SHOWN = 3
"""Failures that are cut down; by then it is time to read them."""


@dataclass(slots=True)
class Sum:
    """What many schedules came to; `failures` ready to be read and to be played again."""

    schedules: int = 0
    rounds: int = 0
    failures: list[str] = field(default_factory=list)

    def add(self, other: "Sum") -> None:
        self.schedules += other.schedules
        self.rounds = max(self.rounds, other.rounds)
        self.failures += other.failures


@dataclass(frozen=True, slots=True)
class Caught:
    """`after` so many schedules a planted bug broke the property `by`."""

    after: int
    by: str


def many(seed: int, schedules: int, heard: Callable[[Sum, Sum], None] = lambda share, found: None) -> Sum:
    """Play that many seeds from `seed` on; `heard` is told of each share, and of all there are so far."""
    shares = [range(at, min(at + SHARE, seed + schedules)) for at in range(seed, seed + schedules, SHARE)]
    found = Sum()
    with _processes() as pool:
        for one in pool.map(_play_share, shares):
            found.add(one)
            heard(one, found)
    return found


def catch(names: Sequence[str], within: int) -> dict[str, Caught | None]:
    """How each planted bug was caught; None where it was not."""
    with _processes() as pool:
        return dict(zip(names, pool.map(partial(_catch, within=within), names), strict=True))


def _processes() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn"))


def _play_share(seeds: range) -> Sum:
    found = Sum()
    with grounds() as here:
        for seed in seeds:
            schedule = draw(seed)
            outcome = play(here, schedule)
            found.add(Sum(1, outcome.rounds))
            if not outcome.broken:
                continue
            if len(found.failures) < SHOWN:
                schedule = shrink(schedule, partial(_breaks, here, outcome.broken))
                outcome = play(here, schedule)
            found.failures.append(f"{schedule}\n{outcome.what}")
    return found


def _breaks(here: Grounds, property: str, schedule: Schedule) -> bool:
    return play(here, schedule).broken == property


def _catch(name: str, within: int) -> Caught | None:
    """A schedule that fails of itself catches nothing."""
    with grounds() as here:
        for tried in range(within):
            schedule = draw(PLANTED_FROM + tried)
            if (broken := _breaks_with(name, here, schedule)) and not play(here, schedule).broken:
                return Caught(tried + 1, broken)
    return None


def _breaks_with(name: str, here: Grounds, schedule: Schedule) -> str:
    """The property that a plant breaks, or ''; one that merely trips over an error is not caught by us."""
    with PLANTED[name]():
        outcome = play(here, schedule)
    return "" if outcome.broken == "bug" else outcome.broken
