"""A machine as a thing that is switched on, killed, imaged and cloned. What runs in it is the product's own."""

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import ParamSpec, Protocol, TypeVar, TypeVarTuple

from starlette.types import ASGIApp

from kiosk.app import JOURNAL, Machine, Opener, Outlets
from kiosk.clock import iso
from kiosk.domain.deadline import Calendar
from kiosk.errors import Fault, Refused
from kiosk.journal.backup import Contents, mark
from kiosk.journal.journal import Journal
from kiosk.journal.ledger import NAME as PROMISED
from kiosk.journal.unheard import take_back_unheard
from kiosk.machine import require_identity
from kiosk.mending import go_on
from kiosk.server.closing import Closing
from kiosk.server.handover import begin_hub, follow_rules
from kiosk.server.pulse import Pulse
from kiosk.server.serve import JournalThread, Site, application
from kiosk.sync.answers import LinkTrouble
from kiosk.sync.exchange import Exchange
from kiosk.sync.link import Link
from tests.simulation.disk import Disk, Killed, Shelf
from tests.simulation.net import Answer, Cut, Request, ShortLink, SignedLink, ask_application, ask_service

P = ParamSpec("P")
T = TypeVar("T")
Ts = TypeVarTuple("Ts")
FILES = (JOURNAL, PROMISED)
"""What an image of a machine's disk holds, besides what never changes."""


class Around(Protocol):
    """What a node needs of the world."""

    http: bool
    calendar: Calendar
    shelf: Shelf

    def read_clock(self) -> datetime: ...

    def carry(self, asker: "Node", request: Request) -> Answer: ...

    def note(self, text: str) -> None: ...


class Clock:
    """The world's time as one machine has it; `off` by as much as its clock was set wrong."""

    def __init__(self, name: str, now: Callable[[], datetime]) -> None:
        self._name = name
        self._now = now
        self.off = timedelta()
        self.boots = 0

    @property
    def boot(self) -> str:
        return f"{self._name} {self.boots}"

    def now(self) -> datetime:
        return self._now() + self.off

    def monotonic_ms(self) -> int:
        return int(self._now().timestamp() * 1000)


class Dice:
    """One machine's randomness, out of the schedule's seed."""

    def __init__(self, seed: str) -> None:
        self._random = Random(seed)

    def bits(self, count: int) -> int:
        return self._random.getrandbits(count)

    def fraction(self) -> float:
        return self._random.random()


class _Inline(JournalThread):
    """The journal's thread is the one that everything runs on."""

    def __init__(self) -> None:
        """No pool: there are no threads here."""

    async def run(self, work: Callable[[*Ts], T], *args: *Ts) -> T:
        return work(*args)


class _Courier(Executor):
    """Sends at once: the next batch is on its way before the last answer is taken in, as with the product's own."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except (Fault, Refused) as trouble:
            future.set_exception(trouble)
        return future


def _courier() -> AbstractContextManager[Executor]:
    return nullcontext(_Courier())


class Node:
    """One machine in its folder. `machine` is None while it is down."""

    def __init__(self, world: Around, name: str, role: str, upstream: str, folder: Path, seed: int) -> None:
        self._world = world
        self.name, self.role, self.upstream, self.folder = name, role, upstream, folder
        self.disk = Disk(name, world.shelf)
        self.clock = Clock(name, world.read_clock)
        self.dice = Dice(f"{seed} {name}")
        self.machine: Machine | None = None
        self.images: list[Path] = []
        self._stack = ExitStack()
        self._app: ASGIApp | None = None
        self._link: Link | None = None
        self._exchange: Exchange | None = None
        self._closing: Closing | None = None

    def up(self) -> Machine:
        """The running machine; one that was down is started. Fault where it cannot start now."""
        if self.machine is None:
            self._start()
        assert self.machine is not None
        return self.machine

    def _start(self) -> None:
        if not self.disk.dead:
            self.die()  # what an earlier start left behind
        self.clock.boots += 1
        self.disk.begin()
        opener = Opener(self.clock, self.dice, Outlets(self.disk.connect, self._make_link, lambda _: False))
        machine = self._stack.enter_context(self._opened(opener))
        vars(machine)["calendar"] = self._world.calendar
        self.disk.opened()
        if self.upstream:
            self._link = machine.link()
            if self.role == "hub":
                self._begin(machine, self._link)
            self._exchange = machine.exchange(self._link, _courier)
        if self.role == "kiosk":
            take_back_unheard(machine.journal, machine.queue)
        self.machine = machine
        if self.role in {"platform", "hub"} and self._world.http:
            site = Site(machine.service, self.clock, _Inline())
            pulse = Pulse(site.thread.run, machine.service.look, machine.service.stretch)
            self._app = application(site, lambda: None, pulse)

    def _opened(self, opener: Opener) -> AbstractContextManager[Machine]:
        if self.role == "platform":
            return opener.platform(self.folder)
        return opener.hub(self.folder) if self.role == "hub" else opener.open(self.folder)

    def _begin(self, machine: Machine, link: Link) -> None:
        """As the hub's own process begins: without its upstream too, once it has judged."""
        try:
            begin_hub(machine, link)
        except LinkTrouble:
            if not machine.judges_queue:
                self.die()
                raise

    def die(self) -> None:
        """The process is gone, and all that was in memory with it."""
        self._world.note(f"{self.name} is down")
        self.disk.drop()
        self.machine = self._app = self._link = self._exchange = self._closing = None
        with self._quiet():
            self._stack.close()
        self._stack = ExitStack()

    def stop(self) -> None:
        """Ended as a process ends that was asked to."""
        if self._link is not None:
            self._link.close()
        self._stack.close()
        self._stack = ExitStack()
        self.disk.drop()
        self.machine = None

    @staticmethod
    def _quiet() -> ExitStack:
        """Leaving an opened machine whose disk is gone already says so; that is no news."""
        stack = ExitStack()
        stack.push(lambda kind, error, trace: kind is not None and issubclass(kind, Killed))
        return stack

    def _make_link(self, *arguments: object, **named: object) -> Link:
        kind = SignedLink if self._world.http else ShortLink
        return kind(lambda request: self._world.carry(self, request), *arguments, **named)

    def serve(self, asker: str, request: Request) -> Answer:
        """Answer as the server process does; one that dies of it answers nobody."""
        if self.machine is None:
            raise Cut
        try:
            if self._app is not None:
                return ask_application(self._app, request)
            return ask_service(self.machine.service, asker, request)
        except Killed as killed:
            if killed.name != self.name:
                raise
            self.die()
            raise Cut from killed

    def sync(self) -> str:
        """One exchange as the pump does it: '' or the trouble's code. Any other error is a bug and rises."""
        try:
            machine = self.up()
            assert self._exchange is not None
            self._exchange.once(patient=True)
            if self.role == "hub":
                follow_rules(machine.service.sequencer)
        except (Fault, Refused) as trouble:
            return trouble.code
        return ""

    @property
    def closing(self) -> Closing:
        """As long as the process lives."""
        assert self.machine is not None
        if self._closing is None:
            self._closing = Closing(self.machine.journal, self.machine.service.sequencer)
        return self._closing

    @property
    def exchange(self) -> Exchange:
        assert self._exchange is not None
        return self._exchange

    def image(self) -> Path:
        """A copy of the disk as it is now."""
        self.up()
        image = self.folder / f"image{len(self.images)}"
        image.mkdir(exist_ok=True)
        lay(self.folder, image)
        self.images.append(image)
        return image

    def put_back(self, image: Path, *, server: bool) -> None:
        """The disk as it was then; a `server` says so before it serves again."""
        if self.machine is not None:
            self.die()
        lay(image, self.folder)
        if server:
            self._put_back_server()

    def _put_back_server(self) -> None:
        """As `kiosk restore` ends: a new epoch, and the backup's own mark, which it was copied too early to hold."""
        with self.off() as machine:
            go_on(machine)
            if self.role == "platform":
                mark(machine.journal, contents(machine.journal), iso(self.clock.now()))

    @contextmanager
    def off(self) -> Iterator[Machine]:
        """What is on its disk, looked at without switching it on: it asks nobody anything."""
        self.disk.begin()
        opener = Opener(self.clock, self.dice, Outlets(self.disk.connect))
        with opener.wired(self.folder, require_identity(self.folder)) as machine:
            yield machine
        self.disk.drop()


def lay(source: Path, folder: Path) -> None:
    """Put a journal's files into a folder in place of those that are there, which an idle engine may hold open."""
    for name in FILES:
        if (source / name).exists():
            shutil.copyfile(source / name, folder / name)
        else:
            (folder / name).unlink(missing_ok=True)


def contents(journal: Journal) -> Contents:
    """What a backup of the journal as it is now holds."""
    positions = {row[0]: int(row[1]) for row in journal.db.rows("SELECT partition, position FROM sequence")}
    files = journal.db.rows("SELECT hash FROM blob WHERE state <> 'partial'")
    return Contents(positions, frozenset(row[0] for row in files), "")
