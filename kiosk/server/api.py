"""The protocol's endpoints (protocol.md): each reads a request, has the service do it, and writes the answer."""

import asyncio
from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from kiosk import __version__
from kiosk.clock import Clock, iso
from kiosk.domain.progress import Progress
from kiosk.domain.witness import Witness, read_witness
from kiosk.errors import Refused
from kiosk.journal.blobs import CHUNK
from kiosk.journal.registry import Device
from kiosk.server.envelope import check_envelopes
from kiosk.server.http import Door, Run, decode, json, read_body
from kiosk.server.pulse import Pulse, Stretch
from kiosk.server.service import Service
from kiosk.server.throttle import Throttle
from kiosk.signing import Message
from kiosk.wire import MAX_BYTES, MAX_ENTRIES, Enrolled, Enrolment, Health, LeaseRequest, Page, Push, PushAnswer, Wiped

GUESSES, ALL_GUESSES = 10, 60
"""Enrolment codes that are no good, a minute: from one address, and from all."""


class Live(Protocol):
    """What only the platform knows: it answers itself, a hub asks its own upstream while somebody waits."""

    def progress(self, receipt: str) -> Progress: ...

    def blob_read(self, reader: Device, name: str) -> bytes: ...

    def open_drop(self, terminal: str) -> str: ...

    def take_drop(self, token: str, terminal: str) -> tuple[str, bytes] | None: ...

    def enrol(self, request: Enrolment) -> Enrolled: ...


class Api:
    """The endpoints under /v1, as methods of one object that holds what they share."""

    def __init__(
        self, service: Service, door: Door, run: Run, clock: Clock, pulse: Pulse, beyond: Live | None = None
    ) -> None:
        self._service = service
        self._door = door
        self._run = run
        self._clock = clock
        self._pulse = pulse
        self._live: Live = beyond or service
        self._ask: Run = asyncio.to_thread if beyond else run
        """A silent upstream keeps those waiting who asked for it, and nobody else in the hall."""
        self._guesses = Throttle(clock, GUESSES)
        self._all_guesses = Throttle(clock, ALL_GUESSES, 1)

    def routes(self) -> list[Route]:
        return [
            Route("/v1/entries", self.push, methods=["POST"]),
            Route("/v1/entries", self.page, methods=["GET"]),
            Route("/v1/replicas", self.replicate, methods=["POST"]),
            Route("/v1/leases", self.lease, methods=["POST"]),
            Route("/v1/snapshot", self.snapshot, methods=["GET"]),
            Route("/v1/stream", self.stream, methods=["GET"]),
            Route("/v1/blobs/{hash}", self.blob_state, methods=["HEAD"]),
            Route("/v1/blobs/{hash}", self.blob_extend, methods=["PATCH"]),
            Route("/v1/blobs/{hash}", self.blob_read, methods=["GET"]),
            Route("/v1/progress/{receipt}", self.progress, methods=["GET"]),
            Route("/v1/drops", self.open_drop, methods=["POST"]),
            Route("/v1/drops/{token}", self.take_drop, methods=["GET"]),
            Route("/v1/enrol", self.enrol, methods=["POST"]),
            Route("/v1/wiped", self.wiped, methods=["POST"]),
            Route("/v1/health", self.health, methods=["GET"]),
        ]

    async def push(self, request: Request) -> Response:
        body = await read_body(request, MAX_BYTES)
        return json(await self._pulse.after(self._take, self._door.message(request), body))

    def _take(self, message: Message, body: bytes) -> PushAnswer:
        """All of a push in one turn of the journal's thread: somebody stands and waits for it."""
        sender = self._door.identify(message, body)
        push = decode(body, Push)
        if len(push.entries) > MAX_ENTRIES:
            raise Refused("too_large", f"一次最多 {MAX_ENTRIES} 条")
        check_envelopes(push.entries)
        return self._service.push(sender, push)

    async def page(self, request: Request) -> Response:
        caller = await self._door.caller(request, 0)
        partition, after = request.query_params.get("partition", ""), _number(request, "after", 0)
        limit = max(1, _number(request, "limit", MAX_ENTRIES))
        return json(await self._run(self._service.page, caller.device, partition, after, limit, _witness(request)))

    async def replicate(self, request: Request) -> Response:
        caller = await self._door.caller(request, 4 * MAX_BYTES)
        page = decode(caller.body, Page)
        check_envelopes(one.entry for one in page.entries)
        answer = await self._run(self._service.replicate, caller.device, page)
        self._pulse.beat()
        return json(answer)

    async def lease(self, request: Request) -> Response:
        caller = await self._door.caller(request, 4096, once=True)
        answer = await self._run(self._service.lease, caller.device, decode(caller.body, LeaseRequest))
        self._pulse.beat()
        return json(answer)

    async def snapshot(self, request: Request) -> Response:
        caller = await self._door.caller(request, 0)
        partition = request.query_params.get("partition", "")
        return json(await self._run(self._service.snapshot, caller.device, partition))

    async def stream(self, request: Request) -> Response:
        """Hints; with `partition` and `after` the pages of a hall's queue themselves, which hold nobody's data."""
        caller = await self._door.caller(request, 0)
        partition = request.query_params.get("partition", "")
        if not partition:
            return StreamingResponse(self._pulse.listen(caller.device.terminal), media_type="text/event-stream")
        stretch = Stretch(partition, _number(request, "after", 0))
        await self._run(self._service.greet, caller.device, partition, _witness(request))
        return StreamingResponse(self._pulse.listen(caller.device.terminal, stretch), media_type="text/event-stream")

    async def blob_state(self, request: Request) -> Response:
        await self._door.caller(request, 0)
        state = await self._run(self._service.blob_state, _hash(request))
        headers = {
            "Upload-Offset": str(state.offset),
            "Upload-Complete": f"?{int(state.complete)}",
            "X-Blob-Kept": f"?{int(state.kept)}",
            "X-Blob-Place": state.place,
        }
        return Response(status_code=204, headers=headers)

    async def blob_extend(self, request: Request) -> Response:
        caller = await self._door.caller(request, CHUNK)
        size, offset = _number(request, "size", -1), _number(request, "offset", -1)
        if size < 0 or offset < 0:
            raise Refused("unreadable", "请写明 size 和 offset")
        state = await self._run(self._service.blob_extend, _hash(request), size, offset, caller.body)
        if state.complete:
            self._pulse.beat()
        return json(state)

    async def blob_read(self, request: Request) -> Response:
        caller = await self._door.caller(request, 0)
        data = await self._ask(self._live.blob_read, caller.device, _hash(request))
        headers = {"X-Content-Type-Options": "nosniff", "Content-Disposition": "attachment"}
        return Response(data, headers=headers, media_type="application/octet-stream")

    async def progress(self, request: Request) -> Response:
        await self._door.caller(request, 0)
        return json(await self._ask(self._live.progress, request.path_params["receipt"]))

    async def open_drop(self, request: Request) -> Response:
        caller = await self._door.caller(request, 1024, once=True)
        return json({"token": await self._ask(self._live.open_drop, caller.device.terminal)})

    async def take_drop(self, request: Request) -> Response:
        caller = await self._door.caller(request, 0, once=True)
        found = await self._ask(self._live.take_drop, request.path_params["token"], caller.device.terminal)
        return Response(status_code=204) if found is None else Response(found[1], media_type="application/octet-stream")

    async def enrol(self, request: Request) -> Response:
        """Codes that are no good count: by address, and for all of them together."""
        body = decode(await read_body(request, 4096), Enrolment)
        address = request.client.host if request.client else ""
        self._guesses.check(address)
        self._all_guesses.check("")
        try:
            answer = await self._ask(self._live.enrol, body)
        except Refused:
            self._guesses.count(address)
            self._all_guesses.count("")
            raise
        self._pulse.beat()
        return json(answer)

    async def wiped(self, request: Request) -> Response:
        caller = await self._door.dismissed(request, 64 << 10)
        answer = await self._run(self._service.wiped, caller.device, decode(caller.body, Wiped))
        self._pulse.beat()
        return json(answer)

    async def health(self, request: Request) -> Response:
        return json(Health("ok", self._service.role, __version__, iso(self._clock.now())))


def _witness(request: Request) -> Witness | None:
    return read_witness(request.query_params.get("witness", ""))


def _number(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name, str(default))
    if not text.lstrip("-").isascii() or not text.lstrip("-").isdigit() or len(text) > 18:
        raise Refused("unreadable", f"{name} 应当是整数")
    return int(text)


def _hash(request: Request) -> str:
    name = str(request.path_params["hash"])
    if len(name) != 71 or not name.startswith("sha256:") or not name[7:].isalnum():
        raise Refused("unreadable", "文件的名字应当是 sha256: 和 64 位十六进制")
    return name
