"""How a hub becomes its hall's judge: it takes over what was judged before it, then the rules that were published."""

from kiosk.app import Machine
from kiosk.journal.epochs import begin_epoch
from kiosk.journal.journal import Journal
from kiosk.server.sequencer import Sequencer
from kiosk.sync.upstream import Upstream


def begin_hub(machine: Machine, link: Upstream) -> None:
    """Before a hub serves: its region read, its hall's queue as far as upstream knows it, then its rules.

    A hub that was restored from a backup finds more upstream than it has itself: it takes that in and begins a new
    epoch there, so that the terminals push again what nobody else remembers. Fault where upstream is needed and silent.
    """
    exchange = machine.exchange(link)
    exchange.pull_all()
    _take_over(machine, link)
    follow_rules(machine.service.sequencer)


def _take_over(machine: Machine, link: Upstream) -> None:
    journal, partition = machine.journal, machine.queue
    first = not journal.meta(f"judge {partition}")
    found = _fetch(journal, link, partition, machine.service.sequencer.last(partition))
    with journal.db.transaction():
        journal.db.lock(partition)
        if first or found:
            journal.set_meta(f"judge {partition}", "1")
            begin_epoch(journal, {partition: machine.service.sequencer.last(partition)})
        if found and not first:
            machine.service.sequencer.seal(partition)


def _fetch(journal: Journal, link: Upstream, partition: str, position: int) -> int:
    """Take in what upstream has beyond `position`; returns how many entries that is."""
    count = 0
    while (page := link.page(partition, position, 500)).entries:
        with journal.db.transaction():
            journal.db.lock(partition)
            judged = [one.judged() for one in page.entries]
            known = journal.entries.judged([one.entry.id for one in judged])
            journal.settle(judged)
            journal.db.run(
                "INSERT INTO sequence VALUES (?, ?) ON CONFLICT (partition) DO UPDATE SET position = excluded.position "
                "WHERE sequence.position < excluded.position",
                partition,
                page.upto,
            )
        position, count = page.upto, count + len(judged) - len(known)
    return count


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
