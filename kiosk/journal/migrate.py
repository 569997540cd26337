"""Numbered migrations in raw SQL; the file is copied before one runs, and a newer file is refused."""

import shutil
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from kiosk.errors import Fault
from kiosk.journal.database import Database


@cache
def migrations() -> Sequence[tuple[int, str]]:
    """(number, SQL) in order; the number is the file name's first four digits."""
    found = [file for file in files("kiosk.journal").joinpath("migrations").iterdir() if file.name.endswith(".sql")]
    return tuple(sorted((int(file.name[:4]), file.read_text(encoding="utf-8")) for file in found))


def migrate(database: Database, steps: Sequence[tuple[int, str]]) -> int:
    """Bring the schema to the last of `steps` and return its number. Fault `database_newer` leaves the file alone."""
    with database.transaction():
        database.lock("migrate")
        database.run("CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY)")
        (have,) = database.one("SELECT coalesce(max(number), 0) FROM migration") or (0,)
    latest = steps[-1][0]
    if have > latest:
        raise Fault(
            "database_newer", f"本机数据由更新的版本写成（{have} > {latest}）", "安装更新的程序；本机数据没有改动"
        )
    todo = [step for step in steps if step[0] > have]
    if have and todo:
        _copy(database, have)
    for number, sql in todo:
        _run(database, number, sql)
    return latest


def _run(database: Database, number: int, sql: str) -> None:
    with database.transaction():
        database.lock("migrate")
        if database.one("SELECT 1 FROM migration WHERE number = ?", number):
            return
        database.script(sql)
        database.run("INSERT INTO migration VALUES (?)", number)


def _copy(database: Database, version: int) -> None:
    if database.path is None:
        return
    database.run("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy2(database.path, database.path.with_suffix(f".before-{version + 1:04d}"))
