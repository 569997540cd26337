"""A journal copied while it is at work, encrypted as it is, and the copy tried out before anybody relies on it."""

import shutil
import tempfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from kiosk.clock import Clock
from kiosk.errors import Fault
from kiosk.ids import Randomness
from kiosk.journal.chains import check_chains
from kiosk.journal.damage import check_pages
from kiosk.journal.database import Database, marks, open_sqlite
from kiosk.journal.journal import Journal
from kiosk.journal.migrate import migrate, migrations

TABLES = (
    *("meta", "entry", "verdict", "sequence", "outbox", "cursor", "retry", "blob", "blob_chunk", "draft", "told"),
    *("view_case", "view_party", "view_file", "view_item", "view_form", "view_hall", "view_device", "view_report"),
    *("view_number", "view_held", "view_queue", "view_slot", "enrolment", "phone_drop"),
)
MAKE_ANOTHER = "检查存放备份的磁盘，换一个地方再备份一次"


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds: the last position of each partition, its whole files, and the views' fingerprint."""

    positions: Mapping[str, int]
    files: frozenset[str]
    fingerprint: str


def copy_journal(database: Database, target: Path, key: str) -> None:
    """One consistent moment of a running journal, on either engine, into a new file that `key` opens."""
    with closing(open_sqlite(target, key)) as copy:
        if database.kind == "sqlite":
            database.copy_to(copy)
            return
        migrate(copy, migrations())
        with database.transaction():
            database.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            transfer(database, copy)


def transfer(source: Database, target: Database) -> None:
    """Every row of every table, into tables that are there and empty, in one transaction; on PostgreSQL the counter
    of rows goes on behind the last one."""
    postgresql = target.kind == "postgresql"
    with target.transaction():
        for table in TABLES:
            size = 8 if table == "blob_chunk" else 500
            for rows in source.each(f"SELECT * FROM {table}", size):
                given = " OVERRIDING SYSTEM VALUE" if postgresql else ""
                target.many(f"INSERT INTO {table}{given} VALUES ({marks(len(rows[0]))})", rows)
        if postgresql:
            last = "(SELECT coalesce(max(n), 0) + 1 FROM entry)"
            target.run(f"SELECT setval(pg_get_serial_sequence('entry', 'n'), {last}, false)")


def try_out(file: Path, key: str, terminal: str, clock: Clock, randomness: Randomness) -> Contents:
    """Restore a backup into a scratch place beside it, and look at every page, chain and view of it.

    Fault `backup_bad` where it would not do; the file itself is only read.
    """
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".trying-out-") as scratch:
        copy = Path(scratch) / "journal.db"
        shutil.copyfile(file, copy)
        try:
            with closing(open_sqlite(copy, key, create=False)) as database:
                migrate(database, migrations())
                return _tried(Journal(database, terminal, clock, randomness))
        except Fault as fault:
            raise Fault("backup_bad", f"备份 {file.name} 用不了：{fault.message}", MAKE_ANOTHER) from fault


def _tried(journal: Journal) -> Contents:
    check_pages(journal.db)
    check_chains(journal)
    shown = journal.state()["fingerprint"]
    journal.rebuild()
    fingerprint = journal.state()["fingerprint"]
    if shown != fingerprint:
        raise Fault("backup_bad", "备份里的视图和记录不一致", MAKE_ANOTHER)
    sql = "SELECT partition, max(position) FROM verdict GROUP BY partition"
    positions = {row[0]: int(row[1]) for row in journal.db.rows(sql)}
    files = journal.db.rows("SELECT hash FROM blob WHERE state <> 'partial'")
    return Contents(positions, frozenset(row[0] for row in files), fingerprint)


def mark(journal: Journal, kept: Contents, at: str) -> None:
    """Tell readers from now on what is in a backup: they may forget that, and nothing else (`backed_up`)."""
    with journal.db.transaction():
        for partition, last in kept.positions.items():
            journal.set_meta(f"backed_up {partition}", str(last))
        rows = ((name,) for name in kept.files)
        journal.db.many("UPDATE blob SET state = 'kept' WHERE hash = ? AND state <> 'partial'", rows)
        journal.set_meta("backed_up_at", at)
