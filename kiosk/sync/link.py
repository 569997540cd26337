"""The line to the upstream: one signed request at a time, every trouble named."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import TypeVar
from urllib.parse import urlencode

import msgspec
import requests
import urllib3

from kiosk.clock import Clock, parse_iso
from kiosk.domain.progress import Progress
from kiosk.domain.witness import Witness
from kiosk.signing import Message, Signer
from kiosk.sync.answers import LinkTrouble, blob_state_of, check
from kiosk.wire import (
    BlobState,
    Done,
    Enrolled,
    Enrolment,
    Health,
    Leased,
    LeaseRequest,
    Page,
    Problem,
    Push,
    PushAnswer,
    Replicated,
    Wiped,
)

T = TypeVar("T")
TIMEOUT = (5.0, 30.0)
HASTY = (1.0, 3.0)
"""While somebody waits at a machine that can go on without an answer."""
LISTEN = (2.0, 45.0)
PIECE = 64 << 10
CENTURY = timedelta(days=36525)
AWAY = frozenset({502, 503, 504})
"""Answers after which another address of the same upstream is worth trying."""

# urllib3 quotes a garbled answer in its warnings; a LinkTrouble says all that staff need.
logging.getLogger("urllib3.connection").setLevel(logging.ERROR)


class Link:
    """The upstream over HTTP, at the first of its addresses that answers. Not for two threads at once.

    `timeout` in seconds: to connect, and for each wait for an answer.
    """

    def __init__(
        self,
        url: str,
        signer: Signer | None,
        clock: Clock,
        offset_ms: int = 0,
        others: Sequence[str] = (),
        timeout: tuple[float, float] = TIMEOUT,
    ) -> None:
        self._urls = [one.rstrip("/") for one in (url, *others)]
        self._timeout = timeout
        self._signer = signer
        self._clock = clock
        self._session = requests.Session()
        self._session.trust_env = False
        self._stream: requests.Response | None = None
        self.offset_ms = offset_ms

    def push(self, push: Push) -> PushAnswer:
        return self._json("POST", "/v1/entries", PushAnswer, body=msgspec.json.encode(push))

    def page(self, partition: str, after: int, limit: int, known: Witness | None = None) -> Page:
        query = {"partition": partition, "after": str(after), "limit": str(limit), **_known(known)}
        return self._json("GET", "/v1/entries", Page, query)

    def snapshot(self, partition: str) -> Page:
        return self._json("GET", "/v1/snapshot", Page, {"partition": partition})

    def replicate(self, page: Page) -> Replicated:
        return self._json("POST", "/v1/replicas", Replicated, body=msgspec.json.encode(page))

    def lease(self, request: LeaseRequest) -> Leased:
        return self._json("POST", "/v1/leases", Leased, body=msgspec.json.encode(request))

    def blob_state(self, name: str) -> BlobState:
        headers = self._send("HEAD", f"/v1/blobs/{name}", {}, b"").headers
        return blob_state_of(name, headers)

    def blob_extend(self, name: str, size: int, offset: int, data: bytes) -> BlobState:
        query = {"offset": str(offset), "size": str(size)}
        return self._json("PATCH", f"/v1/blobs/{name}", BlobState, query, data)

    def blob_read(self, name: str) -> bytes:
        return self._send("GET", f"/v1/blobs/{name}", {}, b"").content

    def progress(self, receipt: str) -> Progress:
        return self._json("GET", f"/v1/progress/{receipt}", Progress)

    def open_drop(self) -> str:
        return str(self._json("POST", "/v1/drops", dict)["token"])

    def take_drop(self, token: str) -> tuple[str, bytes] | None:
        answer = self._send("GET", f"/v1/drops/{token}", {}, b"")
        return None if answer.status_code == 204 else (answer.headers.get("X-Name", "photo.jpg"), answer.content)

    def enrol(self, request: Enrolment) -> Enrolled:
        return self._json("POST", "/v1/enrol", Enrolled, body=msgspec.json.encode(request))

    def wiped(self, said: Wiped) -> Done:
        return self._json("POST", "/v1/wiped", Done, body=msgspec.json.encode(said))

    def health(self) -> Health:
        return self._json("GET", "/v1/health", Health)

    @contextmanager
    def hints(self, partition: str = "", after: int = 0, known: Witness | None = None) -> Iterator[Iterator[bytes]]:
        """The server-sent events, line by line, until the line or `cut` ends them: of `partition` its pages."""
        query = {"partition": partition, "after": str(after), **_known(known)} if partition else {}
        request = self._prepare("GET", "/v1/stream", query, b"")
        try:
            with _named(), self._session.send(request, stream=True, timeout=LISTEN, allow_redirects=False) as answer:
                check(answer)
                self._stream = answer
                yield _lines(answer)
        finally:
            self._turn()

    def cut(self) -> None:
        """End `hints` from another thread."""
        if self._stream is not None:
            with suppress(ValueError, RuntimeError):  # it has ended by itself meanwhile
                self._stream.raw.shutdown()

    def close(self) -> None:
        self._session.close()

    def _json(
        self, method: str, path: str, kind: type[T], query: Mapping[str, str] | None = None, body: bytes = b""
    ) -> T:
        answer = self._send(method, path, query or {}, body)
        if not answer.headers.get("Content-Type", "").startswith("application/json"):
            raise LinkTrouble("upstream_rubbish", "平台的回答看不懂（不是 JSON）", answer.status_code)
        try:
            return msgspec.json.decode(answer.content, type=kind)
        except (msgspec.MsgspecError, RecursionError) as error:
            raise LinkTrouble("upstream_rubbish", "平台的回答看不懂（内容残缺）", answer.status_code) from error

    def _send(self, method: str, path: str, query: Mapping[str, str], body: bytes) -> requests.Response:
        answer = self._try(method, path, query, body)
        if answer.status_code == 401 and self._learn_time(answer):
            answer = self._try(method, path, query, body)
        check(answer)
        return answer

    def _try(self, method: str, path: str, query: Mapping[str, str], body: bytes) -> requests.Response:
        for _ in self._urls[1:]:
            with suppress(LinkTrouble):
                answer = self._try_here(method, path, query, body)
                if answer.status_code not in AWAY:
                    return answer
            self._turn()
        return self._try_here(method, path, query, body)

    def _try_here(self, method: str, path: str, query: Mapping[str, str], body: bytes) -> requests.Response:
        with _named():
            request = self._prepare(method, path, query, body)
            return self._session.send(request, timeout=self._timeout, allow_redirects=False)

    def _turn(self) -> None:
        """The next address, for now and for what comes after."""
        self._urls.append(self._urls.pop(0))

    def _prepare(self, method: str, path: str, query: Mapping[str, str], body: bytes) -> requests.PreparedRequest:
        url = self._urls[0] + path + ("?" + urlencode(query) if query else "")
        headers = {**self._session.headers, "Content-Type": "application/json"} if body else self._session.headers
        request = requests.Request(method, url, headers=headers, data=body or None).prepare()  # no cookies, no proxies
        if self._signer is not None:
            now = self._clock.now() + timedelta(milliseconds=self.offset_ms)
            self._signer.sign(Message(method, url, request.headers), body, now)
        return request

    def _learn_time(self, answer: requests.Response) -> bool:
        """Whether the upstream said that only our clock is wrong, and by how much."""
        try:
            problem = msgspec.json.decode(answer.content, type=Problem)
            if problem.code != "clock_skew":
                return False
            self.learn(problem.server_time)
        except (msgspec.MsgspecError, RecursionError, LinkTrouble):
            return False
        return True

    def learn(self, server_time: str) -> None:
        """Take the upstream's clock as the measure."""
        try:
            gap = parse_iso(server_time) - self._clock.now()
        except (ValueError, TypeError) as error:
            raise LinkTrouble("upstream_rubbish", "平台说的时间看不懂") from error
        if abs(gap) > CENTURY:
            raise LinkTrouble("upstream_rubbish", "平台说的时间差了一百年以上")
        self.offset_ms = int(gap / timedelta(milliseconds=1))


def _known(witness: Witness | None) -> Mapping[str, str]:
    return {"witness": witness.written()} if witness else {}


def _lines(answer: requests.Response) -> Iterator[bytes]:
    """As they come. A page is one line of half a megabyte: what has come of it is not looked through again."""
    begun: list[bytes] = []
    while piece := answer.raw.read1(PIECE):
        first, *others = piece.split(b"\n")
        begun.append(first)
        for line in others:
            yield b"".join(begun)
            begun = [line]


@contextmanager
def _named() -> Iterator[None]:
    try:
        yield
    except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError) as error:
        raise LinkTrouble("upstream_unreachable", "现在连不上平台") from error
