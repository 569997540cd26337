"""Between the machines: requests carried one at a time, and everything that befalls them on the way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec
import requests
from requests.adapters import BaseAdapter
from starlette.types import ASGIApp, Message

from kiosk.domain.witness import read_witness
from kiosk.errors import Fault, Refused
from kiosk.journal.registry import Device
from kiosk.server.http import STATUS
from kiosk.server.service import Service
from kiosk.sync.answers import LinkTrouble
from kiosk.sync.link import Link
from kiosk.wire import LeaseRequest, Page, Problem, Push
from tests.simulation.disk import Killed

SLOW_SECONDS = 25
MOST_REQUESTS = 400
"""So many in one step, and it will never end."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it goes over the line. `path` with its query."""

    method: str
    path: str
    headers: Sequence[tuple[bytes, bytes]]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """And what came back."""

    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes


class Cut(requests.exceptions.ConnectionError):
    """No answer: the line was cut, the request lost, the other one dead."""


class Endless(Exception):
    """Somebody asks and asks."""


class Server(Protocol):
    """What stands at a line's other end."""

    name: str

    def serve(self, asker: str, request: Request) -> Answer: ...

    def die(self) -> None: ...


Carry = Callable[[Request], Answer]


@dataclass(slots=True)
class Net:
    """All lines. `arm` one asker's next calls with fates; `late` requests arrive when `arrive` says so."""

    wait: Callable[[float], None]
    note: Callable[[str], None]
    cut: set[str] = field(default_factory=set)
    late: list[Callable[[], Answer]] = field(default_factory=list)
    asked: int = 0
    _armed: dict[str, list[tuple[int, str]]] = field(default_factory=dict)

    def arm(self, asker: str, fate: str, after: int) -> None:
        self._armed.setdefault(asker, []).append((after, fate))

    def calm(self) -> None:
        self.cut.clear()
        self._armed.clear()

    def carry(self, asker: str, server: Server | None, request: Request) -> Answer:
        """One request and its answer. Raises Cut, or Killed for the asker."""
        self.note(f"{asker} {request.method} {request.path} {request.body!r}")
        self.asked += 1
        if self.asked > MOST_REQUESTS:
            raise Endless(f"{asker} {request.method} {request.path}")
        if asker in self.cut or server is None:
            raise Cut
        fate = self._next_fate(asker)
        answer = getattr(self, f"_{fate}")(asker, server, request) if fate else server.serve(asker, request)
        self.note(f"{answer.status} {answer.body!r}")
        return answer

    def arrive(self) -> None:
        """The eldest late request reaches its server after all; nobody waits for the answer."""
        if self.late:
            try:
                self.late.pop(0)()
            except Cut:
                self.note("nobody there")

    def _next_fate(self, asker: str) -> str:
        armed = self._armed.get(asker, [])
        due = [fate for after, fate in armed if after == 0]
        self._armed[asker] = [(after - 1, fate) for after, fate in armed if after > 0]
        return due[0] if due else ""

    def _lost(self, asker: str, server: Server, request: Request) -> Answer:
        raise Cut

    def _unheard(self, asker: str, server: Server, request: Request) -> Answer:
        server.serve(asker, request)
        raise Cut

    def _twice(self, asker: str, server: Server, request: Request) -> Answer:
        answer = server.serve(asker, request)
        server.serve(asker, request)
        return answer

    def _late(self, asker: str, server: Server, request: Request) -> Answer:
        self.late.append(lambda: server.serve(asker, request))
        raise Cut

    def _slow(self, asker: str, server: Server, request: Request) -> Answer:
        self.wait(SLOW_SECONDS)
        return server.serve(asker, request)

    def _half(self, asker: str, server: Server, request: Request) -> Answer:
        answer = server.serve(asker, request)
        return Answer(
            answer.status, answer.headers[: len(answer.headers) // 2 + 1], answer.body[: len(answer.body) // 2]
        )

    def _newer(self, asker: str, server: Server, request: Request) -> Answer:
        """A newer version answers: it says more than we know."""
        answer = server.serve(asker, request)
        more = answer.body.replace(b"{", b'{"of_a_newer_version":[{"x":1}],', 1) if answer.body[:2] != b"{}" else b"{}"
        return Answer(answer.status, answer.headers, more)

    def _busy(self, asker: str, server: Server, request: Request) -> Answer:
        return Answer(503, [("retry-after", "7"), ("content-type", "application/json")], b"{}")

    def _asker_dies(self, asker: str, server: Server, request: Request) -> Answer:
        server.serve(asker, request)
        raise Killed(asker)

    def _dies_before(self, asker: str, server: Server, request: Request) -> Answer:
        server.die()
        raise Cut

    def _dies_after(self, asker: str, server: Server, request: Request) -> Answer:
        server.serve(asker, request)
        server.die()
        raise Cut


class Wire(BaseAdapter):
    """Beneath the real Link: its signed requests as bytes into the net."""

    def __init__(self, carry: Carry) -> None:
        super().__init__()
        self._carry = carry

    def send(self, request: requests.PreparedRequest, *_: object, **__: object) -> requests.Response:
        url = urlsplit(request.url or "")
        headers = [(name.lower().encode(), str(value).encode()) for name, value in request.headers.items()]
        body = request.body or b""
        assert isinstance(body, bytes | str)
        path = f"{url.path}?{url.query}" if url.query else url.path
        answer = self._carry(
            Request(request.method or "", path, headers, body if isinstance(body, bytes) else body.encode())
        )
        return _response(answer)

    def close(self) -> None:
        """There is nothing to close."""


class SignedLink(Link):
    """The real one, its bytes on our net."""

    def __init__(self, carry: Carry, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._session.mount("http://", Wire(carry))


class ShortLink(Link):
    """The real one without a session and a signature: five times as fast. The server knows who asks."""

    def __init__(self, carry: Carry, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._carry = carry

    def _try_here(self, method: str, path: str, query: object, body: bytes) -> requests.Response:
        asked = "&".join(f"{name}={value}" for name, value in query.items()) if isinstance(query, dict) else ""
        try:
            return _response(self._carry(Request(method, f"{path}?{asked}" if asked else path, (), body)))
        except Cut as error:
            raise LinkTrouble("upstream_unreachable", "现在连不上平台") from error


def _response(answer: Answer) -> requests.Response:
    response = requests.Response()
    response.status_code = answer.status
    response.headers.update(dict(answer.headers))
    response._content = answer.body
    return response


def ask_application(app: ASGIApp, request: Request) -> Answer:
    """The whole application, driven by hand: nothing in it waits for anything but our own messages."""
    path, _, query = request.path.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": list(request.headers),
        "server": ("server", 80),
        "client": ("asker", 1),
    }
    said: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": request.body, "more_body": False}

    async def send(message: Message) -> None:
        said.append(message)

    try:
        next(app(scope, receive, send).__await__())
    except StopIteration:
        headers = [(name.decode(), value.decode()) for name, value in said[0]["headers"]]
        return Answer(said[0]["status"], headers, b"".join(one.get("body", b"") for one in said[1:]))
    raise AssertionError("the application waits for something that is not of this world")


JSON = [("content-type", "application/json")]


def ask_service(service: Service, asker: str, request: Request) -> Answer:
    """The service alone: bytes both ways, refusals and faults told as the application tells them."""
    device = service.device(asker)
    if device is None or device.revoked:
        return Answer(401, (), b"")
    try:
        return _do(service, device, request)
    except Refused as refused:
        return Answer(STATUS.get(refused.code, 409), JSON, msgspec.json.encode(Problem(refused.code, refused.message)))
    except Fault as fault:
        problem = msgspec.json.encode(Problem(fault.code, fault.message, fault.mend))
        return Answer(503, [*JSON, ("retry-after", "5")], problem)


def _do(service: Service, device: Device, request: Request) -> Answer:
    path, _, asked = request.path.partition("?")
    query = dict(parse_qsl(asked))
    name = path.rpartition("/")[2]
    decode, body = msgspec.json.decode, request.body
    match request.method, path.split("/")[2]:
        case "POST", "entries":
            push = decode(body, type=Push)
            return _said(service.push(device, push))
        case "GET", "entries":
            known = read_witness(query.get("witness", ""))
            return _said(service.page(device, query["partition"], int(query["after"]), int(query["limit"]), known))
        case "GET", "snapshot":
            return _said(service.snapshot(device, query["partition"]))
        case "POST", "replicas":
            return _said(service.replicate(device, decode(body, type=Page)))
        case "POST", "leases":
            return _said(service.lease(device, decode(body, type=LeaseRequest)))
        case "HEAD", "blobs":
            state = service.blob_state(name)
            told = {"Upload-Offset": state.offset, "Upload-Complete": f"?{int(state.complete)}"}
            told |= {"X-Blob-Place": state.place, "X-Blob-Kept": f"?{int(state.kept)}"}
            return Answer(204, [(header, str(value)) for header, value in told.items()], b"")
        case "PATCH", "blobs":
            return _said(service.blob_extend(name, int(query["size"]), int(query["offset"]), body))
        case _:
            return Answer(404, (), b"")


def _said(value: object) -> Answer:
    return Answer(200, JSON, msgspec.json.encode(value))
