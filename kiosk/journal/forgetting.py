"""What a machine may forget of a case, and how nothing of it stays behind (map.md, Privacy)."""

from kiosk.domain.receipt import receipt_number
from kiosk.journal.journal import Journal


def forget(journal: Journal, case: str) -> None:
    """Drop the bodies and files of a case that the platform holds; hashes and chain stay (map.md, Privacy)."""
    stream = f"case:{case}"
    with journal.db.transaction():
        files = [row[0] for row in journal.db.rows("SELECT hash FROM view_file WHERE stream = ?", stream)]
        journal.db.run("UPDATE entry SET body = NULL WHERE stream = ?", stream)
        journal.views.cases.refold(stream)
        loose = [name for name in files if not journal.views.cases.cases_of_file(name)]
        journal.blobs.drop(loose)


def forgettable(journal: Journal, partition: str) -> list[str]:
    """Cases with a body here whose every entry is judged below the mark and whose files are in a backup too."""
    rows = journal.db.rows(
        "SELECT e.stream FROM entry e LEFT JOIN verdict v ON v.entry = e.id WHERE e.partition = ? "
        "AND e.stream LIKE ? GROUP BY e.stream "
        "HAVING count(e.body) > 0 AND count(*) = count(v.entry) AND max(v.position) <= ?",
        partition,
        "case:%",
        journal.cursor(partition).marked,
    )
    return [row[0].partition(":")[2] for row in rows if _delivered(journal, row[0])]


def _delivered(journal: Journal, stream: str) -> bool:
    sql = "SELECT 1 FROM view_file f JOIN blob b ON b.hash = f.hash WHERE f.stream = ? AND b.state <> 'kept'"
    return journal.db.one(sql, stream) is None


def unsent_receipts(journal: Journal) -> list[str]:
    """Receipt numbers of cases of which upstream lacks something."""
    rows = journal.db.rows(
        "SELECT DISTINCT e.stream FROM outbox o JOIN entry e ON e.n = o.n "
        "WHERE o.stored = 0 AND e.stream LIKE ? ORDER BY e.stream",
        "case:%",
    )
    return [receipt_number(row[0].partition(":")[2]) for row in rows]


def purge(journal: Journal) -> None:
    """Leave nothing of what was forgotten in the write-ahead log or in free pages."""
    if journal.db.kind == "sqlite":
        journal.db.rows("PRAGMA wal_checkpoint(TRUNCATE)")
