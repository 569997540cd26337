"""What may lie on a disk after the power went: a recording replayed up to a moment, what was not synced in pieces."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from tests.crash.recorder import Step

Fate = Literal["nothing", "everything", "some sectors", "the last one torn", "some writes, in any order"]
FATES: tuple[Fate, ...] = (
    "nothing",
    "everything",
    "some sectors",
    "the last one torn",
    "some writes, in any order",
)
SECTORS = (512, 4096)


@dataclass
class OneFile:
    """`durable` is what was there at the last sync, `unsynced` what was asked for since."""

    durable: bytearray = field(default_factory=bytearray)
    unsynced: list[Step] = field(default_factory=list)
    named: bool = True
    """Whether its name is in the folder for good."""

    gone: bool = False
    """Whether it was deleted, which the folder may not know yet."""


class Disk:
    """The files of one machine, brought forward step by step.

    A sync makes a file's own bytes durable, and with a new file's first one the folder too, as SQLite does it. A name
    that was deleted may be there again until the folder is synced. A write leaves alone the bytes beside it, as SQLite
    assumes of every disk ("powersafe overwrite").
    """

    def __init__(self) -> None:
        self._files: dict[str, OneFile] = {}

    def take(self, step: Step) -> None:
        name = step.path.name
        if step.kind == "create" or name not in self._files:
            self._files[name] = OneFile(named=step.kind != "create")
        file = self._files[name]
        if step.kind == "delete":
            file.gone = True
        elif step.kind == "sync":
            self._sync(file)
        elif step.kind != "create":
            file.unsynced.append(step)
        if step.kind == "delete" and step.at:
            self._sync_folder()

    def _sync(self, file: OneFile) -> None:
        apply(file.durable, file.unsynced)
        file.unsynced = []
        if not file.named:
            file.named = True
            self._sync_folder()

    def _sync_folder(self) -> None:
        self._files = {name: file for name, file in self._files.items() if not file.gone}

    def after(self, fate: Fate, sector: int, chance: random.Random) -> dict[str, bytes]:
        """The files as they may be found, by name."""
        found = {}
        for name, file in self._files.items():
            if file.gone and (fate in {"everything", "nothing"} or chance.random() < 0.5):
                continue
            if not file.named and fate != "everything" and chance.random() < 0.5:
                continue
            content = bytearray(file.durable)
            apply(content, survivors(file.unsynced, fate, sector, chance))
            found[name] = bytes(content)
        return found


def apply(content: bytearray, steps: Sequence[Step]) -> None:
    for step in steps:
        if step.kind == "truncate":
            del content[step.at :]
            continue
        content.extend(bytes(max(0, step.at - len(content))))
        content[step.at : step.at + len(step.data)] = step.data


def survivors(steps: Sequence[Step], fate: Fate, sector: int, chance: random.Random) -> list[Step]:
    """Which of the unsynced steps reached the disk, and how much of each."""
    if fate == "nothing" or not steps:
        return []
    if fate == "everything":
        return list(steps)
    if fate == "the last one torn":
        whole = steps[: chance.randrange(len(steps))]
        return [*whole, *some(pieces(steps[len(whole)], sector), chance)]
    if fate == "some sectors":
        return [piece for step in steps for piece in some(pieces(step, sector), chance)]
    left = some(steps, chance)
    chance.shuffle(left)
    return left


def some(steps: Sequence[Step] | Iterator[Step], chance: random.Random) -> list[Step]:
    share = chance.random()
    return [step for step in steps if chance.random() < share]


def pieces(step: Step, sector: int) -> Iterator[Step]:
    """A write cut where the disk's sectors end; each of them reaches the disk or does not."""
    if step.kind != "write":
        yield step
        return
    start = step.at
    end = start + len(step.data)
    while start < end:
        upto = min(end, (start // sector + 1) * sector)
        yield Step("write", step.path, start, step.data[start - step.at : upto - step.at])
        start = upto
