"""What a reader knows of its upstream's order: one that was put back without a word learns of it from this."""

from typing import Annotated

import msgspec
from msgspec import Meta

from kiosk.domain.shapes import known

LONGEST = 15
"""Digits of a position; no queue comes near that."""
Position = Annotated[int, Meta(ge=0, lt=10**LONGEST)]


class Witness(msgspec.Struct, frozen=True, gc=False):
    """The last position of a partition that somebody was told of, in which epoch, which entry is there, since when.

    `entry` is '' where the last positions are nothing that may be seen. One that was judged twice, before its judge was
    put back and after it, may stand in one place both times; `judged_at` (ISO 8601) tells them apart.
    """

    epoch: str
    position: Position
    entry: str = ""
    judged_at: str = ""

    def written(self) -> str:
        """As it stands in a query."""
        return f"{self.position}:{self.entry}:{self.epoch}:{self.judged_at}"


def read_witness(written: str) -> Witness | None:
    """None where nobody says anything, or nothing that can be read: a witness is no condition."""
    position, *rest = written.split(":", 3)
    if len(rest) < 3 or not position.isdecimal() or len(position) > LONGEST:
        return None
    entry, epoch, judged_at = rest
    return Witness(epoch, int(position), entry, judged_at)


known(Witness)
