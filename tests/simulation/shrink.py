"""Cuts a failing schedule down to the steps that it takes (delta debugging, Zeller and Hildebrandt 2002)."""

from collections.abc import Callable

from tests.simulation.schedule import Schedule, without

Fails = Callable[[Schedule], bool]


def shrink(schedule: Schedule, fails: Fails) -> Schedule:
    """The same failure with as few steps as can be had: without any one of them it does not fail any more."""
    size = len(schedule.steps)
    while size > 0:
        shorter = _without_some(schedule, size, fails)
        if shorter is not None:
            schedule, size = shorter, min(size, len(shorter.steps))
        else:
            size //= 2
    return schedule


def _without_some(schedule: Schedule, size: int, fails: Fails) -> Schedule | None:
    """The first shorter one that fails still, `size` neighbouring steps left out; the last steps go first."""
    for end in range(len(schedule.steps), 0, -size):
        shorter = without(schedule, range(max(0, end - size), end))
        if fails(shorter):
            return shorter
    return None
