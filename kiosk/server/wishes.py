"""Numbers that their holders gave back on the phone: the platform is told, the hall's own judge does it."""

from kiosk.domain.queue.bodies import Cancelled, ticket_stream
from kiosk.domain.queue.state import Ticket
from kiosk.domain.queue.wish import GIVEN_BACK, RETURNABLE, wish_id
from kiosk.journal.journal import Journal
from kiosk.server.sequencer import Sequencer


def follow_wishes(sequencer: Sequencer) -> bool:
    """Cancel what was given back in queues that are judged here; whether there was anything to cancel.

    Looked up by the numbers that still wait, so no clock has a say; and whoever was called before the wish was heard,
    and did not come, is not called once more.
    """
    halls = [hall for hall in sequencer.journal.views.registry.halls() if sequencer.judges(f"hall:{hall}")]
    return sum(_follow(sequencer, hall) for hall in halls) > 0


def _follow(sequencer: Sequencer, hall: str) -> int:
    journal, partition = sequencer.journal, f"hall:{hall}"
    if not _wished(journal, partition):
        return 0
    with journal.db.transaction():
        journal.db.lock(partition)
        found = _wished(journal, partition)
        for day, ticket in found:
            stream = ticket_stream(hall, day, ticket.number)
            sequencer.write(partition, stream, "ticket.cancelled", "citizen", Cancelled())
    return len(found)


def _wished(journal: Journal, partition: str) -> list[tuple[str, Ticket]]:
    """(day, ticket) of today's numbers that can be given back, and were."""
    today = journal.views.queue.state(partition).today
    waiting = [one for one in today.tickets.values() if one.state in RETURNABLE] if today else []
    known = journal.entries.judged([wish_id(one.intent) for one in waiting])
    wished = {name for name, one in known.items() if one.entry.kind == GIVEN_BACK and one.verdict.verdict == "applied"}
    return [(today.day, one) for one in waiting if today and wish_id(one.intent) in wished]
