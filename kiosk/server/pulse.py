"""News for whoever listens: positions moved, here or in another process on the same database.

One look for all listeners, and one page for all that stand at the same position: news to two hundred boards costs the
journal two questions.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

LOOK_EVERY = 1.0
STILL_HERE_EVERY = 15.0
STILL_HERE = b": still here\n\n"
Marks = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where a listener stands in a partition that it wants whole, page by page."""

    partition: str
    after: int


Ready = tuple[int, bytes]
"""A page as JSON, and up to where it goes."""


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at the journal found: the positions, and the pages that lead there from those known before."""

    marks: Marks
    pages: Mapping[Stretch, Ready]


@dataclass(slots=True)
class _News:
    """One state of the marks, and the events of `ready` pages, made once each."""

    marks: Marks
    events: dict[Stretch, Ready] = field(default_factory=dict)
    next: "asyncio.Event" = field(default_factory=asyncio.Event)


class Pulse:
    """One for each server process.

    `look` reads what is new beyond the marks that are known and `page` one stretch, both on the journal's thread;
    `also` are called at every beat.
    """

    def __init__(
        self,
        look: Callable[[Marks], Awaitable[Look]],
        page: Callable[[Stretch], Awaitable[Ready]],
        also: Sequence[Callable[[], None]] = (),
    ) -> None:
        self._ask = look
        self._page = page
        self._also = also
        self._moved = asyncio.Event()
        self._news = _News({})
        self._looking: asyncio.Task[None] | None = None
        self._over = False

    def beat(self) -> None:
        """Something was committed here."""
        self._moved.set()
        for wake in self._also:
            wake()

    def stop(self) -> None:
        """Let every listener go within `LOOK_EVERY` seconds; safe in a signal handler."""
        self._over = True

    async def listen(self, stretch: Stretch | None = None) -> AsyncIterator[bytes]:
        """Events: the positions at once and whenever they move, or the pages of `stretch`; a sign of life between."""
        self._begin()
        known: Marks | None = None
        while not self._over:
            news = self._news
            if news.marks is known:
                yield STILL_HERE
            elif stretch is None:
                yield _event(b"moved", msgspec.json.encode(news.marks))
            else:
                while stretch.after < news.marks.get(stretch.partition, 0):
                    upto, event = news.events.get(stretch) or await self._make(stretch)
                    if upto <= stretch.after:
                        break
                    stretch = Stretch(stretch.partition, upto)
                    yield event
            known = news.marks
            await news.next.wait()

    async def moves(self) -> AsyncIterator[Marks]:
        """The positions themselves, for pages of this process: as `listen`, repeated as a sign of life."""
        self._begin()
        while not self._over:
            news = self._news
            yield news.marks
            await news.next.wait()

    def _begin(self) -> None:
        if self._looking is None:
            self._looking = asyncio.create_task(self._look())

    async def _make(self, stretch: Stretch) -> Ready:
        upto, page = await self._page(stretch)
        return upto, _event(b"page", page)

    async def _look(self) -> None:
        """Until `stop`: look at every beat, and now and then for what other processes have written."""
        quiet = 0.0
        while not self._over:
            self._moved.clear()
            found = await self._ask(self._news.marks)
            if found.marks != self._news.marks:
                self._publish(found)
                quiet = 0.0
            elif quiet >= STILL_HERE_EVERY:
                self._publish(Look(self._news.marks, {}))
                quiet = 0.0
            try:
                await asyncio.wait_for(self._moved.wait(), LOOK_EVERY)
            except TimeoutError:
                quiet += LOOK_EVERY
        self._publish(Look({}, {}))

    def _publish(self, found: Look) -> None:
        events = {stretch: (upto, _event(b"page", page)) for stretch, (upto, page) in found.pages.items()}
        before, self._news = self._news, _News(found.marks, events)
        before.next.set()


def _event(name: bytes, data: bytes) -> bytes:
    return b"event: " + name + b"\ndata: " + data + b"\n\n"
