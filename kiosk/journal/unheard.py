"""Numbers that were asked for by a program that died before it heard of them."""

from kiosk.domain.bodies import Unreadable
from kiosk.domain.entry import Entry
from kiosk.domain.queue.bodies import Dropped, Taken, read_queue
from kiosk.domain.queue.giving import taken_back
from kiosk.journal.journal import Journal
from kiosk.journal.telling import told_before


def take_back_unheard(journal: Journal, partition: str) -> int:
    """Before anybody asks again: nobody was shown these numbers, so nobody shall wait with them. How many there were.

    What was answered by a judge that has gone back since is on paper, and so is what came out of a block.
    """
    waiting = journal.outbox.waiting(partition)
    back = taken_back(waiting)
    asked = [one for one in waiting if one.id not in back and _asks(one)]
    told = told_before(journal.db, asked) if asked else {}
    unheard = [one for one in asked if one.id not in told]
    with journal.db.transaction():
        for one in unheard:
            journal.append(partition, one.stream, "intent.dropped", "system", Dropped(one.id))
    return len(unheard)


def _asks(entry: Entry) -> bool:
    """Whether it asks its judge for a number."""
    if entry.kind != "ticket.taken":
        return False
    try:
        body = read_queue(entry.kind, entry.body or "")
    except Unreadable:
        return False
    return isinstance(body, Taken) and not body.number
