"""News for listeners: what is done here is told in the same turn, and a database that is away leaves nobody deaf."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable

from kiosk.errors import Fault
from kiosk.server.pulse import Look, Marks, Pulse, Ready, Stretch

QUEUE = "hall:1"
BEGINNING = Stretch(QUEUE, 0)


class Ledger:
    """A journal of one partition; its thread is the test's own. `asked` are the pages that somebody had to ask for."""

    def __init__(self) -> None:
        self.position = 0
        self.away = False
        self.looks = 0
        self.dismissed: frozenset[str] = frozenset()
        self.asked: list[Stretch] = []

    def write(self) -> int:
        self.position += 1
        return self.position

    def look(self, known: Marks) -> Look:
        self.looks += 1
        if self.away:
            raise Fault("database_unreachable", "数据库连不上", "检查数据库服务")
        pages = {Stretch(QUEUE, known[QUEUE]): self._page(known[QUEUE])} if QUEUE in known else {}
        return Look({QUEUE: self.position}, pages, self.dismissed)

    def page(self, stretch: Stretch) -> Ready:
        self.asked.append(stretch)
        return self._page(stretch.after)

    def _page(self, after: int) -> Ready:
        return self.position, f"{after}-{self.position}".encode()


async def run(work: Callable[..., object], *args: object) -> object:
    return work(*args)


def event(words: bytes) -> bytes:
    return b"event: page\ndata: " + words + b"\n\n"


def played(ledger: Ledger, play: Callable[[Pulse, AsyncGenerator[bytes, None]], Awaitable[None]]) -> None:
    """`play` with a board that has heard of the first entry."""

    async def scene() -> None:
        pulse = Pulse(run, ledger.look, ledger.page)
        await pulse.after(ledger.write)
        board = pulse.listen("board", BEGINNING)
        assert await anext(board) == event(b"0-1")
        await play(pulse, board)
        pulse.stop()
        pulse.beat()
        assert [one async for one in board] == []

    asyncio.run(asyncio.wait_for(scene(), 20))


def test_what_is_done_here_is_looked_at_in_the_same_turn_and_read_once_for_all() -> None:
    ledger = Ledger()

    async def play(pulse: Pulse, board: AsyncGenerator[bytes, None]) -> None:
        other = pulse.listen("other", Stretch(QUEUE, 1))
        coming = [asyncio.ensure_future(anext(one)) for one in (board, other)]
        await asyncio.sleep(0)
        looks = ledger.looks
        assert await pulse.after(ledger.write) == 2
        assert ledger.looks == looks + 1
        assert await asyncio.gather(*coming) == [event(b"1-2"), event(b"1-2")]
        assert ledger.asked == [BEGINNING], "the page of the second entry came with the look"
        await other.aclose()

    played(ledger, play)


def test_looks_that_overlap_lead_on_from_one_another() -> None:
    ledger = Ledger()

    async def play(pulse: Pulse, board: AsyncGenerator[bytes, None]) -> None:
        await asyncio.gather(pulse.after(ledger.write), pulse.after(ledger.write))
        pulse.beat()
        heard = [await anext(board)]
        while not heard[-1].endswith(b"-3\n\n"):
            heard.append(await anext(board))
        assert heard in ([event(b"1-2"), event(b"2-3")], [event(b"1-3")])

    played(ledger, play)


def test_a_database_that_is_away_for_a_moment_leaves_no_listener_deaf() -> None:
    ledger = Ledger()

    async def play(pulse: Pulse, board: AsyncGenerator[bytes, None]) -> None:
        ledger.away = True
        looks = ledger.looks
        ledger.write()
        pulse.beat()
        while ledger.looks == looks:
            await asyncio.sleep(0)
        ledger.away = False
        pulse.beat()
        assert await anext(board) == event(b"1-2")

    played(ledger, play)


def test_nobody_listens_and_nobody_looks() -> None:
    ledger, woken = Ledger(), []

    async def scene() -> int:
        return await Pulse(run, ledger.look, ledger.page, [lambda: woken.append(1)]).after(ledger.write)

    assert asyncio.run(scene()) == 1
    assert (ledger.looks, woken) == (0, [1])


def test_who_was_dismissed_hears_nothing_more() -> None:
    ledger = Ledger()

    async def play(pulse: Pulse, board: AsyncGenerator[bytes, None]) -> None:
        other = pulse.listen("other", Stretch(QUEUE, 1))
        coming = [asyncio.ensure_future(anext(one, b"")) for one in (board, other)]
        await asyncio.sleep(0)
        ledger.dismissed = frozenset({"board"})
        await pulse.after(ledger.write)
        assert await asyncio.gather(*coming) == [b"", event(b"1-2")]
        await other.aclose()

    played(ledger, play)
