"""A server process: the endpoints, and on a platform the portal, behind uvicorn; the journal on one thread."""

import asyncio
import gc
import logging
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from types import FrameType
from typing import TypeVar, TypeVarTuple

import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from kiosk.clock import Clock
from kiosk.errors import Fault, Refused
from kiosk.reasons import reason
from kiosk.server.api import Api, Live
from kiosk.server.http import Door, Stranger, json, on_fault, on_gone, on_refused, on_stranger
from kiosk.server.openapi import describe
from kiosk.server.pulse import Pulse
from kiosk.server.service import Service

log = logging.getLogger(__name__)
HOUR_S = 3600.0
LULL_S = 0.3
T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class JournalThread:
    """The one thread of a server process that touches its database."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, "journal")
        self.asked = 0

    async def run(self, work: Callable[[*Ts], T], *args: *Ts) -> T:
        self.asked += 1
        return await asyncio.get_running_loop().run_in_executor(self._pool, work, *args)

    def finish(self, close: Callable[[], None]) -> None:
        """Close the thread's connection and end it."""
        self._pool.submit(close).result()
        self._pool.shutdown()


@dataclass(frozen=True, slots=True)
class Site:
    """What is served: the service, who is beyond it (a hub's upstream), and pages besides the protocol.

    `hourly` is done at the start and then every hour, on the journal's thread.
    """

    service: Service
    clock: Clock
    thread: JournalThread
    beyond: Live | None = None
    pages: Sequence[BaseRoute] = ()
    hourly: Callable[[], object] = lambda: None


def application(site: Site, started: Callable[[], None], pulse: Pulse) -> Starlette:
    """The whole site as one ASGI application; `started` is called once it answers."""
    door = Door(site.service, site.thread.run)
    api = Api(site.service, door, site.thread.run, site.clock, pulse, site.beyond)

    async def openapi(request: Request) -> Response:
        return json(describe(site.service.role))

    @asynccontextmanager
    async def life(app: Starlette) -> AsyncIterator[None]:
        chores = [asyncio.create_task(chore(site)) for chore in (_hourly, _in_lulls)]
        started()
        yield
        for chore in chores:
            chore.cancel()
            with suppress(asyncio.CancelledError):
                await chore
        site.thread.finish(site.service.journal.db.close)

    return Starlette(
        routes=[*api.routes(), Route("/openapi.json", openapi), *site.pages],
        exception_handlers={Refused: on_refused, Fault: on_fault, Stranger: on_stranger, ClientDisconnect: on_gone},
        lifespan=life,
    )


async def _hourly(site: Site) -> None:
    """What staff must mend is in the log, and the next hour tries again."""
    while True:
        try:
            await site.thread.run(site.hourly)
        except Fault as fault:
            log.warning("%s: %s (%s)", fault.code, fault.message, fault.mend)
        await asyncio.sleep(HOUR_S)


async def _in_lulls(site: Site) -> None:
    """What was committed goes into the database's file while nobody waits, not in the middle of a call."""
    done = 0
    while True:
        asked = site.thread.asked
        await asyncio.sleep(LULL_S)
        if done != asked == site.thread.asked:
            with suppress(Fault):  # a database that is away comes back, and commits go on without this
                await site.thread.run(site.service.journal.db.checkpoint)
            done = asked + 1


def listen(host: str, port: int) -> tuple[socket.socket, str]:
    """A listening socket and its URL; `port` 0 picks a free one. Fault `port_taken`."""
    try:
        sock = socket.create_server((host, port), backlog=1024)
    except OSError as error:
        raise Fault("port_taken", f"{host}:{port} 不能用：{reason(error)}", "换一个端口，或停掉占用它的程序") from error
    return sock, f"http://{host}:{sock.getsockname()[1]}"


class Server(uvicorn.Server):
    """Tells the listeners for hints to go when it is told to stop; they would never end by themselves."""

    def __init__(self, app: Starlette, sock: socket.socket, stopping: Callable[[], None]) -> None:
        super().__init__(
            uvicorn.Config(
                app, log_config=None, log_level="warning", access_log=False, lifespan="on", timeout_graceful_shutdown=5
            )
        )
        self._sock = sock
        self._stopping = stopping

    def run_here(self) -> None:
        """Serve on this thread until `leave`, or in the main thread a signal."""
        self.run(sockets=[self._sock])

    def leave(self) -> None:
        """From any thread."""
        self.handle_exit(signal.SIGTERM, None)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._stopping()
        super().handle_exit(sig, frame)


TURN_S = 0.0005
"""How long one thread may keep the others waiting: what is learned in the background must not hold up a call."""


def serve(server: Server) -> None:
    """Until SIGTERM or SIGINT this process does nothing else. Requests wait in the backlog from when it listens."""
    sys.setswitchinterval(TURN_S)
    gc.collect()
    gc.freeze()  # what was imported stays: no collection walks through it again
    server.run_here()
