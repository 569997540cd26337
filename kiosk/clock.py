"""Time, always handed in, so that a test or a simulation owns it."""

import os
import time
from datetime import UTC, datetime
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
        return time.monotonic_ns() // 1_000_000


def iso(moment: datetime) -> str:
    """ISO 8601 in UTC with milliseconds: the one way that the journal writes a time."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def parse_iso(text: str) -> datetime:
    """The inverse of `iso`; ValueError on anything that is not ISO 8601."""
    return datetime.fromisoformat(text)
