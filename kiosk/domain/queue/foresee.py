"""The queue with what a machine said itself and nobody has judged yet, as it will be if nothing speaks against it."""

from collections.abc import Iterable

from kiosk.domain.entry import Entry, Judged
from kiosk.domain.queue.bodies import read_queue
from kiosk.domain.queue.decide import Now, decide
from kiosk.domain.queue.evolve import evolve
from kiosk.domain.queue.state import QueueState

FACTS = frozenset(
    {
        "ticket.started",
        "ticket.finished",
        "ticket.missed",
        "ticket.held",
        "ticket.served_by_hand",
        "window.paused",
        "window.unpaused",
    }
)
"""What a window says of itself and of whom it has in front of it; all else is a wish, and waits for the judge."""


def foreseen(state: QueueState, unjudged: Iterable[Entry]) -> QueueState:
    """`state` after those of `unjudged` that are facts and that the rules, as known here, would let pass."""
    for entry in unjudged:
        if entry.kind in FACTS:
            state = _after(state, entry)
    return state


def _after(state: QueueState, entry: Entry) -> QueueState:
    at = entry.at.wall
    word = decide(state, entry, read_queue(entry.kind, entry.body or ""), Now(at))
    return evolve(state, Judged(entry, 0, word, at))
