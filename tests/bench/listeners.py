"""Two hundred listeners in one process: `python -m tests.bench.listeners URL FOLDER|- COUNT`.

With a board's folder each one is that board: it takes pages and folds every entry into a queue of its own. For each
event it prints the moment, in ms on the monotonic clock, at which the last listener was through with it. Boards are
machines of their own: each one's fold is counted for itself, and not for those who happen to read after it in here.
"""

import asyncio
import gc
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
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
class Hall:
    """Says when all have applied the same event: they apply it once the last of them has read it."""

    of: int
    read: list[tuple[float, Apply, bytes]] = field(default_factory=list)

    def heard(self, apply: Apply, event: bytes = b"") -> None:
        self.read.append((_now(), apply, event))
        if len(self.read) == self.of:
            print(max(_applied(*one) for one in self.read), flush=True)
            self.read.clear()


def _applied(at: float, apply: Apply, event: bytes) -> float:
    """When a board is through that read an event `at` a moment."""
    began = _now()
    apply(event)
    return at + _now() - began


def _now() -> float:
    return time.monotonic() * 1000


class Listener(asyncio.Protocol):
    """Reads a chunked answer with as little of its own as can be: what is measured is the server and the boards."""

    def __init__(self, request: bytes, apply: Apply, hall: Hall) -> None:
        self._request = request
        self._apply = apply
        self._hall = hall
        self._begun = False
        self._rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self._rest += data
        if not self._begun and b"\r\n\r\n" in self._rest:
            self._begun, self._rest = True, self._rest.partition(b"\r\n\r\n")[2]
            self._hall.heard(lambda _: None)
        while self._begun and (chunk := self._chunk()) is not None:
            if b"data: " in chunk:
                self._hall.heard(self._apply, chunk)

    def _chunk(self) -> bytes | None:
        """The next chunk, once all of it is here."""
        head, _, rest = self._rest.partition(b"\r\n")
        size = int(head or b"0", 16)
        if not size or len(rest) < size + 2:
            return None
        self._rest = rest[size + 2 :]
        return rest[:size]


async def everybody(listeners: list[tuple[str, dict[str, str], Apply]]) -> None:
    hall, loop = Hall(len(listeners)), asyncio.get_running_loop()
    for url, headers, apply in listeners:
        listener = partial(Listener, _request(url, headers), apply, hall)
        await loop.create_connection(listener, sock=socket.create_connection(_address(url)))
    await loop.create_future()


def _address(url: str) -> tuple[str, int]:
    host, _, port = urlsplit(url).netloc.rpartition(":")
    return host, int(port)


def _request(url: str, headers: dict[str, str]) -> bytes:
    parts = urlsplit(url)
    lines = [f"GET {parts.path}?{parts.query} HTTP/1.1", f"Host: {parts.netloc}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode()


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
