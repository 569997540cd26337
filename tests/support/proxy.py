"""A line between a machine and its upstream that can be cut, silenced and garbled on command."""

import asyncio
import socket
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Literal

Mode = Literal["up", "cut", "deaf", "short", "silent", "saying", "twice", "late"]


@dataclass(frozen=True)
class Condition:
    """How the line is.

    `cut`: no connection lives. `deaf`: requests arrive, every answer is lost. `short`: the connection ends after
    `most` bytes of the answer. `silent`: connections live, nobody answers. `saying`: somebody else answers `words`.
    `twice`: what is asked first arrives two times. `late`: every answer is held up for `seconds`.
    `pace` bytes a second go up it, 0 for as many as there are.
    """

    mode: Mode = "up"
    most: int = 0
    words: bytes = b""
    pace: int = 0
    seconds: float = 0.0


class Proxy:
    """One line; its commands return when they hold, for old connections and for new ones.

    `good` is set while it is up; `requests` counts those that somebody else has answered.
    """

    def __init__(self, host: str, port: int) -> None:
        self._beyond = (host, port)
        self._loop = asyncio.new_event_loop()
        self._condition = Condition()
        self._open: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[Any]] = set()
        self.requests = 0
        self.good = threading.Event()
        self.good.set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def up(self) -> None:
        """As a line should be."""
        self._set(Condition())
        self.good.set()

    def narrow(self, pace: int) -> None:
        """It works, but no more than `pace` bytes a second go up it."""
        self._set(Condition(pace=pace))
        self.good.set()

    def cut(self) -> None:
        self._set(Condition("cut"))

    def deaf(self) -> None:
        self._set(Condition("deaf"))

    def short(self, most: int) -> None:
        self._set(Condition("short", most))

    def silent(self) -> None:
        self._set(Condition("silent"))

    def saying(self, status: str, *headers: str, body: bytes = b"") -> None:
        """Every request is answered with this, without being passed on."""
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers, "", ""]
        self._set(Condition("saying", words="\r\n".join(lines).encode() + body))

    def twice(self) -> None:
        """As a middlebox that repeats a request whose answer it has not seen."""
        self._set(Condition("twice"))

    def late(self, seconds: float) -> None:
        self._set(Condition("late", seconds=seconds))

    def _set(self, condition: Condition) -> None:
        self.good.clear()

        async def change() -> None:
            self._condition = condition
            for writer in list(self._open):
                writer.transport.abort()

        self._call(change())

    def _call(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(20)

    def run(self) -> None:
        """The line's own thread."""
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, sock=self._listener))
        self._loop.run_forever()
        server.close()
        self._loop.run_until_complete(self._hang_up())
        self._loop.close()

    def end(self) -> None:
        """Let the thread finish."""
        self._loop.call_soon_threadsafe(self._loop.stop)

    async def _hang_up(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._open.add(writer)
        try:
            with suppress(OSError, EOFError, asyncio.CancelledError):
                await self._connection(reader, writer)
        finally:
            self._open.discard(writer)
            self._tasks.discard(task)
            writer.close()

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        condition = self._condition
        if condition.mode == "silent":
            await reader.read()
        elif condition.mode == "saying":
            await self._answer(reader, writer, condition.words)
        elif condition.mode != "cut":
            await self._pass_on(reader, writer, condition)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, words: bytes) -> None:
        """Take the request whole, as a server would, then say the words."""
        await _request(reader)
        self.requests += 1
        writer.write(words)
        writer.write_eof()
        await reader.read()

    async def _ask_before(self, request: bytes) -> bytes:
        """Ask it once on another connection, wait until it was answered there, and give it back to be asked again."""
        there, onward = await asyncio.open_connection(*self._beyond)
        self._open.add(onward)
        try:
            onward.write(request)
            await there.read(1)
        finally:
            self._open.discard(onward)
            onward.close()
        return request

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, condition: Condition) -> None:
        there, onward = await asyncio.open_connection(*self._beyond)
        self._open.add(onward)
        if condition.mode == "twice":
            onward.write(await self._ask_before(await _request(reader)))
        asking = asyncio.create_task(_copy(reader, onward, pace=condition.pace))
        try:
            if condition.mode == "late":
                await asyncio.sleep(condition.seconds)
            await _copy(there, writer, {"deaf": 0, "short": condition.most}.get(condition.mode))
        finally:
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
            self._open.discard(onward)
            onward.close()


async def _request(reader: asyncio.StreamReader) -> bytes:
    """One whole request."""
    head = await reader.readuntil(b"\r\n\r\n")
    _, there, length = head.lower().partition(b"content-length:")
    return head + await reader.readexactly(int(length.partition(b"\r\n")[0]) if there else 0)


async def _copy(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, most: int | None = None, pace: int = 0
) -> None:
    """Until the end, or as soon as `most` bytes have come; no faster than `pace` bytes a second."""
    while data := await reader.read(65536):
        if most is not None and len(data) >= most:
            writer.write(data[:most])
            return
        most = None if most is None else most - len(data)
        writer.write(data)
        await writer.drain()
        if pace:
            await asyncio.sleep(len(data) / pace)


@contextmanager
def line_to(url: str) -> Iterator[Proxy]:
    """A line to the server at `url`, up at first."""
    host, _, port = url.removeprefix("http://").partition(":")
    proxy = Proxy(host, int(port))
    thread = threading.Thread(target=proxy.run, name="line")
    thread.start()
    try:
        yield proxy
    finally:
        proxy.end()
        thread.join()
