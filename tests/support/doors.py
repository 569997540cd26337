"""A server's endpoints in this process, its clock in the test's hand, and requests signed as machines sign them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

from kiosk.app import Machine
from kiosk.clock import Clock
from kiosk.keys import Keys
from kiosk.server.pulse import Pulse
from kiosk.server.serve import JournalThread, Site, application
from kiosk.signing import Message, Signer

Headers = dict[str, str]
NOTHING = timedelta(0)


@dataclass(frozen=True)
class Wish:
    """A request before it is signed."""

    method: str
    path: str
    body: bytes = b""


@dataclass
class Front:
    """A server's doors. `ask` signs `wish` as `by` with its clock `off`, lets `spoil` at it, and sends it."""

    client: TestClient
    clock: Clock

    def signed(self, wish: Wish, by: Machine, off: timedelta = NOTHING) -> Headers:
        headers: Headers = {}
        signer = Signer(by.identity.terminal, Keys(by.folder).device())
        signer.sign(Message(wish.method, f"http://host{wish.path}", headers), wish.body, self.clock.now() + off)
        return headers

    def ask(self, wish: Wish, by: Machine | None = None, off: timedelta = NOTHING) -> Response:
        return self.send(wish, self.signed(wish, by, off) if by else {})

    def send(self, wish: Wish, headers: Headers) -> Response:
        return self.client.request(wish.method, wish.path, content=wish.body or None, headers=headers)


@contextmanager
def front(
    machine: Machine, beyond: Any = None, started: Callable[[], None] = lambda: None, *, leaving: bool = False
) -> Iterator[Front]:
    """The doors of a platform or a hub; of one that is `leaving` every stream ends as soon as it was let in."""
    thread = JournalThread()
    site = Site(machine.service, machine.clock, thread, beyond)
    pulse = Pulse(thread.run, machine.service.look, machine.service.stretch)
    if leaving:
        pulse.stop()
    with TestClient(application(site, started, pulse)) as client:
        yield Front(client, machine.clock)
