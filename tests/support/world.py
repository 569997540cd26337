"""Machines in one process: a clock and dice of the test's own, and an upstream without a wire."""

import random
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.app import Machine, Opener
from kiosk.clock import iso
from kiosk.desks.publishing import Publishing
from kiosk.domain.queue.rules import QueueRules
from kiosk.domain.registry import HallAdded
from kiosk.domain.witness import Witness
from kiosk.journal.database import open_sqlite
from kiosk.journal.registry import Device
from kiosk.keys import Keys, public_hex
from kiosk.machine import Identity, write_identity
from kiosk.resources import resources
from kiosk.server.handover import begin_hub, follow_rules
from kiosk.sync.answers import LinkTrouble
from kiosk.sync.exchange import Exchange
from kiosk.wire import BlobState, Enrolment, Leased, LeaseRequest, Page, Push, PushAnswer, Replicated

HALL = "511602-01"
ITEM = "511A0015500009-511602000000-000-115113016823646795-1-00"
PARTITION = "region:511602"


MORNING = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
"""Ten o'clock in the hall."""


class SetClock:
    """A clock that only the test moves."""

    boot = "test"

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        self.at += timedelta(milliseconds=1)
        return self.at

    def monotonic_ms(self) -> int:
        return int(self.at.timestamp() * 1000)


class Dice:
    """Randomness that a seed decides."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)

    def bits(self, count: int) -> int:
        return self._random.getrandbits(count)

    def fraction(self) -> float:
        return self._random.random()


class Wire:
    """An upstream in the same process. `cut` makes every call fail; `lose_answers` lets the work be done unheard."""

    def __init__(self, platform: Machine, terminal: str) -> None:
        self._platform = platform
        self._terminal = terminal
        self.offset_ms = 0
        self.cut = False
        self.lose_answers = False
        self.refused = False
        self.retry_after: float | None = None

    def learn(self, server_time: str) -> None:
        pass

    def push(self, push: Push) -> PushAnswer:
        self._reach()
        answer = self._platform.service.push(self._device(), push)
        if self.lose_answers:
            raise LinkTrouble("upstream_unreachable", "cut")
        return answer

    def page(self, partition: str, after: int, limit: int, known: Witness | None = None) -> Page:
        self._reach()
        return self._platform.service.page(self._device(), partition, after, limit, known)

    def snapshot(self, partition: str) -> Page:
        self._reach()
        return self._platform.service.snapshot(self._device(), partition)

    def replicate(self, page: Page) -> Replicated:
        self._reach()
        return self._platform.service.replicate(self._device(), page)

    def lease(self, request: LeaseRequest) -> Leased:
        self._reach()
        return self._platform.service.lease(self._device(), request)

    def blob_state(self, name: str) -> BlobState:
        self._reach()
        return self._platform.service.blob_state(name)

    def blob_extend(self, name: str, size: int, offset: int, data: bytes) -> BlobState:
        self._reach()
        return self._platform.service.blob_extend(name, size, offset, data)

    def blob_read(self, name: str) -> bytes:
        self._reach()
        return self._platform.service.blob_read(self._device(), name)

    def _device(self) -> Device:
        device = self._platform.service.device(self._terminal)
        if device is None or device.revoked:
            raise LinkTrouble("upstream_refused", "stranger", 401)
        return device

    def _reach(self) -> None:
        if self.refused:
            raise LinkTrouble("upstream_refused", "stranger", 401)
        if self.cut:
            raise LinkTrouble("upstream_unreachable", "cut", 0, self.retry_after)


class World:
    """A platform with the sample hall, and machines enrolled at it, all in this process."""

    def __init__(self, root: Path, stack: ExitStack, database: str, at: datetime) -> None:
        self.root = root
        self.clock = SetClock(at)
        self.dice = Dice()
        self.opener = Opener(self.clock, self.dice)
        self._stack = stack
        self.platform = stack.enter_context(self.opener.platform(root / "platform", database))
        sequencer = self.platform.service.sequencer
        sequencer.write(PARTITION, f"hall:{HALL}", "hall.added", "system", HallAdded(HALL, "广安区政务服务大厅"))
        self.publishing = Publishing(sequencer, PARTITION)

    def catalogue(self) -> None:
        """Publish the first item of the sample catalogue with its guide."""
        sample = resources() / "sample"
        whole = msgspec.json.decode((sample / "catalogue.json").read_bytes())
        first = [item for item in whole["items"] if item["itemCode"] == ITEM]
        self.publishing.load(msgspec.json.encode({"items": first}), sample / "guides")

    def enrol(
        self, name: str, role: str = "kiosk", departments: tuple[str, ...] = (), database: str = ""
    ) -> tuple[Machine, Wire]:
        """A new machine in a folder called `name`, switched on for good, and its wire to the platform."""
        folder, wire = self._settle(name, role, departments, database)
        return self.open(folder), wire

    @contextmanager
    def switched_on(self, name: str, role: str = "kiosk") -> Iterator[tuple[Machine, Wire]]:
        """A new machine, switched off when the block ends."""
        folder, wire = self._settle(name, role, (), "")
        with self.opener.open(folder) as machine:
            yield machine, wire

    def open(self, folder: Path) -> Machine:
        """A machine switched on until the world ends."""
        return self._stack.enter_context(self.opener.open(folder))

    def incarnation(self, folder: Path) -> str:
        with self.opener.open(folder) as machine:
            return machine.journal.author().incarnation

    def _settle(self, name: str, role: str, departments: tuple[str, ...], database: str) -> tuple[Path, Wire]:
        folder = self.root / name
        key: Ed25519PrivateKey = Keys(folder).device()
        code = self.platform.service.enrolling.issue(HALL, role, departments)
        answer = self.platform.service.enrolling.enrol(Enrolment(code, public_hex(key), name))
        identity = Identity(
            role=role,
            terminal=answer.terminal,
            region=answer.region,
            hall=HALL,
            departments=departments,
            upstream="-",
            database=database,
        )
        open_sqlite(folder / "journal.db", Keys(folder).journal()).close()
        write_identity(folder, identity)
        return folder, Wire(self.platform, answer.terminal)

    def exchange(self, machine: Machine, wire: Wire) -> Exchange:
        papers = machine.papers if machine.identity.role == "kiosk" else None
        return Exchange(machine.journal, wire, [PARTITION], papers)

    def configure(self, rules: QueueRules) -> None:
        """Publish the hall's queue anew; where the platform judges it, it holds at once."""
        sequencer = self.platform.service.sequencer
        body = HallAdded(HALL, "广安区政务服务大厅", rules)
        sequencer.write(PARTITION, f"hall:{HALL}", "hall.added", "system", body)
        follow_rules(sequencer)

    def hub(self, name: str = "hub", database: str = "") -> tuple[Machine, Wire]:
        """A hub of the hall, begun as its process begins, and its wire to the platform."""
        machine, wire = self.enrol(name, "hub", database=database)
        begin_hub(machine, wire)
        return machine, wire

    def later(self, **passed: float) -> str:
        """Let time pass."""
        self.clock.at += timedelta(**passed)
        return iso(self.clock.at)


@contextmanager
def world(root: Path, database: str = "", at: datetime = MORNING) -> Iterator[World]:
    with ExitStack() as stack:
        yield World(root, stack, database, at)
