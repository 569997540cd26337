"""A machine started on what the power left of its disk: everything promised is there, and it goes on working."""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

from kiosk.app import Machine, Opener
from kiosk.domain.bodies import Withdrawn
from kiosk.domain.entry import GENESIS, link
from kiosk.errors import Fault
from kiosk.journal.chains import check_chains
from kiosk.journal.entries import ENTRY, to_entry
from kiosk.journal.ledger import NAME as LEDGER
from tests.crash.day import Promise, Story
from tests.crash.disk import FATES, SECTORS, Disk
from tests.support.world import MORNING, PARTITION, Dice, SetClock


def crashed(story: Story, seed: int, states: int, scratch: Path) -> Iterator[str]:
    """Cut the power `states` times; for each what is wrong afterwards, '' for nothing."""
    chance, disk, taken = random.Random(seed), Disk(), 0
    for number, upto in enumerate(moments(story, states, chance)):
        for step in story.steps[taken:upto]:
            disk.take(step)
        taken = upto
        fate, sector = FATES[number % len(FATES)], SECTORS[number // len(FATES) % len(SECTORS)]
        ledger = story.ledger_at(upto)
        left = ledger if fate == "everything" else ledger[: chance.randrange(len(ledger) + 1)]
        put(story.folder, {**disk.after(fate, sector, chance), LEDGER: left}, scratch)
        wrong = "; ".join(problems(scratch, story.until(upto)))
        yield wrong and f"{story.folder.name}, step {upto}, {fate}, {sector}: {wrong}"


def moments(story: Story, count: int, chance: random.Random) -> list[int]:
    """After how many steps the power goes: half of them anywhere, half just before or after a sync or the like."""
    anywhere = range(story.begins, len(story.steps) + 1)
    edges = [at for at in anywhere[:-1] if story.steps[at].kind != "write"]
    near = [min(at + chance.randrange(2), anywhere[-1]) for at in chance.choices(edges, k=count // 2)]
    return sorted([*near, *chance.choices(anywhere, k=count - count // 2)])


def put(folder: Path, files: dict[str, bytes], scratch: Path) -> None:
    """The machine's folder as it would be found."""
    if not scratch.exists():
        shutil.copytree(folder, scratch, ignore=shutil.ignore_patterns("journal.db*"))
    for old in scratch.glob("journal.db*"):
        old.unlink()
    for name, content in files.items():
        (scratch / name).write_bytes(content)


def problems(folder: Path, promises: list[Promise]) -> Iterator[str]:
    try:
        with Opener(SetClock(MORNING), Dice()).open(folder) as machine:
            yield from _sound(machine)
            yield from (wrong for one in promises if (wrong := _kept(machine, one)))
            _goes_on(machine)
    except Fault as fault:
        yield f"did not start: {fault.code}"


def _kept(machine: Machine, promise: Promise) -> str:
    journal = machine.journal
    if promise.blob:
        found = journal.blobs.find(promise.blob)
        return "" if found and found.state != "partial" else f"file {promise.blob} lost"
    row = journal.db.one(
        "SELECT e.body_hash, coalesce(v.position, 0) FROM entry e LEFT JOIN verdict v ON v.entry = e.id WHERE e.id = ?",
        promise.entry,
    )
    if row is None:
        return f"entry {promise.entry} lost"
    position = promise.position or row[1]
    return "" if row == (promise.hash, position) else f"entry {promise.entry} is another one"


def _sound(machine: Machine) -> Iterator[str]:
    journal = machine.journal
    (said,) = journal.db.one("PRAGMA integrity_check") or ("",)
    if said != "ok":
        yield f"integrity_check says {said}"
    yield from _chains(machine)
    for partition, last, count in journal.db.rows(
        "SELECT partition, max(position), count(*) FROM verdict GROUP BY partition"
    ):
        if machine.identity.role == "platform" and last != count:
            yield f"{partition} has {count} positions up to {last}"
    for state, _ in journal.views.cases.all():
        if machine.identity.role == "kiosk" and state.form and journal.views.cases.waiting_files(state.case):
            yield f"case {state.case} without its files"
    yield from _views(machine)


def _chains(machine: Machine) -> Iterator[str]:
    """Of every author, not of this machine alone."""
    previous: dict[tuple[str, str, str], str] = {}
    for row in machine.journal.db.rows(f"SELECT {ENTRY} FROM entry ORDER BY terminal, incarnation, partition, seq"):
        entry = to_entry(row)
        author = (entry.terminal, entry.incarnation, entry.partition)
        whole = machine.identity.role == "platform" or entry.terminal == machine.identity.terminal
        if whole and link(previous.get(author, GENESIS), entry) != entry.chain:
            yield f"chain broken at {entry.seq} of {author}"
        previous[author] = entry.chain


def _views(machine: Machine) -> Iterator[str]:
    journal = machine.journal
    shown = (journal.state(), journal.views.cases.all())
    tentative = journal.db.rows(
        "SELECT n FROM entry e WHERE NOT EXISTS (SELECT 1 FROM verdict v WHERE v.entry = e.id) ORDER BY n"
    )
    if tentative != journal.db.rows("SELECT n FROM outbox ORDER BY n"):
        yield "the outbox is not what has no verdict"
    journal.rebuild()
    if shown != (journal.state(), journal.views.cases.all()):
        yield "views differ from a rebuild"


def _goes_on(machine: Machine) -> None:
    """It takes the next entry, and the chain goes on; Fault where it does not."""
    stream = "case:00000000-0000-7000-8000-999999999999"
    machine.journal.append(PARTITION, stream, "case.withdrawn", "citizen", Withdrawn())
    check_chains(machine.journal)
