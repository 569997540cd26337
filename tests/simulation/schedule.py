"""What happens: a list of steps, drawn from a seed, written one a line, and read again from there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LAYOUTS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "village": {
        "platform": ("platform", ""),
        "k1": ("kiosk", "platform"),
        "k2": ("kiosk", "platform"),
        "w1": ("window", "platform"),
    },
    "hall": {
        "platform": ("platform", ""),
        "hub": ("hub", "platform"),
        "k1": ("kiosk", "hub"),
        "w1": ("window", "hub"),
        "b1": ("board", "hub"),
    },
    "region": {
        "platform": ("platform", ""),
        "hub": ("hub", "platform"),
        "k1": ("kiosk", "hub"),
        "hub2": ("hub", "platform"),
        "k2": ("kiosk", "hub2"),
    },
}
"""Who stands where: by name the role, and whose terminal it is."""

HALL, OTHER = "511602-01", "511602-02"


def hall_of(layout: str, name: str) -> str:
    """In the region the second hub and its kiosk make another hall; everybody else is in the first."""
    return OTHER if layout == "region" and name in {"hub2", "k2"} else HALL


DEEDS: Mapping[str, Mapping[str, int]] = {
    "kiosk": {
        "hand_in": 8,
        "supplement": 3,
        "withdraw": 2,
        "take": 8,
        "book": 5,
        "lend_share": 4,
        "return_share": 1,
        "sit_down": 1,
        "stray": 1,
        "garbled": 1,
        "newer": 1,
    },
    "window": {
        "call": 6,
        "skip": 2,
        "start": 2,
        "finish": 3,
        "by_hand": 2,
        "transfer": 1,
        "accept": 4,
        "give_back": 2,
        "hand_in": 2,
        "garbled": 1,
        "newer": 1,
    },
    "board": {"follow": 4, "report": 1},
    "hub": {"report": 2, "evening": 1},
    "platform": {
        "open_slot": 6,
        "book": 4,
        "withdraw_online": 2,
        "publish": 2,
        "configure": 2,
        "return_share": 2,
        "evening": 1,
    },
}
"""What people do at each kind of machine, and how often."""

FATES = ("lost", "unheard", "twice", "late", "slow", "half", "newer", "busy", "asker_dies", "dies_before", "dies_after")
DISKS = ("dies_before_commit", "dies_after_commit", "sync_fails", "full")
JUMPS_HOURS = (-8, -1, 1, 26, -24 * 365 * 9, 24 * 365 * 12)


@dataclass(frozen=True, slots=True)
class Step:
    """`who` (a machine) `does` something; `n` chooses among what there is to choose from, `how` names a fate."""

    who: str
    does: str
    n: int = 0
    how: str = ""

    def __str__(self) -> str:
        return f"{self.who} {self.does} {self.n} {self.how}".rstrip()


@dataclass(frozen=True, slots=True)
class Schedule:
    """A run from beginning to end. `http`: through the whole application instead of straight to the service."""

    seed: int
    layout: str
    http: bool
    steps: tuple[Step, ...]

    def __str__(self) -> str:
        return "\n".join([f"{self.seed} {self.layout} {'http' if self.http else 'short'}", *map(str, self.steps)])


def read(text: str) -> Schedule:
    """The inverse of `str`."""
    head, *lines = text.strip().splitlines()
    seed, layout, line = head.split()
    return Schedule(int(seed), layout, line == "http", tuple(read_step(line) for line in lines))


def read_step(line: str) -> Step:
    """One line; without a number it is 0."""
    who, does, *rest = line.split()
    n, *how = rest or ["0"]
    return Step(who, does, int(n), *how)


def without(schedule: Schedule, gone: Sequence[int]) -> Schedule:
    """The schedule without the steps at those places."""
    steps = tuple(step for place, step in enumerate(schedule.steps) if place not in set(gone))
    return Schedule(schedule.seed, schedule.layout, schedule.http, steps)
