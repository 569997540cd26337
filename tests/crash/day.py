"""A working day of a kiosk and its platform while every write of theirs is taken down, and what they promised when."""

import random
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kiosk.app import Machine
from kiosk.domain.bodies import Attachment, Submitted, Withdrawn
from kiosk.domain.entry import digest
from kiosk.journal.ledger import NAME as LEDGER
from kiosk.sync.exchange import Exchange
from kiosk.wire import BlobState, Push, PushAnswer
from tests.crash.recorder import Recorder, Step, recording
from tests.support.bodies import form
from tests.support.world import HALL, ITEM, MORNING, PARTITION, Wire, World

ROUNDS = 12
PICTURE = 20_000
"""Bytes of a scan; every fifth visit brings one of LARGE, so that a commit is longer than the log's own limit."""

LARGE = 2_500_000


@dataclass(frozen=True, slots=True)
class Promise:
    """What a machine has said, from step `since` of its disk on: an entry is kept (and judged), a file is whole."""

    since: int
    entry: str = ""
    hash: str = ""
    position: int = 0
    blob: str = ""


@dataclass
class Story:
    """One machine's disk from its first byte: its folder at the end, every step, every promise."""

    folder: Path
    steps: list[Step] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    ledger: list[tuple[int, int]] = field(default_factory=list)
    """(step, bytes): how long the ledger beside the journal was by then."""

    begins: int = 0
    """The step at which it stood ready, enrolled or founded."""

    def until(self, step: int) -> list[Promise]:
        return [one for one in self.promises if one.since <= step]

    def ledger_at(self, step: int) -> bytes:
        """What had been written to the ledger, which nobody waits for."""
        size = max((size for at, size in self.ledger if at <= step), default=0)
        return (self.folder / LEDGER).read_bytes()[:size]


class HeardWire(Wire):
    """Takes down what the platform answers: from then on it is a promise."""

    def __init__(self, platform: Machine, terminal: str, day: "Day") -> None:
        super().__init__(platform, terminal)
        self._day = day

    def push(self, push: Push) -> PushAnswer:
        answer = super().push(push)
        hashes = {entry.id: entry.body_hash for entry in push.entries}
        for one in answer.results:
            self._day.promise("platform", entry=one.id, hash=hashes[one.id], position=one.position)
        return answer

    def blob_extend(self, name: str, size: int, offset: int, data: bytes) -> BlobState:
        state = super().blob_extend(name, size, offset, data)
        if state.complete:
            self._day.promise("platform", blob=name)
        return state


class Day:
    """Visits, exchanges, forgetting, closing and opening, in an order that the seed decides."""

    def __init__(self, root: Path, seed: int, recorder: Recorder) -> None:
        self._root = root
        self._recorder = recorder
        self._chance = random.Random(seed)
        self._taken = 0
        self.stories = {name: Story(root / name) for name in ("kiosk", "platform")}

    def play(self) -> None:
        with ExitStack() as stack:
            world = World(self._root, stack, "", MORNING)
            world.catalogue()
            kiosk, _ = world.enrol("kiosk")
            wire = HeardWire(world.platform, kiosk.identity.terminal, self)
            self._collect()
            for story in self.stories.values():
                story.begins = len(story.steps)
            for number in range(ROUNDS):
                self._round(world, kiosk, wire, number)
        self._collect()

    def _round(self, world: World, kiosk: Machine, wire: HeardWire, number: int) -> None:
        exchange = Exchange(kiosk.journal, wire, [PARTITION], kiosk.papers)
        self._visit(kiosk, number)
        if self._chance.random() < 0.3:
            self._visit(kiosk, number + ROUNDS, take_back=True)
        if self._chance.random() < 0.6:
            exchange.once()
        if self._chance.random() < 0.3:
            with world.opener.open(kiosk.folder) as again:  # a command beside the terminal
                again.journal.rebuild()
        kiosk.journal.db.close()  # the next statement opens it anew

    def _visit(self, kiosk: Machine, number: int, *, take_back: bool = False) -> None:
        """As the desk does it: files, then the entry alone, then what is folded from it."""
        journal = kiosk.journal
        with journal.db.transaction():
            files = tuple(self._scan(kiosk, number, code) for code in ("M1", "M2", "M3"))
        stream = f"case:00000000-0000-7000-8000-{number:012d}"
        body = Submitted(ITEM, 1, form(f"第{number}位"), files, HALL)
        for kind, what in (("case.submitted", body), ("case.withdrawn", Withdrawn())):
            if kind == "case.submitted" or take_back:
                entry = journal.put_down(PARTITION, stream, kind, "citizen", what)
                self.promise("kiosk", entry=entry.id, hash=entry.body_hash)
                journal.catch_up()

    def _scan(self, kiosk: Machine, number: int, material: str) -> Attachment:
        size = LARGE if material == "M1" and number % 5 == 0 else PICTURE
        data = random.Random(f"{number} {material}").randbytes(size)
        kiosk.journal.blobs.keep(data)
        return Attachment(material, digest(data), f"{material}.png", "image/png", size)

    def promise(self, name: str, **what: Any) -> None:
        """From the last step that was taken on, this holds."""
        self._collect()
        story = self.stories[name]
        story.promises.append(Promise(len(story.steps), **what))
        story.ledger.append((len(story.steps), (story.folder / LEDGER).stat().st_size))

    def _collect(self) -> None:
        for step in self._recorder.steps[self._taken :]:
            self.stories[step.path.relative_to(self._root).parts[0]].steps.append(step)
        self._taken = len(self._recorder.steps)


def recorded_day(root: Path, seed: int) -> Mapping[str, Story]:
    with recording(root) as recorder:
        day = Day(root, seed, recorder)
        day.play()
    return day.stories
