"""Hints that there is something to pull: positions moved, here or in another process on the same database."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

LOOK_EVERY = 1.0
STILL_HERE_EVERY = 15.0
Marks = Mapping[str, int]


class Pulse:
    """One for each server process; `marks` reads the positions on the journal's thread."""

    def __init__(self, marks: Callable[[], Awaitable[Marks]]) -> None:
        self._marks = marks
        self._moved = asyncio.Event()
        self._over = False

    def beat(self) -> None:
        """Something was committed here."""
        self._moved.set()
        self._moved = asyncio.Event()

    def stop(self) -> None:
        """Let every listener go within `LOOK_EVERY` seconds; safe in a signal handler."""
        self._over = True

    async def listen(self) -> AsyncIterator[Marks | None]:
        """The positions at once and whenever they move; None now and then, so that a dead line is noticed."""
        known: Marks | None = None
        quiet = 0.0
        while not self._over:
            moved = self._moved
            marks = await self._marks()
            if marks != known:
                known, quiet = marks, 0.0
                yield marks
            elif quiet >= STILL_HERE_EVERY:
                quiet = 0.0
                yield None
            try:
                await asyncio.wait_for(moved.wait(), LOOK_EVERY)
            except TimeoutError:
                quiet += LOOK_EVERY
