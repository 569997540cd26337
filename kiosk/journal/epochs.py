"""What a server tells its readers when it has gone back, and up to where it is safe from that (protocol.md, epochs)."""

from collections.abc import Mapping

from kiosk.domain.witness import Witness
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


def witness(journal: Journal, partition: str) -> Witness:
    """What this machine was told last of a partition that is judged elsewhere: by a page, or as an answer to itself."""
    cursor = journal.cursor(partition)
    sql = "SELECT position, entry, judged_at FROM verdict WHERE partition = ? ORDER BY position DESC LIMIT 1"
    last = journal.db.one(sql, partition)
    if last is None or last[0] < cursor.position:
        return Witness(cursor.epoch, cursor.position)
    return Witness(cursor.epoch, *last)


def heed(journal: Journal, partition: str, said: Witness, began: int) -> bool:
    """Whether the judge of a partition, here, never said what somebody was told: it was put back without knowing.

    It begins a new epoch then. What it judged from `began` on, where its process did, may contradict what readers have.
    """
    if not _is_contradicted(journal, partition, said):
        return False
    with journal.db.transaction():
        journal.db.lock(partition)
        if again := _is_contradicted(journal, partition, said):  # two who know it come at once
            begin_epoch(journal, {partition: min(began, max(0, said.position - 1))})
    return again


def _is_contradicted(journal: Journal, partition: str, said: Witness) -> bool:
    if said.epoch != journal.meta("epoch"):
        return False
    sql = "SELECT entry, judged_at FROM verdict WHERE partition = ? AND position = ?"
    here = journal.db.one(sql, partition, said.position)
    if here is None:
        return said.position > ends(journal).get(partition, 0)
    return bool(said.entry) and (said.entry, said.judged_at) != tuple(here)


def makes_backups(journal: Journal) -> bool:
    """Whether readers keep what no backup holds: from before the first one was begun (`expect_backups`)."""
    return bool(journal.meta("backs_up") or journal.meta("backed_up_at"))


def expect_backups(journal: Journal) -> None:
    """Before a copy is made: what readers may have forgotten until now is in it, and from now on they forget no more.

    Else a machine that dies between its first copy and the word to its readers would let them forget what that lacks.
    """
    with journal.db.transaction():
        if makes_backups(journal):
            return
        for partition, last in journal.db.rows("SELECT partition, max(position) FROM verdict GROUP BY partition"):
            journal.set_meta(f"backed_up {partition}", str(last))
        journal.set_meta("backs_up", "yes")


def backed_up(journal: Journal, partition: str, last: int) -> int:
    """Up to where readers may forget what they wrote: where no backups are made, up to `last`."""
    return int(journal.meta(f"backed_up {partition}") or 0) if makes_backups(journal) else last
