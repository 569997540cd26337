"""Numbers that their holders gave back on the phone: the platform is told, the hall's own judge does it."""

from datetime import timedelta
from uuid import UUID, uuid5

import msgspec

from kiosk.domain.queue.bodies import Cancelled, ticket_stream
from kiosk.domain.queue.state import Day, Ticket, TicketWord
from kiosk.domain.registry import TicketGivenBack
from kiosk.journal.journal import Journal
from kiosk.server.sequencer import Sequencer

GIVEN_BACK = "ticket.given_back"
RETURNABLE: frozenset[TicketWord] = frozenset({"waiting", "missed", "held"})
REMEMBERED = timedelta(days=2)
"""Longer than any number is good for."""


def wish_id(token: str) -> str:
    """One number is given back once, however often the key is pressed."""
    return str(uuid5(UUID(token), GIVEN_BACK))


def wish_stream(hall: str, token: str) -> str:
    return f"wish:{hall}:{token}"


def follow_wishes(sequencer: Sequencer) -> bool:
    """Cancel what was given back in queues that are judged here; whether there was anything to cancel.

    Whoever was called before the wish was heard, and did not come, is not called once more.
    """
    halls = [hall for hall in sequencer.journal.views.registry.halls() if sequencer.judges(f"hall:{hall}")]
    cancelled = [_cancel(sequencer, wish) for hall in halls for wish in _wishes(sequencer.journal, hall)]
    return any(cancelled)


def _wishes(journal: Journal, hall: str) -> list[TicketGivenBack]:
    """Those of late: a token begins with its own time (UUIDv7), so their streams are in its order."""
    since = journal.clock.now() - REMEMBERED
    first = f"{int(since.timestamp() * 1000):012x}"
    rows = journal.db.rows(
        "SELECT e.body FROM entry e JOIN verdict v ON v.entry = e.id WHERE e.stream >= ? AND e.stream < ? "
        "AND v.verdict = 'applied' AND e.kind = ? ORDER BY v.position",
        wish_stream(hall, f"{first[:8]}-{first[8:]}"),
        wish_stream(hall, "g"),
        GIVEN_BACK,
    )
    return [msgspec.json.decode(body, type=TicketGivenBack) for (body,) in rows if body is not None]


def _cancel(sequencer: Sequencer, wish: TicketGivenBack) -> bool:
    journal, partition = sequencer.journal, f"hall:{wish.hall}"
    with journal.db.transaction():
        journal.db.lock(partition)
        found = _ticket(journal, partition, wish.token)
        if found is None or found[1].state not in RETURNABLE:
            return False
        stream = ticket_stream(wish.hall, found[0].day, found[1].number)
        sequencer.write(partition, stream, "ticket.cancelled", "citizen", Cancelled())
    return True


def _ticket(journal: Journal, partition: str, token: str) -> tuple[Day, Ticket] | None:
    for day in journal.views.queue.state(partition).days.values():
        ticket = day.tickets.get(day.intents.get(token, ""))
        if ticket is not None and ticket.intent == token:
            return day, ticket
    return None
