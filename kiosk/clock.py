"""Time, always handed in, so that a test or a simulation owns it."""

import os
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What the house knows of time. `boot` changes whenever `monotonic_ms` starts anew."""

    @property
    def boot(self) -> str: ...

    def now(self) -> datetime: ...

    def monotonic_ms(self) -> int: ...


class SystemClock:
    """The operating system's clock."""

    def __init__(self) -> None:
        self._boot = os.urandom(4).hex()

    @property
    def boot(self) -> str:
        return self._boot

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic_ms(self) -> int:
        """Time asleep counts: a station's lid is shut at night."""
        if sys.platform == "linux":
            ns = time.clock_gettime_ns(time.CLOCK_BOOTTIME)
        else:
            ns = time.monotonic_ns()
        return ns // 1_000_000


MS = timedelta(milliseconds=1)
NOTED = timedelta(seconds=1)
"""By less than this two clocks do not differ: an answer is on its way for a while."""
AGREED = timedelta(hours=1)
"""By more than this one of two clocks is wrong."""


class Reckoning:
    """An upstream's clock between two words of it: counted on by our monotonic one, which nobody can set.

    Until it speaks in this process, our wall clock with what that was off by when it spoke last.
    """

    def __init__(self, clock: Clock, offset_ms: int) -> None:
        self._clock = clock
        self._heard: tuple[datetime, int] | None = None
        self.offset_ms = offset_ms

    def hear(self, at: datetime) -> bool:
        """What it says now; whether our wall clock is found to be off by something new."""
        if self._heard is None or abs(self.now() - at) >= NOTED:
            self._heard = at, self._clock.monotonic_ms()
        off = at - self._clock.now()
        if abs(off - self.offset_ms * MS) < NOTED:
            return False
        self.offset_ms = off // MS
        return True

    def now(self) -> datetime:
        if self._heard is None:
            return self._clock.now() + self.offset_ms * MS
        at, then = self._heard
        return at + (self._clock.monotonic_ms() - then) * MS

    @property
    def agreed(self) -> bool:
        """Whether it has spoken in this process, and our own wall clock says the same."""
        return self._heard is not None and abs(self.now() - self._clock.now()) <= AGREED


def iso(moment: datetime) -> str:
    """ISO 8601 in UTC with milliseconds: the one way that the journal writes a time."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def parse_iso(text: str) -> datetime:
    """The inverse of `iso`; ValueError on anything that is not ISO 8601."""
    return datetime.fromisoformat(text)
