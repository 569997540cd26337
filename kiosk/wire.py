"""The protocol's messages (protocol.md, Endpoints): the same types on both sides of a link.

Those that travel with every entry are structs of msgspec, which are made faster; the rest are dataclasses.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, field

from kiosk.domain.dismissal import Dismissal
from kiosk.domain.entry import Entry, Judged, Verdict, VerdictName
from kiosk.domain.outlook import Outlook
from kiosk.domain.shapes import known
from kiosk.domain.witness import Witness

MAX_ENTRIES = 500
MAX_BYTES = 1 << 20
CARRIED_BY = "."
"""In an epoch: what stands before the first one is the judge's own, then come those who carry for it. When only theirs
changes, what they had stored is pushed again, and every verdict holds."""

Word = Literal["applied", "refused", "held", "stored", "cloned", "gap", "id_reuse"]
JUDGED: tuple[VerdictName, ...] = ("applied", "refused", "held")


class Push(msgspec.Struct, frozen=True, gc=False):
    """POST /v1/entries. `told` by entry: what an upstream that has gone back since had answered.

    `witness`: what the sender knows of the partition, so that a judge which was restored learns of it.
    """

    entries: tuple[Entry, ...]
    told: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    witness: Witness | None = None


class Result(msgspec.Struct, frozen=True, gc=False):
    """The answer to one entry. `stored`: a second copy exists, the judge's word is still to come.

    `cloned`: another disk wrote this seq, take a new incarnation. `gap`: entries before it are missing, `seq` is
    the one that is expected. `id_reuse`: the id was used for something else; the entry is kept as an incident.
    """

    id: str
    seq: int
    verdict: Word
    position: int = 0
    code: str = ""
    result: Mapping[str, Any] = field(default_factory=dict)
    judged_at: str = ""


class PushAnswer(msgspec.Struct, frozen=True, gc=False):
    """`acked` counts the entries that are durable here."""

    epoch: str
    acked: int
    server_time: str
    results: tuple[Result, ...]
    back_to: int = 0


class Carried(msgspec.Struct, frozen=True, gc=False):
    """A judged entry on its way to a reader; `entry.body` is None where the reader may not have it."""

    entry: Entry
    position: int
    verdict: VerdictName
    code: str
    result: Mapping[str, Any]
    judged_at: str

    @classmethod
    def of(cls, one: Judged, entry: Entry) -> "Carried":
        word = one.verdict
        return cls(entry, one.position, word.verdict, word.code, word.result, one.judged_at)

    def judged(self) -> Judged:
        return Judged(self.entry, self.position, Verdict(self.verdict, self.code, self.result), self.judged_at)


class Page(msgspec.Struct, frozen=True, gc=False):
    """GET /v1/entries: what the reader may see of (after, upto]; a gap in positions is somebody else's.

    `waits`: of a hall's queue, what its judge expects newcomers to wait just now. `portal`: of a region, the address
    of its online channel as it is now. `silent`: whoever gives the page only carries it, and its judge did not answer
    when it was last asked.
    """

    epoch: str
    partition: str
    after: int
    upto: int
    last: int
    backed_up: int
    server_time: str
    entries: tuple[Carried, ...]
    back_to: int = 0
    waits: Outlook = field(default_factory=dict)
    portal: str = ""
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Replicated:
    """The answer to POST /v1/replicas, a Page on its way up: where the replica stands now, taken or not.

    `witness` is what it was told last, for a judge that was restored.
    """

    epoch: str
    position: int
    witness: Witness | None = None


@dataclass(frozen=True, slots=True)
class LeaseRequest:
    """POST /v1/leases: `size` numbers of a business for one day (ISO 8601), for the time without a line."""

    service: str
    day: str
    size: int = 0


@dataclass(frozen=True, slots=True)
class Leased:
    """The block that was granted, `first` to `last`."""

    id: str
    service: str
    day: str
    prefix: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Enrolment:
    """POST /v1/enrol"""

    code: str
    public_key: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Enrolled:
    """The answer: who the machine is from now on, what it reads, and by which key (raw, hex) the platform writes."""

    terminal: str
    role: str
    hall: str
    hall_name: str
    region: str
    departments: tuple[str, ...]
    portal: str
    platform_key: str = ""


@dataclass(frozen=True, slots=True)
class Health:
    """GET /v1/health: what anybody may know."""

    status: str
    role: str
    version: str
    server_time: str


@dataclass(frozen=True, slots=True)
class BlobState:
    """Where an upload stands: this side's offset wins; `place` is confirmed once the platform itself holds it.

    `kept`: it is in a backup there, or none is ever made; only then may the last other copy be forgotten.
    """

    hash: str
    offset: int
    complete: bool
    place: Literal["none", "partial", "stored", "confirmed"]
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Wiped:
    """POST /v1/wiped, the last thing a dismissed machine says: receipts of cases that upstream never had."""

    receipts: Annotated[tuple[Annotated[str, Meta(max_length=11)], ...], Meta(max_length=2000)] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """The answer to what needs no other."""

    done: bool = True


@dataclass(frozen=True, slots=True)
class Revoked:
    """401 for a machine that proves by its key that it is one which was dismissed: the platform's own paper."""

    code: str
    message: str
    dismissal: Dismissal | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Every answer that is not the one asked for: a stable code, a sentence, and the mend where there is one."""

    code: str
    message: str
    mend: str = ""
    server_time: str = ""


known(Push, PushAnswer, Page, Replicated, LeaseRequest, Leased, Enrolment, Enrolled, Health, BlobState)
known(Wiped, Done, Revoked, Problem)
