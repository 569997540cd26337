"""How a hub becomes its hall's judge: it takes over what was judged before it, then the rules that were published."""

from kiosk.app import Machine
from kiosk.journal.epochs import begin_epoch
from kiosk.journal.journal import Journal
from kiosk.server.sequencer import Sequencer
from kiosk.sync.answers import LinkTrouble
from kiosk.sync.upstream import Upstream


def begin_hub(machine: Machine, link: Upstream) -> None:
    """Before a hub serves: its region read, its hall's queue as far as upstream knows it, then its rules.

    A hub that was restored from a backup finds more upstream than it has itself: it takes that in and begins a new
    epoch there, so that the terminals push again what nobody else remembers. Fault where upstream is needed and silent.
    """
    machine.journal.begin_incarnation()  # whatever its disk remembers: what it writes now was never written before
    exchange = machine.exchange(link)
    exchange.pull_all()
    _take_over(machine, link)
    follow_rules(machine.service.sequencer)


def _take_over(machine: Machine, link: Upstream) -> None:
    """A line that breaks in the middle is told of at the end: what came before is ours already."""
    journal, partition = machine.journal, machine.queue
    first = not journal.meta(f"judge {partition}")
    broken = None
    try:
        _fetch(journal, link, partition, machine.service.sequencer.last(partition))
    except LinkTrouble as trouble:
        if first:
            raise
        broken = trouble
    _make_own(machine, first)
    if broken is not None:
        raise broken


def _make_own(machine: Machine, first: bool) -> None:
    """What was judged elsewhere comes under our seal, in an epoch of ours."""
    journal, partition, sequencer = machine.journal, machine.queue, machine.service.sequencer
    with journal.db.transaction():
        journal.db.lock(partition)
        last, news = sequencer.last(partition), bool(journal.meta(_news(partition)))
        if first or news:
            journal.set_meta(f"judge {partition}", "1")
            begin_epoch(journal, {partition: last})
            journal.set_meta(_news(partition), "")
        if news and not first:
            sequencer.seal(partition)


def _fetch(journal: Journal, link: Upstream, partition: str, position: int) -> None:
    """Take in what upstream has beyond `position`, and note whether any of it was not here.

    Not by how far we are then: another hub on our database goes on judging all the while.
    """
    while (page := link.page(partition, position, 500)).entries:
        with journal.db.transaction():
            journal.db.lock(partition)
            if len(journal.entries.settled([one.entry.id for one in page.entries])) < len(page.entries):
                # kept: a hub that dies now has an epoch to begin all the same
                journal.set_meta(_news(partition), "yes")
            journal.settle([one.judged() for one in page.entries])
            journal.db.run(
                "INSERT INTO sequence VALUES (?, ?) ON CONFLICT (partition) DO UPDATE SET position = excluded.position "
                "WHERE sequence.position < excluded.position",
                partition,
                page.upto,
            )
        position = page.upto


def _news(partition: str) -> str:
    return f"taken over {partition}"


def follow_rules(sequencer: Sequencer) -> None:
    """Configure each queue judged here as its hall was last published: what is decided elsewhere is an entry here."""
    journal = sequencer.journal
    for hall in journal.views.registry.halls():
        partition, rules = f"hall:{hall}", journal.views.registry.queue_of(hall)
        if rules is None or not sequencer.judges(partition):
            continue
        with journal.db.transaction():
            journal.db.lock(partition)
            if journal.views.queue.state(partition).rules != rules:
                sequencer.write(partition, f"queue:{hall}", "queue.configured", "system", rules)
