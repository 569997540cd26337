"""What a reader knows of its upstream's order: one that was put back without a word learns of it from this."""

import msgspec

from kiosk.domain.shapes import known


class Witness(msgspec.Struct, frozen=True, gc=False):
    """The last position of a partition that somebody was told of, in which epoch, and which entry is there.

    `entry` is '' where the last positions are nothing that may be seen.
    """

    epoch: str
    position: int
    entry: str = ""

    def written(self) -> str:
        """As it stands in a query."""
        return f"{self.position}:{self.entry}:{self.epoch}"


def read_witness(written: str) -> Witness | None:
    """None where nobody says anything, or nothing that can be read: a witness is no condition."""
    position, _, rest = written.partition(":")
    entry, _, epoch = rest.partition(":")
    return Witness(epoch, int(position), entry) if position.isdecimal() and len(position) <= 15 else None


known(Witness)
