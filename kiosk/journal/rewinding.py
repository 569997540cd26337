"""What a reader does when its upstream has gone back: nothing that was written is lost, and it is pushed again."""

from dataclasses import replace

from kiosk.journal.journal import Cursor, Journal
from kiosk.journal.telling import remember_told


def rewind(journal: Journal, partition: str, position: int, epoch: str) -> None:
    """Upstream went back to `position` under a new epoch: what was confirmed beyond it is tentative again."""
    with journal.db.transaction():
        journal.catch_up()
        remember_told(journal.db, partition, position)
        undone = _take_back(journal, partition, position)
        authors = _spoken_for(journal)
        written = [one for name in undone if (one := journal.entries.find(name)) is not None]
        journal.outbox.add(one for one in written if one.body is not None and one.terminal in authors)
        journal.db.run("UPDATE outbox SET stored = 0 WHERE partition = ?", partition)
        _tell_again(journal, partition)
        journal.move(partition, Cursor(_known_whole(journal, partition, position), epoch, position))
        journal.set_meta(f"back_to {partition}", str(position))
        if undone:
            journal.views.rebuild(journal.partitions())


def send_again(journal: Journal, partition: str, epoch: str) -> None:
    """Whoever carries for the judge has lost what it had stored: push it again; verdicts and cursor hold."""
    with journal.db.transaction():
        journal.db.run("UPDATE outbox SET stored = 0 WHERE partition = ?", partition)
        journal.db.run("UPDATE blob SET state = 'here' WHERE state = 'stored'")
        journal.move(partition, replace(journal.cursor(partition), epoch=epoch))


def _take_back(journal: Journal, partition: str, position: int) -> list[str]:
    """The verdicts beyond `position`; gives whose they were."""
    sql = "SELECT entry FROM verdict WHERE partition = ? AND position > ?"
    undone = [row[0] for row in journal.db.rows(sql, partition, position)]
    journal.db.run("DELETE FROM verdict WHERE partition = ? AND position > ?", partition, position)
    return undone


def _tell_again(journal: Journal, partition: str) -> None:
    """What was judged here, and the files of what was not, go up once more."""
    journal.db.run("DELETE FROM meta WHERE name LIKE ?", "replicated %")
    if not partition.startswith("hall:"):
        journal.db.run("UPDATE blob SET state = 'here' WHERE state IN ('stored', 'confirmed', 'kept')")


def _spoken_for(journal: Journal) -> set[str]:
    """Whose entries this machine may push: its own, and on a hub those of its hall's machines."""
    registry = journal.views.registry
    own = registry.device(journal.terminal)
    if own is None or own.role != "hub":
        return {journal.terminal}
    return {device.terminal for device in registry.devices() if device.hall == own.hall}


def _known_whole(journal: Journal, partition: str, position: int) -> int:
    """From where to read on after going back to `position`: 0, a snapshot, where what lies before has holes.

    Of an item a snapshot holds only the last word; that word may just have been taken back.
    """
    upto = min(position, journal.cursor(partition).position)
    row = journal.db.one("SELECT count(*), min(position) FROM verdict WHERE partition = ?", partition) or (0, 0)
    whole = row[0] and row[0] == upto - row[1] + 1
    return upto if whole and partition.startswith("hall:") else 0
