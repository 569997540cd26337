"""Backups of a machine: made while it works, tried out at once, put back with one command (kiosk backup, restore)."""

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from kiosk.app import JOURNAL, Machine, Opener
from kiosk.clock import iso
from kiosk.durable import sync_folder
from kiosk.errors import Fault
from kiosk.journal.backup import Contents, copy_journal, mark, transfer, try_out
from kiosk.journal.damage import lost_receipts
from kiosk.journal.database import open_sqlite
from kiosk.journal.epochs import expect_backups
from kiosk.keys import Keys
from kiosk.machine import Identity, require_identity, write_identity
from kiosk.mending import go_on, set_aside
from kiosk.running import alone


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A backup that was tried out. `positions`: up to where readers may now forget what they wrote."""

    file: Path
    bytes: int
    positions: dict[str, int]
    files: int
    fingerprint: str
    at: str


@dataclass(frozen=True, slots=True)
class Restored:
    """`missing`: receipt numbers promised here since the backup was made; terminals that still have them send them."""

    positions: dict[str, int]
    fingerprint: str
    kept_aside: Path | None
    missing: tuple[str, ...]


def back_up(machine: Machine, target: Path) -> BackedUp:
    """Copy, try out, put in place, and only then tell readers. Faults `backup_place`, `backup_bad`, `disk_full`."""
    if not target.parent.is_dir() or target.is_dir() or target.resolve() == (machine.folder / JOURNAL).resolve():
        raise Fault("backup_place", f"不能把备份写到 {target}", "写成一个已有文件夹里的新文件，最好在另一块磁盘上")
    at = iso(machine.clock.now())
    tells = machine.identity.role == "platform"  # the one whose word lets others forget
    if tells:
        expect_backups(machine.journal)
    aside = target.with_name(f"{target.name}.new")
    try:
        copy_journal(machine.journal.db, aside, machine.keys.journal())
        kept = try_out(aside, machine.keys.journal(), machine.identity.terminal, machine.clock, machine.randomness)
        aside.replace(target)
        sync_folder(target.parent)
    finally:
        for path in target.parent.glob(f"{aside.name}*"):
            path.unlink()
    if tells:
        mark(machine.journal, kept, at)
    size = target.stat().st_size
    return BackedUp(target, size, dict(kept.positions), len(kept.files), kept.fingerprint, at)


def restore(opener: Opener, folder: Path, file: Path, database: str = "") -> Restored:
    """Put a backup back: what is there now is kept aside, and the machine begins a new epoch or incarnation.

    On PostgreSQL into `database`, which is new and empty; the old one stays as it is. Faults `machine_running`,
    `backup_bad`, `backup_missing`, `database_in_use`.
    """
    identity = require_identity(folder)
    if not file.is_file():
        raise Fault("backup_missing", f"没有备份文件 {file}", "检查路径和存放备份的磁盘")
    with alone(folder):
        if database or identity.database:
            return _into_postgresql(opener, folder, replace(identity, database=database), file)
        return _into_file(opener, folder, identity, file)


def _into_file(opener: Opener, folder: Path, identity: Identity, file: Path) -> Restored:
    arriving = folder / f"arriving-{JOURNAL}"
    key = Keys(folder).journal()
    shutil.copyfile(file, arriving)
    try:
        kept = _tried(opener, identity, arriving, key)
        place = set_aside(opener, folder, with_key=False)
        arriving.replace(folder / JOURNAL)
        sync_folder(folder)
    finally:
        for path in folder.glob(f"{arriving.name}*"):
            path.unlink()
    return _begun(opener, folder, identity, kept, place)


def _into_postgresql(opener: Opener, folder: Path, identity: Identity, file: Path) -> Restored:
    if not identity.database:
        mend = "建一个新的空数据库，用 --database 写出它的地址"
        raise Fault("database_in_use", "恢复不会覆盖正在用的 PostgreSQL 数据库", mend)
    key = Keys(folder).journal()
    kept = _tried(opener, identity, file, key)
    with opener.wired(folder, identity, create=True) as machine:
        if machine.journal.entries.last_row():
            raise Fault("database_in_use", "这个数据库里已经有数据", "建一个新的空数据库，用 --database 写出它的地址")
        source = open_sqlite(file, key, create=False)
        with machine.journal.db.transaction():
            machine.journal.db.run("DELETE FROM meta")
            transfer(source, machine.journal.db)
        source.close()
    write_identity(folder, identity)
    return _begun(opener, folder, identity, kept, None)


def _tried(opener: Opener, identity: Identity, file: Path, key: str) -> Contents:
    return try_out(file, key, identity.terminal, opener.clock, opener.randomness)


def _begun(opener: Opener, folder: Path, identity: Identity, kept: Contents, place: Path | None) -> Restored:
    """The backup is at work; what is in it is in a backup, and nothing else is."""
    with opener.wired(folder, identity) as machine:
        go_on(machine)
        if identity.role == "platform":
            mark(machine.journal, kept, iso(opener.clock.now()))
        missing = tuple(lost_receipts(machine.journal))
    return Restored(dict(kept.positions), kept.fingerprint, place, missing)
