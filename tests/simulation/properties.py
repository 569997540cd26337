"""What must hold once a world has healed. Each is a function that says what is wrong, or nothing."""

from collections import Counter as Count
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from kiosk.domain.appointment import SLOT_KINDS, Slot, evolve_slot, read_slot
from kiosk.domain.bodies import Unreadable
from kiosk.domain.entry import GENESIS, link
from kiosk.domain.queue.numbers import lent
from kiosk.domain.queue.state import Day
from kiosk.errors import Fault
from kiosk.journal.chains import check_chains
from kiosk.journal.entries import ENTRY, to_entry
from kiosk.journal.journal import Journal
from tests.simulation.ledger import Paper
from tests.simulation.node import Node
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


def judge_of(world: World, partition: str) -> Node:
    """Who puts a partition in order."""
    for node in world.nodes.values():
        if node.up().service.sequencer.judges(partition) and node.role in {"hub", "platform"}:
            return node
    raise LookupError(partition)


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
    judges = {partition: words[judge_of(world, partition).name] for partition in _partitions(world)}
    for name, said in words.items():
        for entry, word in said.items():
            known = judges[word[0]].get(entry)
            if known != word:
                yield f"{name} has {word} for {entry}, its judge {known}"


def no_gaps(world: World) -> Iterator[str]:
    """A judge's positions are 1, 2, 3 …, each once."""
    for partition in _partitions(world):
        journal = judge_of(world, partition).up().journal
        sql = "SELECT position FROM verdict WHERE partition = ? ORDER BY position"
        found = [row[0] for row in journal.db.rows(sql, partition)]
        if found != list(range(1, len(found) + 1)):
            yield f"{partition} has positions {found}"


def _partitions(world: World) -> list[str]:
    return [REGION, *sorted({node.up().queue for node in world.nodes.values() if node.up().queue})]


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
    for partition in _partitions(world):
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
    judges = {judge_of(world, partition).name for partition in _partitions(world)}
    for name in sorted(judges):
        for flaw in world.nodes[name].up().auditor.verify().flaws:
            yield f"{name}: {flaw.problem} at {flaw.position} in {flaw.partition}, {flaw.author} {flaw.seq}"


def numbers_unique(world: World) -> Iterator[str]:
    """No two tickets of a day have one number, and no two papers; what a paper says is what the judge says."""
    given: Count[tuple[str, str, str]] = Count()
    for partition in _partitions(world):
        journal = judge_of(world, partition).up().journal
        for one in journal.entries.after(partition, 0, 1 << 20):
            if one.entry.kind == "ticket.taken" and one.verdict.verdict == "applied":
                given[partition, one.verdict.result["day"], one.verdict.result["number"]] += 1
    yield from (f"number {key} was given {count} times" for key, count in given.items() if count > 1)
    yield from _papers(world)


def _papers(world: World) -> Iterator[str]:
    sure = [one for one in world.ledger.papers if _counts(world, one.node) and one.entry not in world.ledger.burnt]
    held = Count((one.partition, one.day, one.number) for one in sure if one.partition not in world.ledger.forgetful)
    yield from (f"{count} people hold {key}" for key, count in held.items() if count > 1)
    for paper in sure:
        state = judge_of(world, paper.partition).up().journal.views.queue.state(paper.partition)
        day = state.days.get(paper.day)
        ticket = day.tickets.get(paper.number) if day else None
        if ticket is not None and ticket.intent == paper.entry:
            continue
        if paper.partition in world.ledger.forgetful and paper.day < state.day:
            continue  # judged anew a day later: nobody waits with yesterday's paper
        if paper.partition not in world.ledger.forgetful or (ticket is None and not _lent_again(world, day, paper)):
            yield f"{paper.number} is on paper, for the judge it is {ticket}"
        elif ticket is not None and day is not None and _nobody_came_between(world, paper, day):
            yield f"{paper.number} is on paper, and judged anew it is {ticket}'s"


def _nobody_came_between(world: World, paper: Paper, day: Day) -> bool:
    """Whether all who hold a number had it before the judge went back, once, and could tell it their numbers."""
    before = world.ledger.before.get(paper.partition, [])
    if len(before) != 1 or world.ledger.cloned or paper.entry not in before[0]:
        return False
    return all(ticket.intent in before[0] for ticket in day.tickets.values())


def _lent_again(world: World, day: Day | None, paper: Paper) -> bool:
    """Whether a judge that had lost its block has lent the number to another machine meanwhile."""
    lease = lent(day, paper.number) if day else None
    return lease is not None and lease.terminal != world.nodes[paper.node].up().journal.terminal


def _counts(world: World, node: str) -> bool:
    """Two machines with one disk cannot know of each other while they are cut off."""
    return node not in world.ledger.cloned


def nobody_without_paper(world: World) -> Iterator[str]:
    """Who waits in a queue holds a paper.

    Where a disk was replaced that alone held the word that a number is not wanted, nobody can speak it any more.
    """
    promises, burnt = world.ledger.promises, world.ledger.burnt
    gone = {one.stream for one in promises.values() if one.kind == "intent.dropped" and one.id in burnt}
    told = {paper.entry for paper in world.ledger.papers} | world.ledger.unheard
    owed = {one.id for one in promises.values() if one.stream not in gone} - told
    for partition in _partitions(world):
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
    for partition in _partitions(world):
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
    for partition in _partitions(world) if len(world.ledger.set_wrong) < 2 else ():
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
