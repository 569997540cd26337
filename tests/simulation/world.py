"""Plays a schedule: the time, the machines, what happens at each step, and how it all heals in the end."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from unittest.mock import patch

import kiosk.sync.exchange as exchanging
import kiosk.sync.pushing as pushing
from kiosk.clock import iso
from kiosk.domain.deadline import Calendar
from kiosk.errors import Fault, Refused
from kiosk.journal.backup import mark
from kiosk.machine import require_identity
from tests.simulation.deeds import DEEDS
from tests.simulation.disk import Killed, Shelf
from tests.simulation.ledger import Ledger
from tests.simulation.net import Answer, Cut, Net, Request
from tests.simulation.node import Node, contents, lay
from tests.simulation.schedule import LAYOUTS, Schedule, Step
from tests.simulation.template import BEGIN, build
from tests.simulation.troubles import TROUBLES

CHUNK, PAGE = 256, 7
"""Files and partitions here are small; so are the pieces in which they travel."""

ROUNDS = 14
"""In so many rounds of exchanges everything must have arrived once all lines are up."""

ROUND_SECONDS = 301
"""As long as the longest wait between two tries."""


class Broken(Exception):
    """A property does not hold. `property` is its name."""

    def __init__(self, property: str, what: str) -> None:
        super().__init__(f"{property}: {what}")
        self.property = property


@dataclass(frozen=True, slots=True)
class Grounds:
    """What many worlds are made from, one after another: a folder for each layout, the calendar, and the engines that
    nobody uses just now.
    """

    root: Path
    calendar: Calendar
    shelf: Shelf = field(default_factory=dict)

    def lay_out(self) -> None:
        """Found every layout's region."""
        for layout in LAYOUTS:
            build(self.root / layout / "template", layout)
            shutil.copytree(self.root / layout / "template", self.root / layout / "now")
            _acquaint(self, layout)

    def close(self) -> None:
        for engine in self.shelf.values():
            engine.end()


def _acquaint(grounds: Grounds, layout: str) -> None:
    """Everybody has heard of everything, but for the one who was enrolled last."""
    names = [name for name in LAYOUTS[layout] if name != "platform"]
    world = World(grounds, Schedule(0, layout, False, tuple(Step(name, "sync") for name in names[:-1] * 2)))
    world.play(heal=False)
    world.close()
    for name in LAYOUTS[layout]:
        lay(grounds.root / layout / "now" / name, grounds.root / layout / "template" / name)


class World:
    """One run of one schedule. `trace` is a digest of every request, answer, step and restart."""

    def __init__(self, grounds: Grounds, schedule: Schedule, log: list[str] | None = None) -> None:
        self.schedule = schedule
        self.http = schedule.http
        self.calendar = grounds.calendar
        self.shelf = grounds.shelf
        self.ledger = Ledger()
        self.rounds = 0
        self._at = BEGIN + timedelta(hours=1)
        self._trace = sha256(str(schedule).encode())
        self._log = log
        self.net = Net(self.wait, self.note)
        self._root = grounds.root / schedule.layout
        self.nodes = {name: self._node(name, *stand) for name, stand in LAYOUTS[schedule.layout].items()}
        self.backups: dict[str, Path] = {}
        self._terminals: dict[str, str] = {}
        self._troubled: set[str] = set()

    def _node(self, name: str, role: str, upstream: str) -> Node:
        folder = self._root / "now" / name
        lay(self._root / "template" / name, folder)
        return Node(self, name, role, upstream, folder, self.schedule.seed)

    def twin(self, node: Node, image: Path) -> Node:
        """A second machine with the disk of another."""
        name = f"{node.name}~"
        folder = self._root / "now" / name
        shutil.copytree(self._root / "template" / node.name, folder, dirs_exist_ok=True)
        lay(image, folder)
        self.nodes[name] = Node(self, name, node.role, node.upstream, folder, self.schedule.seed)
        return self.nodes[name]

    def note(self, text: str) -> None:
        self._trace.update(text.encode())
        if self._log is not None:
            self._log.append(text)

    @property
    def trace(self) -> str:
        return self._trace.hexdigest()

    def read_clock(self) -> datetime:
        """Time passes whenever somebody looks at a clock."""
        self._at += timedelta(milliseconds=1)
        return self._at

    def wait(self, seconds: float) -> None:
        self._at += timedelta(seconds=seconds)

    def carry(self, asker: Node, request: Request) -> Answer:
        assert asker.upstream
        above = self.nodes[asker.upstream]
        server = above if above.machine is not None else None
        return self.net.carry(asker.name, _Known(above, self.terminal(asker)) if server else None, request)

    def terminal(self, node: Node) -> str:
        """Who a node is, also while it starts."""
        if node.name not in self._terminals:
            self._terminals[node.name] = require_identity(node.folder).terminal
        return self._terminals[node.name]

    def play(self, *, heal: bool = True) -> None:
        """All steps, then the healing. Broken where something is wrong at once."""
        for node in self.nodes.values():
            self._safely(node, node.up)
        for step in self.schedule.steps:
            self.note(str(step))
            self.net.asked = 0
            self._take(step)
        if heal:
            self._heal()

    def close(self) -> None:
        for node in self.nodes.values():
            node.stop()

    def _take(self, step: Step) -> None:
        twin = self.nodes.get(f"{step.who}~") if step.n % 2 else None
        node = twin or self.nodes[step.who]
        if step.does in TROUBLES:
            self._safely(node, lambda: TROUBLES[step.does](self, node, step))
        else:
            self._safely(node, lambda: DEEDS[step.does](self, node, step.n))
        self.watch(node)

    def _safely(self, node: Node, work: Callable[[], object]) -> None:
        """People hear a refusal or a fault; a machine may die; everything else is a bug."""
        try:
            work()
        except (Refused, Fault) as trouble:
            if trouble.code in {"disk_full", "database_unreadable"}:
                self.ledger.died.add(node.name)
                self.ledger.full.add(node.name)
            self.note(f"{node.name}: {trouble.code}")
        except Killed as killed:
            self.ledger.died.add(killed.name)
            self.nodes[killed.name].die()
        except Cut:
            self.note("cut")

    def watch(self, node: Node) -> None:
        if node.machine is not None and not node.disk.dead:
            self.ledger.watch(node.name, node.machine.journal)

    def _heal(self) -> None:
        """All lines up, all disks sound, all machines on: then round after round until nothing moves."""
        self.note("healing")
        self.net.calm()
        while self.net.late:
            self._safely(self.nodes["platform"], self.net.arrive)
        for node in self.nodes.values():
            node.disk.calm()
        for node in self.nodes.values():
            self._safely(node, node.up)
            self.watch(node)  # what it wrote and could tell nobody, before its twin tells it
        for self.rounds in range(1, ROUNDS + 1):
            self.wait(ROUND_SECONDS)
            if self._round():
                return
        raise Broken("drains", "; ".join(self._left()))

    def _round(self) -> bool:
        """One exchange of every machine, later of those that have cause; whether everybody knows everything."""
        troubled: set[str] = set()
        if "platform" in self.backups:  # the nightly backup
            journal = self.nodes["platform"].up().journal
            mark(journal, contents(journal), iso(self._at))
        for node in reversed(list(self.nodes.values())):
            self.net.asked = 0
            if node.upstream and self._has_cause(node):
                trouble = node.sync()
                self.note(f"{node.name}: {trouble}")
                troubled |= {node.name} if trouble else set()
        self._troubled = troubled
        return not troubled and not self._left()

    def _has_cause(self, node: Node) -> bool:
        return self.rounds == 1 or node.name in self._troubled or any(self._waits(node))

    def _left(self) -> list[str]:
        """What is still on its way."""
        return [said for node in self.nodes.values() for said in self._waits(node)]

    def _waits(self, node: Node) -> Iterator[str]:
        machine = node.up()
        journal = machine.journal
        if journal.outbox.count():
            yield f"{node.name} has {journal.outbox.count()} entries to send"
        if node.upstream and (files := journal.blobs.to_send()):
            yield f"{node.name} has {len(files)} files to send ({files[0].state})"
        if node.upstream:
            yield from self._behind(node)

    def _behind(self, node: Node) -> Iterator[str]:
        machine, above = node.up(), self.nodes[node.upstream].up()
        for partition in node.exchange.partitions:
            here = machine.journal.cursor(partition)
            there = above.service.sequencer.standing(partition)
            if (here.position, here.epoch) != (there.last, there.epoch):
                yield f"{node.name} is at {here.position} of {there.last} in {partition}"
        if machine.judges_queue:
            judged, known = machine.service.sequencer.standing(machine.queue), above.journal.cursor(machine.queue)
            if (judged.last, judged.epoch) != (known.position, known.epoch):
                yield f"{node.upstream} lacks some of {machine.queue}"


class _Known:
    """A server that knows who stands at the other end of a line without a signature."""

    def __init__(self, node: Node, terminal: str) -> None:
        self.name = node.name
        self._node = node
        self._terminal = terminal

    def serve(self, asker: str, request: Request) -> Answer:
        return self._node.serve(self._terminal, request)

    def die(self) -> None:
        self._node.die()


@contextmanager
def small_pieces() -> Iterator[None]:
    """Pages of a few entries and pieces of a few bytes, so that a small world has many of both."""
    with ExitStack() as stack:
        stack.enter_context(patch.object(exchanging, "CHUNK", CHUNK))
        for module in (exchanging, pushing):
            stack.enter_context(patch.object(module, "MAX_ENTRIES", PAGE))
        yield
