"""What people do at the machines: through the desks where there is one, else as the desks write it.

Each takes the world, the machine it is done at, and a number that chooses among what there is to choose from.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace

from kiosk.app import Machine
from kiosk.counter import Counter
from kiosk.domain.appointment import Slot, SlotReturned
from kiosk.domain.bodies import (
    Accepted,
    Attachment,
    Lacking,
    Returned,
    Submitted,
    Supplemented,
    Withdrawn,
)
from kiosk.domain.catalogue import Item
from kiosk.domain.entry import link
from kiosk.domain.registry import HallAdded, ItemPublished, TerminalReported
from kiosk.errors import Refused
from kiosk.ids import uuid7
from kiosk.server.handover import follow_rules
from kiosk.wire import Page
from tests.simulation.ledger import Paper
from tests.simulation.node import Node
from tests.simulation.schedule import HALL
from tests.simulation.template import DEPARTMENT, ITEM, REGION, rules, small_guide, without_counted

if TYPE_CHECKING:
    from tests.simulation.world import World

T = TypeVar("T")
FILE_BYTES = 70


def choose(among: Sequence[T], n: int) -> T:
    """Refused `nothing_there`, as a screen would show no button."""
    if not among:
        raise Refused("nothing_there", "")
    return among[n % len(among)]


def _file(world: "World", machine: Machine, n: int) -> Attachment:
    data = f"{machine.randomness.bits(32):08x}".encode() * FILE_BYTES
    with machine.journal.db.transaction():
        name = machine.journal.blobs.keep(data)
    world.ledger.files[name] = data
    return Attachment("M1", name, "a.png", "image/png", len(data))


def hand_in(world: "World", node: Node, n: int) -> None:
    """`n` is who applies: two of eight are the same person in the same matter."""
    machine = node.up()
    files = (_file(world, machine, n),) if n % 2 else ()
    form = {"applicant": {"name": "李", "id_kind": "resident_id", "id_number": str(n % 6), "mobile": "1"}}
    case = uuid7(machine.clock, machine.randomness)
    body = Submitted(ITEM, _version(machine), form, files, machine.identity.hall)
    machine.journal.append(REGION, f"case:{case}", "case.submitted", "citizen", body)


def _version(machine: Machine) -> int:
    item = machine.journal.views.registry.item(ITEM)
    if item is None or item.guide is None:
        raise Refused("no_such_item", "")
    return item.guide.form_version


def _case(machine: Machine, n: int) -> str:
    rows = machine.journal.db.rows("SELECT stream FROM view_case ORDER BY stream")
    return str(choose(rows, n)[0])


def supplement(world: "World", node: Node, n: int) -> None:
    machine = node.up()
    stream = _case(machine, n)
    body = Supplemented((_file(world, machine, n),), "")
    machine.journal.append(REGION, stream, "case.supplemented", "citizen", body)


def withdraw(world: "World", node: Node, n: int) -> None:
    machine = node.up()
    machine.journal.append(REGION, _case(machine, n), "case.withdrawn", "citizen", Withdrawn())


def withdraw_online(world: "World", node: Node, n: int) -> None:
    machine = node.up()
    machine.service.sequencer.write(REGION, _case(machine, n), "case.withdrawn", "citizen", Withdrawn())


def accept(world: "World", node: Node, n: int) -> None:
    machine = node.up()
    machine.journal.append(REGION, _case(machine, n), "case.accepted", "clerk", Accepted("王"))


def give_back(world: "World", node: Node, n: int) -> None:
    machine = node.up()
    body = Returned((Lacking("M1", "照片", "清楚"),), "王")
    machine.journal.append(REGION, _case(machine, n), "case.returned", "clerk", body)


def take(world: "World", node: Node, n: int) -> None:
    machine = node.up()
    with Counter(machine).tickets() as desk:
        taken = desk.take("ab"[n % 2], "elder" if n == 5 else "")
    sql = "SELECT id FROM entry WHERE kind = 'ticket.taken' AND terminal = ? ORDER BY n DESC LIMIT 1"
    row = machine.journal.db.one(sql, machine.journal.terminal)
    assert row is not None
    world.ledger.papers.append(Paper(machine.queue, taken.day, taken.number, row[0], node.name))


def _at_window(world: "World", node: Node, does: Callable[..., object]) -> None:
    with Counter(node.up()).calls("1") as desk:
        does(desk)


def call(world: "World", node: Node, n: int) -> None:
    _at_window(world, node, lambda desk: desk.call_next())


def skip(world: "World", node: Node, n: int) -> None:
    _at_window(world, node, lambda desk: desk.skip())


def start(world: "World", node: Node, n: int) -> None:
    _at_window(world, node, lambda desk: desk.start())


def finish(world: "World", node: Node, n: int) -> None:
    _at_window(world, node, lambda desk: desk.finish())


def transfer(world: "World", node: Node, n: int) -> None:
    _at_window(world, node, lambda desk: desk.transfer("b" if n % 2 else "window:2"))


def by_hand(world: "World", node: Node, n: int) -> None:
    hall = node.up().queue
    numbers = [paper.number for paper in world.ledger.papers if paper.partition == hall]
    _at_window(world, node, lambda desk: desk.by_hand(choose(numbers, n)))


def _slots(machine: Machine) -> list[str]:
    return [row[0] for row in machine.journal.db.rows("SELECT stream FROM view_slot ORDER BY stream")]


STARTS = "2026-11-20T11:00", "2026-11-21T09:00", "2027-01-01T09:00"
"""Soon, tomorrow, and far beyond the days of which a kiosk keeps places ready."""


def open_slot(world: "World", node: Node, n: int) -> None:
    desk = Counter(node.up()).appointments(HALL)
    desk.open("a", STARTS[n % 3], 1 + n % 3)


def _at_slot(node: Node, n: int) -> tuple[str, str]:
    stream = choose([one for one in _slots(node.up()) if f":{HALL}:" in one], n)
    _, _, service, begins = stream.split(":", 3)
    return service, begins


def book(world: "World", node: Node, n: int) -> None:
    service, begins = _at_slot(node, n)
    Counter(node.up()).appointments(HALL).book(service, begins)


def lend_share(world: "World", node: Node, n: int) -> None:
    service, begins = _at_slot(node, n)
    Counter(node.up()).appointments(HALL).lend(service, begins, 1 + n % 2)


def return_share(world: "World", node: Node, n: int) -> None:
    """What is left of a share goes back; only its own terminal, or the platform, may say so."""
    machine = node.up()
    slots = machine.journal.views.slots
    found = [
        (stream, name)
        for stream in _slots(machine)
        for name, share in (slots.find(stream) or Slot()).shares.items()
        if node.role == "platform" or share.terminal == machine.journal.terminal
    ]
    stream, lease = choose(found, n)
    if node.role == "platform":
        machine.service.sequencer.write(REGION, stream, "slot.returned", "system", SlotReturned(lease))
    else:
        machine.journal.append(REGION, stream, "slot.returned", "system", SlotReturned(lease))


def report(world: "World", node: Node, n: int) -> None:
    machine = node.up()
    body = TerminalReported("1", (f"finding {n}",))
    machine.journal.append(REGION, f"terminal:{machine.journal.terminal}", "terminal.reported", "system", body)


def sit_down(world: "World", node: Node, n: int) -> None:
    """Somebody rebuilds the views, or looks at the machine's health."""
    node.up().journal.rebuild()


def stray(world: "World", node: Node, n: int) -> None:
    """The program is killed between the two halves of a hand-in: durable, and not yet folded."""
    machine = node.up()
    case = uuid7(machine.clock, machine.randomness)
    form = {"applicant": {"name": "王", "id_kind": "resident_id", "id_number": f"s{n}", "mobile": "1"}}
    machine.journal.put_down(
        REGION, f"case:{case}", "case.submitted", "citizen", Submitted(ITEM, 1, form, (), machine.identity.hall)
    )
    node.die()


def garbled(world: "World", node: Node, n: int) -> None:
    """An entry that no judge can read, about a case or about nothing that is known."""
    machine = node.up()
    stream = _case(machine, n) if n % 2 else f"case:{uuid7(machine.clock, machine.randomness)}"
    machine.journal.append(REGION, stream, "case.supplemented", "citizen", {"attachments": n})


def newer(world: "World", node: Node, n: int) -> None:
    """An entry as a program of next year writes it: another version of a kind, or a kind that nobody knows."""
    journal = node.up().journal
    partition, stream = (REGION, f"case:{uuid7(journal.clock, journal.randomness)}")
    if n % 2:
        partition, stream = node.up().queue, "kiosk:wish"
    with journal.db.transaction():
        entry = journal.compose(partition, stream, "case.submitted", "citizen", {"of": "next year"})
        before = journal.entries.head(entry.terminal, entry.incarnation, partition)
        entry = replace(entry, kind="wish.made" if n % 2 else entry.kind, version=2)
        journal.entries.insert([replace(entry, chain=link(before.chain, entry))])
    journal.catch_up()


def follow(world: "World", node: Node, n: int) -> None:
    """A board takes in the page that the server sends it as news."""
    machine, above = node.up(), world.nodes[node.upstream].machine
    if above is None:
        return
    page: Page = above.service.reading.open_page(machine.queue, machine.journal.cursor(machine.queue).position)
    node.exchange.accept(machine.queue, page)


def publish(world: "World", node: Node, n: int) -> None:
    machine = node.up()
    version = _version(machine) + 1
    item = Item(ITEM, "公共场所卫生许可", DEPARTMENT, "", "", "01", "511602", small_guide(version))
    machine.service.sequencer.write(REGION, f"item:{ITEM}", "item.published", "system", ItemPublished(item))


def configure(world: "World", node: Node, n: int) -> None:
    """At times a business goes, with the window that serves nothing else, and comes again."""
    sequencer = node.up().service.sequencer
    made = rules(transfer="last" if n % 2 else "keep", back_after=1 + n % 3)
    body = HallAdded(HALL, "政务服务大厅", without_counted(made) if n == 7 else made)
    sequencer.write(REGION, f"hall:{HALL}", "hall.added", "system", body)
    follow_rules(sequencer)


def evening(world: "World", node: Node, n: int) -> None:
    """The caretaker looks whether a day of the halls judged here is over."""
    machine = node.up()
    for partition in machine.journal.views.queue.partitions():
        if machine.service.sequencer.judges(partition):
            node.closing.look(partition)


DEEDS: Mapping[str, Callable[["World", Node, int], None]] = {
    one.__name__: one
    for one in (
        hand_in,
        supplement,
        withdraw,
        withdraw_online,
        accept,
        give_back,
        take,
        call,
        skip,
        start,
        finish,
        transfer,
        by_hand,
        open_slot,
        book,
        lend_share,
        return_share,
        report,
        sit_down,
        stray,
        garbled,
        newer,
        follow,
        publish,
        configure,
        evening,
    )
}
