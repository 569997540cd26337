"""Two hundred listeners in one process: `python -m tests.bench.listeners URL FOLDER|- COUNT`.

With a board's folder each one is that board: it takes pages and folds every entry into a queue of its own. For each
event it prints, once the last listener is through with it, the moment in ms on the monotonic clock.
"""

import asyncio
import gc
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from kiosk.app import opener
from kiosk.domain.queue.evolve import evolve
from kiosk.domain.queue.state import QueueState
from kiosk.signing import Message, Signer
from kiosk.wire import Page

Apply = Callable[[bytes], None]
_page = msgspec.json.Decoder(Page)


class Board:
    """What a board does with a page: every entry into the queue that it shows."""

    def __init__(self, state: QueueState) -> None:
        self._state = state

    def apply(self, event: bytes) -> None:
        for one in _page.decode(event.partition(b"data: ")[2]).entries:
            self._state = evolve(self._state, one.judged())


@dataclass
class Count:
    """Says when all have applied the same event."""

    of: int
    done: int = 0

    def one(self) -> None:
        self.done += 1
        if self.done % self.of == 0:
            print(time.monotonic() * 1000, flush=True)


async def listen(url: str, headers: dict[str, str], apply: Apply, count: Count) -> None:
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port, limit=1 << 22)
    lines = [f"GET {parts.path}?{parts.query} HTTP/1.1", f"Host: {parts.netloc}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    writer.write("\r\n".join([*lines, "", ""]).encode())
    await reader.readuntil(b"\r\n\r\n")
    count.one()
    while size := int(await reader.readline() or b"0", 16):
        event = await reader.readexactly(size + 2)
        if b"data: " in event:
            apply(event)
            count.one()


async def everybody(listeners: list[tuple[str, dict[str, str], Apply]]) -> None:
    count = Count(len(listeners))
    await asyncio.gather(*(listen(url, headers, apply, count) for url, headers, apply in listeners))


def boards(url: str, folder: Path, number: int) -> list[tuple[str, dict[str, str], Apply]]:
    with opener().open(folder) as machine:
        partition = machine.queue
        after = machine.journal.cursor(partition).position
        state = machine.journal.views.queue.state(partition)
        signer = Signer(machine.identity.terminal, machine.keys.device())
    target = f"{url}/v1/stream?partition={partition}&after={after}"
    return [(target, _signed(signer, target), Board(state).apply) for _ in range(number)]


def _signed(signer: Signer, target: str) -> dict[str, str]:
    headers: dict[str, str] = {}
    signer.sign(Message("GET", target, headers), b"", datetime.now(UTC))
    return headers


def bare(url: str, number: int) -> list[tuple[str, dict[str, str], Apply]]:
    return [(f"{url}/stream?", {}, lambda _: None) for _ in range(number)]


def main(url: str, folder: str, number: int) -> None:
    gc.disable()  # one board's states are nothing to collect; two hundred boards' at once would hold everybody up
    listeners = bare(url, number) if folder == "-" else boards(url, Path(folder), number)
    asyncio.run(everybody(listeners))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
