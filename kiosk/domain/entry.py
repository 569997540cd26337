"""The entry: what somebody did, as it is kept, sent and judged (protocol.md, Entry).

Structs of msgspec, not dataclasses: whoever reads a page makes four of them for each entry in it.
"""

import hashlib
from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from msgspec import field

from kiosk.domain.shapes import known

VerdictName = Literal["applied", "refused", "held"]
GENESIS = "sha256:0"


class Moment(msgspec.Struct, frozen=True, gc=False):
    """When the author's machine thought it was; for showing and for flags, never for ordering."""

    wall: str
    offset_ms: int
    boot: str
    mono_ms: int


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One entry. `body` is the JSON text exactly as its author wrote it, or None once forgotten."""

    id: str
    terminal: str
    incarnation: str
    partition: str
    seq: int
    stream: str
    kind: str
    version: int
    at: Moment
    actor: str
    body: str | None
    body_hash: str
    chain: str


class Verdict(msgspec.Struct, frozen=True, gc=False):
    """What the judge said: `code` tells why, `result` what it decided (a due date, a twin, a number)."""

    verdict: VerdictName
    code: str = ""
    result: Mapping[str, Any] = field(default_factory=dict)


class Judged(msgspec.Struct, frozen=True, gc=False):
    """An entry with its place in the judge's order and the judge's own time."""

    entry: Entry
    position: int
    verdict: Verdict
    judged_at: str


def digest(data: bytes) -> str:
    """SHA-256 with its name in front, so that another algorithm can follow it in the same field."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def link(previous: str, entry: Entry) -> str:
    """The chain's next value: covers everything but the body itself, which may be forgotten."""
    at = entry.at
    head = (
        f"{previous}\n{entry.id}\n{entry.terminal}\n{entry.incarnation}\n{entry.partition}\n{entry.seq}\n"
        f"{entry.stream}\n{entry.kind}\n{entry.version}\n{at.wall}\n{at.offset_ms}\n{at.boot}\n{at.mono_ms}\n"
        f"{entry.actor}\n{entry.body_hash}"
    )
    return digest(head.encode())


known(Moment, Entry)
