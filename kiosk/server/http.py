"""What every endpoint shares: who asks, bodies bounded and read, errors told as Problems."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from kiosk.clock import iso
from kiosk.errors import Fault, Refused
from kiosk.journal.registry import Device
from kiosk.server.service import Service
from kiosk.signing import Message, Verifier
from kiosk.wire import Problem, Revoked

T = TypeVar("T")
Run = Callable[..., Awaitable[Any]]
STATUS = {
    "not_yours": 403,
    "no_such_case": 404,
    "no_such_file": 404,
    "no_such_page": 404,
    "too_large": 413,
    "file_too_large": 413,
    "chunk_too_large": 413,
    "unreadable": 400,
    "too_often": 429,
    "replayed": 409,
}


class Stranger(Exception):
    """Nobody we know: 401 and nothing else; but the time for a wrong clock, and its paper for one dismissed."""

    def __init__(self, problem: Problem | Revoked | None = None) -> None:
        super().__init__()
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks and with what."""

    device: Device
    body: bytes


class Door:
    """Lets known machines in: their signature is checked before anything else is looked at."""

    def __init__(self, service: Service, run: Run) -> None:
        self._service = service
        self._run = run
        self._verifier = Verifier(service.key_of, service.journal.now)

    async def caller(self, request: Request, limit: int, *, once: bool = False) -> Caller:
        """The enrolled device behind `request`; Stranger for anybody else; Refused `too_large` over `limit` bytes.

        `once`: done twice it would be something else, so a request that comes again is Refused `replayed`.
        """
        body = await read_body(request, limit)
        return Caller(await self._run(self.identify, self.message(request), body, once), body)

    async def dismissed(self, request: Request, limit: int) -> Caller:
        """The machine behind `request` if it was ordered to wipe itself; Stranger for anybody else."""
        body = await read_body(request, limit)
        return Caller(await self._run(self._leaving, self.message(request), body), body)

    def message(self, request: Request) -> Message:
        """What is signed of a request."""
        url = f"http://host{request.scope['raw_path'].decode()}"
        query = request.scope["query_string"].decode()
        return Message(request.method, f"{url}?{query}" if query else url, request.headers)

    def identify(self, message: Message, body: bytes, once: bool = False) -> Device:
        """As `caller`, on the journal's thread."""
        who = self._verifier.who(message, body)
        if who is None:
            raise Stranger
        device = self._service.device(who.terminal)
        if device is None:
            raise Stranger
        if device.revoked:
            raise Stranger(Revoked("revoked", "平台已停用这台机器", device.dismissal))
        if not who.near:
            now = iso(self._service.journal.now())
            raise Stranger(Problem("clock_skew", "本机时钟不准", "校准本机时钟", now))
        if once:
            self._service.once(who.terminal, who.nonce)
        return device

    def _leaving(self, message: Message, body: bytes) -> Device:
        """Whatever its clock says: there is no second time."""
        who = self._verifier.who(message, body)
        gone = self._service.device(who.terminal) if who else None
        if gone is None or not gone.revoked or gone.dismissal is None or not gone.dismissal.wipe:
            raise Stranger
        return gone


async def read_body(request: Request, limit: int) -> bytes:
    """The body, never more than `limit` bytes of it in memory; Refused `too_large`."""
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise Refused("too_large", f"一次最多 {limit} 字节")
        parts.append(part)
    return b"".join(parts)


def decode(body: bytes, kind: type[T]) -> T:
    """A message, or Refused `unreadable` that says where it is wrong."""
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Refused("unreadable", f"请求看不懂：{error}") from error


def json(value: object, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status, media_type="application/json")


async def on_refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    status = STATUS.get(error.code, 409)
    answer = json(Problem(error.code, error.message), status)
    if status == 429:
        answer.headers["Retry-After"] = "60"
    return answer


async def on_fault(request: Request, error: Exception) -> Response:
    assert isinstance(error, Fault)
    return Response(
        msgspec.json.encode(Problem(error.code, error.message, error.mend)),
        503,
        {"Retry-After": "5"},
        "application/json",
    )


async def on_gone(request: Request, error: Exception) -> Response:
    """Whoever asked hung up in the middle of the question; nobody hears the answer."""
    return Response(status_code=400)


async def on_stranger(request: Request, error: Exception) -> Response:
    assert isinstance(error, Stranger)
    return Response(status_code=401) if error.problem is None else json(error.problem, 401)
