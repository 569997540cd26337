"""Calls on a board: which are new, and how each keeps its moment in the big place before the next one takes it."""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

FRESH = timedelta(seconds=60)
"""A call older than this, read after an outage or a start, is shown among the last ones but not called out."""
MOMENT_MS = 5_000
CROWDED_MS = 2_000
CROWD = 4
"""So many waiting calls stand beside the big place; with more of them each one's moment is shorter."""

_LABEL = re.compile(r"([0-9A-Za-z]+)号")


@dataclass(frozen=True, slots=True)
class Call:
    """A number called to a window at a time (ISO 8601); called again it is another call."""

    number: str
    window: str = field(compare=False)
    at: str


def window_label(code: str, name: str) -> str:
    """What stands over the window: the number that its name begins with, else its code."""
    found = _LABEL.match(name)
    return found[1] if found else code


def news(known: Set[Call], calls: Sequence[Call], now: datetime) -> tuple[Call, ...]:
    """The calls to call out, in their order: not known yet, and fresh."""
    fresh = (one for one in calls if one not in known and now - datetime.fromisoformat(one.at) <= FRESH)
    return tuple(sorted(fresh, key=lambda one: one.at))


@dataclass(frozen=True, slots=True)
class Stage:
    """The big place: `shown` since `since_ms` of a monotonic clock, and who waits for it in order."""

    shown: Call | None = None
    since_ms: int = 0
    waiting: tuple[Call, ...] = ()

    @property
    def moment_ms(self) -> int:
        """How long the call shown stays at least."""
        if self.shown is None or not self.waiting:
            return 0
        return CROWDED_MS if len(self.waiting) > CROWD else MOMENT_MS

    def heard(self, calls: Sequence[Call], now_ms: int) -> "Stage":
        """More calls; the first of them appears at once where nobody's moment is on."""
        return replace(self, waiting=(*self.waiting, *calls)).turned(now_ms)

    def turned(self, now_ms: int) -> "Stage":
        """As time has passed: at most one step, so that every call has its moment from when it was really shown."""
        if not self.waiting or now_ms - self.since_ms < self.moment_ms:
            return self
        return Stage(self.waiting[0], now_ms, self.waiting[1:])

    def only(self, numbers: Set[str]) -> "Stage":
        """Without the calls that were taken back."""
        shown = self.shown if self.shown and self.shown.number in numbers else None
        return replace(self, shown=shown, waiting=tuple(one for one in self.waiting if one.number in numbers))

    def rest_ms(self, now_ms: int) -> int | None:
        """Until the next step, None where none is due."""
        return max(0, self.since_ms + self.moment_ms - now_ms) if self.waiting else None
