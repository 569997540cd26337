"""What a server tells its readers when it has gone back, and up to where it is safe from that (protocol.md, epochs)."""

from collections.abc import Mapping

from kiosk.journal.journal import Journal


def begin_epoch(journal: Journal, back_to: Mapping[str, int]) -> None:
    """Readers put what they know beyond `back_to`, a position by partition, back to tentative and push it again.

    It is never further on than an earlier epoch said, for readers who have missed that one.
    """
    with journal.db.transaction():
        journal.set_meta("epoch", f"{journal.randomness.bits(64):016x}")
        for partition, position in back_to.items():
            before = journal.meta(f"back_to {partition}")
            journal.set_meta(f"back_to {partition}", str(min(int(before or position), position)))


def ends(journal: Journal) -> dict[str, int]:
    """The position given out last, by partition that was judged here."""
    return dict(journal.db.rows("SELECT partition, position FROM sequence"))


def back_to(journal: Journal, partition: str) -> int:
    """To where the judge of a partition went back when the present epoch began."""
    return int(journal.meta(f"back_to {partition}") or journal.meta("back_to") or 0)


def backed_up(journal: Journal, partition: str, last: int) -> int:
    """Up to where readers may forget what they wrote: where no backup was ever made, up to `last`."""
    if not journal.meta("backed_up_at"):
        return last
    return int(journal.meta(f"backed_up {partition}") or 0)
