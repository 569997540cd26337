"""Emptying a journal for good: nothing is left to read, and nothing more is taken, by whatever program has it open."""

from kiosk.journal.forgetting import purge
from kiosk.journal.journal import Journal

GATE = """
CREATE TRIGGER IF NOT EXISTS dismissed BEFORE INSERT ON entry BEGIN SELECT RAISE(ABORT, 'kiosk_revoked'); END
"""


def erase(journal: Journal) -> None:
    """Of a journal that is a file of this machine; a database server is not what was stolen, and is left alone."""
    db = journal.db
    if db.kind != "sqlite":
        return
    with db.transaction():
        tables = db.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        for (table,) in tables:
            if table != "migration":
                db.run(f'DELETE FROM "{table}"')
        db.run(GATE)
    purge(journal)
