"""A portal before the real desks of a platform in this process, its clock in the test's hand."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from httpx2 import Response
from starlette.applications import Starlette
from starlette.testclient import TestClient

from kiosk.app import Machine
from kiosk.counter import Counter
from kiosk.desks.appointments import Appointments
from kiosk.desks.calls import Calls
from kiosk.desks.hall_view import no_estimate
from kiosk.desks.judging import JudgeHere
from kiosk.domain.queue.bodies import Taken
from kiosk.ids import uuid7
from kiosk.server.portal.routes import routes
from tests.support.portal_desk import no_news, run_here
from tests.support.queues import rules
from tests.support.world import HALL, World, world

CSRF = re.compile(r'name="csrf" value="([0-9a-f]{64})"')
SECRET = b"s" * 32


@dataclass
class Phone:
    """A browser without scripts."""

    client: TestClient

    def get(self, path: str, **more: Any) -> Response:
        return self.client.get(path, **more)

    def post(self, path: str, **answers: str) -> Response:
        """Send the form of the page at `path`."""
        found = CSRF.search(self.get(path).text)
        return self.send(path, found[1] if found else "", **answers)

    def send(self, path: str, csrf: str, **answers: str) -> Response:
        return self.client.post(path, data={"csrf": csrf, **answers})


@dataclass
class Judge:
    """The judge's machine of a hall, and what happens before it."""

    machine: Machine

    @property
    def here(self) -> JudgeHere:
        return JudgeHere(self.machine.journal, self.machine.service.sequencer, f"hall:{HALL}")

    def take(self, service: str = "a", *then: str) -> str:
        """A number; the token in its paper's code."""
        stream = f"take:{uuid7(self.machine.clock, self.machine.randomness)}"
        return self.here.ask(stream, "ticket.taken", Taken(service, then=then)).entry.id

    def window(self, code: str = "1") -> Calls:
        return Calls(HALL, "大厅", code, self.here, no_estimate, self.machine.clock.now)


@dataclass
class Online:
    """The platform's hall as its portal shows it."""

    world: World
    phone: Phone

    @property
    def slots(self) -> Appointments:
        return Counter(self.world.platform).appointments(HALL)

    def another(self) -> Phone:
        """A second browser at the same portal."""
        return Phone(TestClient(self.phone.client.app))


def portal_of(machine: Machine) -> Starlette:
    counter = Counter(machine)
    return Starlette(
        routes=routes(
            counter.online(),
            counter.online_hall(),
            no_news,
            run_here,
            machine.clock,
            machine.randomness,
            SECRET,
        )
    )


@contextmanager
def online(folder: Path) -> Iterator[Online]:
    """One hall with two businesses, without a hub: the platform judges its queue."""
    with world(folder) as here:
        here.configure(rules())
        with TestClient(portal_of(here.platform)) as client:
            yield Online(here, Phone(client))
