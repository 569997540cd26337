"""News for whoever listens: positions moved, here or in another process on the same database.

One look for all listeners, and one page for all that stand at the same position: news to two hundred boards costs the
journal two questions. What is done here is looked at in the same turn of the journal's thread that does it.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar, TypeVarTuple

import msgspec

from kiosk.errors import Fault

log = logging.getLogger(__name__)
T = TypeVar("T")
Ts = TypeVarTuple("Ts")
Run = Callable[..., Awaitable[Any]]
LOOK_EVERY = 1.0
STILL_HERE_EVERY = 15.0
STILL_HERE = b": still here\n\n"
Marks = Mapping[str, int]


class Stretch(NamedTuple):
    """Where a listener stands in a partition that it wants whole, page by page."""

    partition: str
    after: int


Ready = tuple[int, bytes]
"""A page as JSON, and up to where it goes."""


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at the journal found: the positions, and the pages that lead there from those known before.

    `dismissed` are all machines that may hear nothing any more, None where none can have come to them.
    """

    marks: Marks
    pages: Mapping[Stretch, Ready]
    dismissed: Set[str] | None = None


@dataclass(slots=True)
class _News:
    """One state of the marks, and the events of `ready` pages, made once each."""

    marks: Marks
    events: dict[Stretch, Ready] = field(default_factory=dict)
    next: "asyncio.Event" = field(default_factory=asyncio.Event)


class Pulse:
    """One for each server process.

    `run` has the journal's thread do something: `look` reads there what is new beyond the marks that are known, `page`
    one stretch. `also` are called at every beat.
    """

    def __init__(
        self,
        run: Run,
        look: Callable[[Marks], Look],
        page: Callable[[Stretch], Ready],
        also: Sequence[Callable[[], None]] = (),
    ) -> None:
        self._run = run
        self._ask = look
        self._page = page
        self._also = also
        self._seen: Marks = {}
        self._dismissed: Set[str] = frozenset()
        self._moved = asyncio.Event()
        self._news = _News({})
        self._looking: asyncio.Task[None] | None = None
        self._over = False

    def beat(self) -> None:
        """Something was committed here."""
        self._moved.set()
        self._wake_others()

    async def after(self, work: Callable[[*Ts], T], *args: *Ts) -> T:
        """What `work` gives on the journal's thread; whoever listens is told what it moved before anybody answers.

        As `beat` afterwards, less the way back to the thread for a look.
        """
        if self._looking is None:
            done: T = await self._run(work, *args)
        else:
            done, found = await self._run(self._with_look, work, args)
            self._tell(found)
            await asyncio.sleep(0)  # the boards' turn: whoever asked is answered once they have it
        self._wake_others()
        return done

    def _with_look(self, work: Callable[..., T], args: tuple[object, ...]) -> tuple[T, Look]:
        done = work(*args)
        try:
            return done, self._look()
        except Fault:  # what is done is done, whoever asked must hear it; the watch looks again
            return done, Look(self._seen, {})

    def _look(self) -> Look:
        """On the journal's thread alone, where looks come one after the other: each goes on from the one before."""
        found = self._ask(self._seen)
        self._seen = found.marks
        if found.dismissed is not None:
            self._dismissed = found.dismissed
        return found

    def _wake_others(self) -> None:
        for wake in self._also:
            wake()

    def stop(self) -> None:
        """Let every listener go within `LOOK_EVERY` seconds; safe in a signal handler."""
        self._over = True

    async def listen(self, who: str, stretch: Stretch | None = None) -> AsyncGenerator[bytes, None]:
        """Events: the positions at once and whenever they move, or the pages of `stretch`; a sign of life between.

        They end once the terminal `who` is dismissed: it asks again, and is told.
        """
        self._begin()
        known: Marks | None = None
        while not self._over and who not in self._dismissed:
            news = self._news
            if news.marks is known:
                yield STILL_HERE
            elif stretch is None:
                yield _event(b"moved", msgspec.json.encode(news.marks))
            else:
                while stretch.after < news.marks.get(stretch.partition, 0):
                    try:
                        upto, event = news.events.get(stretch) or await self._make(stretch)
                    except Fault:
                        return  # who listens asks again, here or at another server
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
            self._looking = asyncio.create_task(self._watch())

    async def _make(self, stretch: Stretch) -> Ready:
        upto, page = await self._run(self._page, stretch)
        return upto, _event(b"page", page)

    async def _watch(self) -> None:
        """Until `stop`: look at every beat, and now and then for what other processes have written."""
        quiet = 0.0
        while not self._over:
            self._moved.clear()
            try:
                moved = self._tell(await self._run(self._look))
            except Fault as fault:  # a database that is away comes back
                log.info("no look: %s", fault.code)
                moved = False
            if moved:
                quiet = 0.0
            elif quiet >= STILL_HERE_EVERY:
                self._publish(Look(self._news.marks, {}))
                quiet = 0.0
            try:
                await asyncio.wait_for(self._moved.wait(), LOOK_EVERY)
            except TimeoutError:
                quiet += LOOK_EVERY
        self._publish(Look({}, {}))

    def _tell(self, found: Look) -> bool:
        """Whether there was anything to tell."""
        moved = found.marks != self._news.marks
        if moved:
            self._publish(found)
        return moved

    def _publish(self, found: Look) -> None:
        events = {stretch: (upto, _event(b"page", page)) for stretch, (upto, page) in found.pages.items()}
        before, self._news = self._news, _News(found.marks, events)
        before.next.set()


def _event(name: bytes, data: bytes) -> bytes:
    return b"event: " + name + b"\ndata: " + data + b"\n\n"
