"""What befalls machines, lines, disks and clocks. Each takes the world, the machine that is meant, and the step."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.clock import iso
from kiosk.journal.backup import mark
from kiosk.journal.epochs import expect_backups
from kiosk.journal.journal import Journal
from tests.simulation.node import Node, contents
from tests.simulation.schedule import JUMPS_HOURS, Step

if TYPE_CHECKING:
    from tests.simulation.world import World

PASSES_SECONDS = (1, 5, 30, 90, 300, 900, 3600, 20 * 3600)


def sync(world: "World", node: Node, step: Step) -> None:
    """No trouble at all: the pump's turn."""
    world.note(f"{node.name}: {node.sync()}")


def net(world: "World", node: Node, step: Step) -> None:
    """One of the next requests of the machine meets its fate."""
    world.net.arm(node.name, step.how, step.n)


def disk(world: "World", node: Node, step: Step) -> None:
    node.disk.arm(step.how, step.n)


def cut(world: "World", node: Node, step: Step) -> None:
    """Its line is dead until somebody mends the lines."""
    world.net.cut.add(node.name)


def mend(world: "World", node: Node, step: Step) -> None:
    world.net.cut.clear()
    for one in world.nodes.values():
        one.disk.calm()


def clock(world: "World", node: Node, step: Step) -> None:
    node.clock.off += timedelta(hours=JUMPS_HOURS[step.n])
    world.ledger.set_wrong.add(node.name)


def passes(world: "World", node: Node, step: Step) -> None:
    world.wait(PASSES_SECONDS[step.n])


def arrive(world: "World", node: Node, step: Step) -> None:
    world.net.arrive()


def kill(world: "World", node: Node, step: Step) -> None:
    node.die()


def image(world: "World", node: Node, step: Step) -> None:
    node.image()


def restore(world: "World", node: Node, step: Step) -> None:
    """A terminal's disk is replaced by an image of it."""
    if node.images:
        world.ledger.cloned.add(node.name)
        _replace(world, node, node.images[step.n % len(node.images)])


def clone(world: "World", node: Node, step: Step) -> None:
    """An image of a terminal's disk goes into a second machine, and both are switched on."""
    if f"{node.name}~" not in world.nodes:
        twin = world.twin(node, node.image())
        world.ledger.cloned |= {twin.name, node.name}
        _watch_from_here(world, twin, twin.up().journal)


def back_up(world: "World", node: Node, step: Step) -> None:
    """A server's disk is copied; only then its readers are told up to where they may forget."""
    journal = node.up().journal
    if node.role == "platform":
        expect_backups(journal)
    kept = contents(journal)
    world.backups[node.name] = node.image()
    if node.role == "platform":
        mark(journal, kept, iso(node.clock.now()))


def restore_server(world: "World", node: Node, step: Step) -> None:
    if node.name in world.backups:
        world.ledger.goes_back(row[0] for row in node.up().journal.db.rows("SELECT partition FROM sequence"))
        _replace(world, node, world.backups[node.name], server=True)


def slip_back(world: "World", node: Node, step: Step) -> None:
    """A hub's disk is put back as the snapshot of a virtual machine is: nobody tells it."""
    if node.role == "hub" and node.name in world.backups:
        world.ledger.goes_back(row[0] for row in node.up().journal.db.rows("SELECT partition FROM sequence"))
        _replace(world, node, world.backups[node.name], server=True, told=False)


def _replace(world: "World", node: Node, image: Path, *, server: bool = False, told: bool = True) -> None:
    """What is gone is counted before the machine starts again: it may die of that."""
    node.disk.calm()
    before, files = _holds(node.up().journal)
    world.watch(node)
    node.put_back(image, server=server and told)
    with node.off() as machine:
        journal = machine.journal
        _watch_from_here(world, node, journal)
        after, files_left = _holds(journal)
        others = [journal, *(one.machine.journal for one in world.nodes.values() if one.machine)]
        world.ledger.burn(before - after, journal, others)
        world.ledger.burn_files(files - files_left, server=server, journals=others)
    node.up()


def _holds(journal: Journal) -> tuple[set[str], set[str]]:
    """The entries and the whole files on a machine's disk."""
    files = journal.db.rows("SELECT hash FROM blob WHERE state <> 'partial'")
    return {row[0] for row in journal.db.rows("SELECT id FROM entry")}, {row[0] for row in files}


def _watch_from_here(world: "World", node: Node, journal: Journal) -> None:
    world.ledger.look_again(node.name, journal.entries.last_row())
    world.ledger.watch(node.name, journal)


def tear(world: "World", node: Node, step: Step) -> None:
    """A piece of a file that is still coming in is damaged on the server's disk."""
    db = node.up().journal.db
    sql = "SELECT c.hash, c.start, c.data FROM blob_chunk c JOIN blob b ON b.hash = c.hash WHERE b.state = 'partial'"
    for name, at, data in db.rows(f"{sql} ORDER BY 1, 2")[:1]:
        torn = bytes(byte ^ 1 for byte in data)
        db.run("UPDATE blob_chunk SET data = ? WHERE hash = ? AND start = ?", torn, name, at)


TROUBLES: Mapping[str, Callable[["World", Node, Step], None]] = {
    one.__name__: one
    for one in (
        sync,
        net,
        disk,
        cut,
        mend,
        clock,
        passes,
        arrive,
        kill,
        image,
        restore,
        clone,
        back_up,
        restore_server,
        slip_back,
        tear,
    )
}
