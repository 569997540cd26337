"""What must hold once a world has healed. Each is a function that says what is wrong, or nothing."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from kiosk.domain.appointment import SLOT_KINDS, Slot, evolve_slot, read_slot
from kiosk.domain.bodies import Unreadable
from kiosk.domain.entry import GENESIS, link
from kiosk.errors import Fault
from kiosk.journal.chains import check_chains
from kiosk.journal.entries import ENTRY, to_entry
from kiosk.journal.journal import Journal
from tests.simulation.judges import judge_of, partitions
from tests.simulation.papers import numbers_unique
from tests.simulation.template import COUNTED, QUOTA, REGION
from tests.simulation.world import Broken, World

Property = Callable[[World], Iterator[str]]
VIEWS = (
    "view_case",
    "view_file",
    "view_party",
    "view_item",
    "view_form",
    "view_hall",
    "view_device",
    "view_number",
    "view_held",
    "view_slot",
)
WORDS = "SELECT entry, partition, position, verdict, code, result FROM verdict"


def words_of(journal: Journal) -> Mapping[str, tuple[Any, ...]]:
    return {row[0]: tuple(row[1:]) for row in journal.db.rows(WORDS)}


def nothing_lost(world: World) -> Iterator[str]:
    """Every entry that became durable anywhere is with its judge, whole and with a verdict."""
    for promise in world.ledger.promises.values():
        if promise.id in world.ledger.burnt:
            continue
        journal = judge_of(world, promise.partition).up().journal
        row = journal.db.one("SELECT body, body_hash FROM entry WHERE id = ?", promise.id)
        if row is None or row[1] != promise.body_hash:
            yield f"{promise.kind} {promise.id} of {promise.partition} is not with its judge"
        elif row[0] is None:
            yield f"{promise.kind} {promise.id} has lost its body"
        elif not journal.entries.settled([promise.id]):
            yield f"{promise.kind} {promise.id} has no verdict"


def files_kept(world: World) -> Iterator[str]:
    """Every file of a case that stands is on the platform, byte for byte."""
    journal = world.nodes["platform"].up().journal
    for (name,) in journal.db.rows("SELECT DISTINCT hash FROM view_file ORDER BY hash"):
        row = journal.blobs.find(name)
        if row is None or row.state == "partial":
            if name not in world.ledger.burnt:
                yield f"file {name[:20]} is not on the platform"
        elif journal.blobs.read(name) != world.ledger.files[name]:
            yield f"file {name[:20]} is another one"


def verdicts_equal(world: World) -> Iterator[str]:
    """What a machine holds for the judge's word is the judge's word."""
    words = {node.name: words_of(node.up().journal) for node in world.nodes.values()}
    judges = {partition: words[judge_of(world, partition).name] for partition in partitions(world)}
    for name, said in words.items():
        for entry, word in said.items():
            known = judges[word[0]].get(entry)
            if known != word:
                yield f"{name} has {word} for {entry}, its judge {known}"


def no_gaps(world: World) -> Iterator[str]:
    """A judge's positions are 1, 2, 3 …, each once."""
    for partition in partitions(world):
        journal = judge_of(world, partition).up().journal
        sql = "SELECT position FROM verdict WHERE partition = ? ORDER BY position"
        found = [row[0] for row in journal.db.rows(sql, partition)]
        if found != list(range(1, len(found) + 1)):
            yield f"{partition} has positions {found}"


def same_everywhere(world: World) -> Iterator[str]:
    """What two machines share, they tell alike."""
    told = {node.name: node.up().journal.state()["views"] for node in world.nodes.values()}
    platform = told["platform"]
    cases = {one["case"]: one for one in platform["cases"]}
    for node, views in told.items():
        for one in views["cases"]:
            if cases.get(one["case"]) != one:
                yield f"{node} tells case {one['case']} as {one}, the platform as {cases.get(one['case'])}"
        for name in ("halls", "items", "devices", "slots"):
            if views[name] != platform[name]:
                yield f"{node} tells {name} as {views[name]}, the platform as {platform[name]}"
        for partition, queue in views["queues"].items():
            if queue != platform["queues"].get(partition):
                yield f"{node} tells {partition} as {queue}, the platform as {platform['queues'].get(partition)}"


def views_rebuilt(world: World) -> Iterator[str]:
    """Dropped and folded anew, every view comes out as it was."""
    for node in world.nodes.values():
        journal = node.up().journal
        before = _views(journal)
        journal.rebuild()
        after = _views(journal)
        for name, rows in before.items():
            if rows != after[name]:
                odd = [row for row in rows + after[name] if (row in rows) != (row in after[name])]
                yield f"{node.name}: {name} is another after a rebuild: {odd[:2]}"


def _views(journal: Journal) -> Mapping[str, list[Any]]:
    tables = {name: sorted(journal.db.rows(f"SELECT * FROM {name}")) for name in VIEWS}
    return {**tables, "queues": [journal.views.queue.shared()]}


def chains_whole(world: World) -> Iterator[str]:
    """Every author's chain fits at its judge, and on the author's own machine."""
    for node in world.nodes.values():
        journal = node.up().journal
        try:
            check_chains(journal)
        except Fault as fault:
            yield f"{node.name}: {fault.message}"
    for partition in partitions(world):
        yield from _chains(judge_of(world, partition).up().journal, partition)


def _chains(journal: Journal, partition: str) -> Iterator[str]:
    before: dict[tuple[str, str], tuple[int, str]] = {}
    sql = f"SELECT {ENTRY} FROM entry WHERE partition = ? ORDER BY terminal, incarnation, seq"
    for entry in map(to_entry, journal.db.rows(sql, partition)):
        author = (entry.terminal, entry.incarnation)
        seq, chain = before.get(author, (0, GENESIS))
        if entry.seq != seq + 1 or link(chain, entry) != entry.chain:
            yield f"chain of {author} breaks at {entry.seq} in {partition}"
        before[author] = entry.seq, entry.chain


def audit_silent(world: World) -> Iterator[str]:
    """Nobody wrote behind a judge's back, so its audit accuses nobody, whatever broke and was restored."""
    judges = {judge_of(world, partition).name for partition in partitions(world)}
    for name in sorted(judges):
        for flaw in world.nodes[name].up().auditor.verify().flaws:
            yield f"{name}: {flaw.problem} at {flaw.position} in {flaw.partition}, {flaw.author} {flaw.seq}"


def nobody_without_paper(world: World) -> Iterator[str]:
    """Who waits in a queue holds a paper.

    Where a disk was replaced that alone held the word that a number is not wanted, or knew that nobody had heard of it,
    nobody can speak that any more; nor could a machine whose disk was full write it down.
    """
    promises, burnt = world.ledger.promises, world.ledger.burnt
    gone = {one.stream for one in promises.values() if one.kind == "intent.dropped" and one.id in burnt}
    told = {paper.entry for paper in world.ledger.papers} | world.ledger.unshown
    silent = world.ledger.cloned | world.ledger.full
    told |= {one for one, node in world.ledger.unheard.items() if node in silent}
    owed = {one.id for one in promises.values() if one.stream not in gone} - told
    for partition in partitions(world):
        today = judge_of(world, partition).up().journal.views.queue.state(partition).today
        for ticket in today.tickets.values() if today else ():
            if ticket.state == "waiting" and ticket.intent in owed:
                yield f"{ticket.number} waits in {partition}, and nobody holds it"


def quotas_kept(world: World) -> Iterator[str]:
    """At no position was more promised than there is."""
    journal = world.nodes["platform"].up().journal
    slots: dict[str, Any] = {}
    for one in journal.entries.after(REGION, 0, 1 << 20):
        if one.entry.kind not in SLOT_KINDS or one.entry.body is None:
            continue
        try:
            body = read_slot(one.entry.kind, one.entry.body)
        except Unreadable:
            continue
        slot = slots[one.entry.stream] = evolve_slot(slots.get(one.entry.stream), body, one.entry.id, one.verdict)
        if slot is not None and _promised(slot) > slot.capacity:
            yield f"{one.entry.stream} promises {_promised(slot)} of {slot.capacity} at {one.position}"


def day_quotas_kept(world: World) -> Iterator[str]:
    """No day's numbers of a business, given out or lent, are more than its quota.

    A judge that has lost its tail, or a block that two machines hold, may come to more: the people hold their paper.
    """
    for partition in partitions(world):
        state = judge_of(world, partition).up().journal.views.queue.state(partition)
        if state.rules is None or partition in world.ledger.forgetful or world.ledger.cloned:
            continue
        for day in state.days.values():
            out = [one for one in day.leases.values() if one.service == COUNTED and not one.returned]
            lent = sum(one.last - one.first + 1 - len(one.used) for one in out)
            if day.spent.get(COUNTED, 0) + lent > QUOTA:
                yield f"{partition} promises {day.spent.get(COUNTED, 0)} and {lent} of {QUOTA} numbers on {day.day}"


def _promised(slot: Slot) -> int:
    """Counted here, not by the slot itself."""
    spent = sum(one.state != "cancelled" for one in slot.bookings.values())
    return spent + sum(one.size - one.used for one in slot.shares.values())


def held_in_turn(world: World) -> Iterator[str]:
    """What follows in a stream on an entry that nobody can read waits behind it."""
    journal = world.nodes["platform"].up().journal
    stuck: set[str] = set()
    for one in journal.entries.after(REGION, 0, 1 << 20):
        held = one.verdict.verdict == "held"
        if one.entry.stream in stuck and one.entry.stream.startswith("case:") and not held:
            yield f"{one.entry.kind} passed by what is held before it in {one.entry.stream}"
        stuck |= {one.entry.stream} if held else set()


def no_day_by_one_clock(world: World) -> Iterator[str]:
    """No day has begun or ended before its time, unless two machines' clocks were wrong."""
    now = world.read_clock().astimezone(ZoneInfo("Asia/Shanghai")).date().isoformat()
    for partition in partitions(world) if len(world.ledger.set_wrong) < 2 else ():
        state = judge_of(world, partition).up().journal.views.queue.state(partition)
        if state.day > now:
            yield f"{partition} is at {state.day}, and it is {now}"
        yield from (
            f"{partition} has closed {day}, and it is {now}"
            for day in sorted(state.days)
            if day >= now and state.days[day].closed
        )


PROPERTIES: Mapping[str, Property] = {
    one.__name__: one
    for one in (
        nothing_lost,
        files_kept,
        verdicts_equal,
        no_gaps,
        same_everywhere,
        views_rebuilt,
        chains_whole,
        audit_silent,
        numbers_unique,
        nobody_without_paper,
        quotas_kept,
        day_quotas_kept,
        held_in_turn,
        no_day_by_one_clock,
    )
}


def check(world: World) -> None:
    """Broken by the first property that does not hold."""
    for name, holds in PROPERTIES.items():
        for wrong in holds(world):
            raise Broken(name, wrong)
