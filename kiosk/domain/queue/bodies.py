"""What each kind of entry about the queue carries; read strictly, never with anybody's name in it."""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from kiosk.domain.bodies import Unreadable
from kiosk.domain.queue.rules import QueueRules


@dataclass(frozen=True, slots=True)
class Taken:
    """ticket.taken 1, an intent on `take:<uuid>`: the verdict names the number.

    From a leased block it brings `number`, `lease` and the `day` that the block is of; `appointment` is the slot's
    booking that was checked in; `receipt` the number of the case that the citizen comes about; `then` the businesses
    that follow on the same number, in order.
    """

    service: str
    priority: str = ""
    number: str = ""
    lease: str = ""
    day: str = ""
    appointment: str = ""
    receipt: str = ""
    then: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AtWindow:
    """window.called_next, window.unpaused, ticket.recalled, missed, held, resumed, started, finished 1"""

    window: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """intent.dropped 1: whoever wrote the intent heard no answer and did something else; what it caused is undone."""

    intent: str


@dataclass(frozen=True, slots=True)
class Paused:
    """window.paused 1"""

    window: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Transferred:
    """ticket.transferred 1: `to` is a business, or `window:<code>`."""

    window: str
    to: str


@dataclass(frozen=True, slots=True)
class Cancelled:
    """ticket.cancelled 1"""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class ByHand:
    """ticket.served_by_hand 1: from the paper in hand, while the hub could not be asked."""

    window: str


@dataclass(frozen=True, slots=True)
class PaperStep:
    """paper.asked, paper.done, paper.failed 1: one `job` on one printer; `code` is the printer's fault."""

    job: str
    printer: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class LeaseGranted:
    """lease.granted 1: `size` numbers of a business on `day` for a terminal; the verdict names the block."""

    terminal: str
    service: str
    day: str
    size: int


@dataclass(frozen=True, slots=True)
class LeaseReturned:
    """lease.returned 1: what is left of the block is nobody's any more."""

    lease: str
    day: str


@dataclass(frozen=True, slots=True)
class DayClosed:
    """day.closed 1: nobody takes or calls any more; the history stays."""

    day: str


QueueBody = (
    QueueRules
    | Taken
    | AtWindow
    | Dropped
    | Paused
    | Transferred
    | Cancelled
    | ByHand
    | PaperStep
    | LeaseGranted
    | LeaseReturned
    | DayClosed
)

QUEUE_KINDS: Mapping[str, type[QueueBody]] = {
    "queue.configured": QueueRules,
    "ticket.taken": Taken,
    "intent.dropped": Dropped,
    "window.called_next": AtWindow,
    "window.paused": Paused,
    "window.unpaused": AtWindow,
    "ticket.recalled": AtWindow,
    "ticket.missed": AtWindow,
    "ticket.held": AtWindow,
    "ticket.resumed": AtWindow,
    "ticket.started": AtWindow,
    "ticket.finished": AtWindow,
    "ticket.transferred": Transferred,
    "ticket.cancelled": Cancelled,
    "ticket.served_by_hand": ByHand,
    "paper.asked": PaperStep,
    "paper.done": PaperStep,
    "paper.failed": PaperStep,
    "lease.granted": LeaseGranted,
    "lease.returned": LeaseReturned,
    "day.closed": DayClosed,
}

_DECODERS = {kind: msgspec.json.Decoder(shape) for kind, shape in QUEUE_KINDS.items()}


def read_queue(kind: str, text: str) -> QueueBody:
    """The body of a queue entry; Unreadable when it is of another shape than `kind` promises."""
    try:
        body: QueueBody = _DECODERS[kind].decode(text)
    except (KeyError, msgspec.MsgspecError) as error:
        raise Unreadable(f"{kind}: {error}") from error
    return body


def ticket_stream(hall: str, day: str, number: str) -> str:
    return f"ticket:{hall}:{day}:{number}"


def ticket_number(stream: str) -> str:
    """The number that a stream is about; '' where it is about something else."""
    return stream.rpartition(":")[2] if stream.startswith("ticket:") else ""


def window_stream(hall: str, window: str) -> str:
    return f"window:{hall}:{window}"
