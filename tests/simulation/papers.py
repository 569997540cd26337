"""What is on paper in a world, and whether it stands."""

from collections import Counter as Count
from collections.abc import Iterator

from kiosk.domain.queue.numbers import lent
from kiosk.domain.queue.state import Day
from kiosk.journal.journal import Journal
from tests.simulation.judges import judge_of, partitions
from tests.simulation.ledger import Paper
from tests.simulation.world import World


def numbers_unique(world: World) -> Iterator[str]:
    """No two tickets of a day have one number, and no two papers; what a paper says is what the judge says."""
    given: Count[tuple[str, str, str]] = Count()
    for partition in partitions(world):
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
        journal = judge_of(world, paper.partition).up().journal
        state = journal.views.queue.state(paper.partition)
        day = state.days.get(paper.day)
        if day is None and _stood(journal, paper):
            continue
        ticket = day.tickets.get(paper.number) if day else None
        if ticket is not None and ticket.intent == paper.entry:
            continue
        if paper.partition in world.ledger.forgetful and paper.day < state.day:
            continue  # judged anew a day later: nobody waits with yesterday's paper
        if paper.partition not in world.ledger.forgetful or (ticket is None and not _lent_again(world, day, paper)):
            yield f"{paper.number} is on paper, for the judge it is {ticket}"
        elif ticket is not None and day is not None and _nobody_came_between(world, paper, day):
            yield f"{paper.number} is on paper, and judged anew it is {ticket}'s"


def _stood(journal: Journal, paper: Paper) -> bool:
    """Whether a number of a day that the queue has forgotten was judged as its paper says, or is before a person."""
    one = journal.entries.judged([paper.entry]).get(paper.entry)
    if one is None or one.verdict.verdict == "held":
        return one is not None
    said = one.verdict.result
    return one.verdict.verdict == "applied" and (said["day"], said["number"]) == (paper.day, paper.number)


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
