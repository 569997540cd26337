"""One way to speak to SQLCipher and to PostgreSQL: SQL in their common dialect, `?` for parameters."""

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import peewee
from playhouse.sqlcipher_ext import SqlCipherDatabase
from sqlcipher3 import Connection

from kiosk.errors import Fault
from kiosk.journal.engines import ENGINES, named, translated

Row = tuple[Any, ...]
PRAGMAS: tuple[tuple[str, object], ...] = (
    ("cipher_log_level", "none"),  # a damaged page is a Fault, not lines on the screen
    ("journal_mode", "wal"),
    ("synchronous", "full"),
    ("secure_delete", "on"),
    ("foreign_keys", "on"),
    ("busy_timeout", 10_000),
    ("temp_store", "memory"),
    ("cache_size", -32_768),
    ("wal_autocheckpoint", 16_000),  # 64 MiB: the last resort of a rush, `checkpoint` comes first
)
DIALECTS = {
    "sqlite": {
        "@SERIAL@": "INTEGER PRIMARY KEY",
        "@BYTES@": "BLOB",
        "@KEYED@": "WITHOUT ROWID",
        "@KEY@": "INTEGER PRIMARY KEY",
    },
    "postgresql": {
        "@SERIAL@": "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
        "@BYTES@": "BYTEA",
        "@KEYED@": "",
        "@KEY@": "BIGINT PRIMARY KEY",
    },
}
PATIENCE: Mapping[str, Any] = {
    "connect_timeout": 3,
    "tcp_user_timeout": 5_000,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
}
"""A node that vanished without a word is given up within seconds, where the system would wait for hours: libpq's words,
all in seconds but `tcp_user_timeout`."""


class Database:
    """A database of either kind. Each thread has a connection of its own; `close` it before the thread ends."""

    def __init__(self, inner: peewee.Database, kind: str, path: Path | None) -> None:
        self._inner = inner
        self._mine = threading.local()
        self.kind = kind
        self.path = path

    def run(self, sql: str, *parameters: object) -> int:
        """Execute one statement; returns how many rows it changed."""
        return int(self._execute(sql, parameters).rowcount)

    def many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Execute one statement for each row."""
        with translated(self.path):
            self._connection().cursor().executemany(self._own(sql), rows)

    def rows(self, sql: str, *parameters: object) -> list[Row]:
        return list(self._execute(sql, parameters).fetchall())

    def one(self, sql: str, *parameters: object) -> Row | None:
        row = self._execute(sql, parameters).fetchone()
        return None if row is None else tuple(row)

    def script(self, sql: str) -> None:
        """Several statements divided by `;` at a line's end, with the dialect's own words put in."""
        for word, own in DIALECTS[self.kind].items():
            sql = sql.replace(word, own)
        for statement in filter(None, (part.strip() for part in sql.split(";\n"))):
            self._execute(statement.rstrip(";"), ())

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, durable on leaving; inside another one it joins it. Writers on SQLite queue at the start."""
        if self._inner.in_transaction():
            yield
            return
        with translated(self.path):
            self._mine.undo, self._mine.afterwards = [], []
            self._connection()
            try:
                with self._inner.atomic(*(("IMMEDIATE",) if self.kind == "sqlite" else ())):
                    yield
            except BaseException:
                for undo in self._mine.undo:
                    undo()
                raise
            finally:
                self._mine.undo = []
        for work in self._mine.afterwards:
            work()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Reads that belong together, on SQLite all of one state; no writer waits for them, nor they for one."""
        if self._inner.in_transaction():
            yield
            return
        with translated(self.path):
            self._connection()
            with self._inner.atomic():
                yield

    @contextmanager
    def unsynced(self) -> Iterator[None]:
        """What this thread commits within need not be on the disk yet: for what would be told again after a power cut.

        The next commit outside makes it durable too: SQLite's log comes back whole up to some commit, or not at all.
        """
        if self.kind != "sqlite":
            yield
            return
        self.run("PRAGMA synchronous = normal")
        try:
            yield
        finally:
            self.run("PRAGMA synchronous = full")

    def if_undone(self, undo: Callable[[], None]) -> None:
        """Have `undo` called should this thread's transaction come to nothing: for what memory holds of it."""
        getattr(self._mine, "undo", []).append(undo)

    def once_durable(self, work: Callable[[], None]) -> None:
        """Have `work` called when this thread's transaction is committed: for what is said of it elsewhere."""
        self._mine.afterwards.append(work)

    def lock(self, name: str) -> None:
        """Hold `name` until the transaction ends; on SQLite the transaction itself already excludes other writers."""
        if self.kind == "postgresql":
            self._execute("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", (name,))

    def copy_to(self, other: "Database") -> None:
        """All pages of an SQLite file as they are at this moment into another one; others go on writing meanwhile."""
        with translated(other.path):
            self._inner.connection().backup(other._inner.connection())

    def each(self, sql: str, size: int) -> Iterator[list[Row]]:
        """A large answer, `size` rows at a time; on PostgreSQL within a transaction."""
        with translated(self.path):
            connection = self._connection()
            cursor = connection.cursor() if self.kind == "sqlite" else connection.cursor("large")
            cursor.execute(self._own(sql))
            while batch := cursor.fetchmany(size):
                yield [tuple(row) for row in batch]
            cursor.close()

    def checkpoint(self) -> None:
        """Bring what was committed into the file itself, as far as nobody reads what is there: for quiet moments."""
        if self.kind == "sqlite":
            self._execute("PRAGMA wal_checkpoint(PASSIVE)", ()).fetchall()

    def close(self) -> None:
        """Close this thread's connection."""
        self._inner.close()

    def _execute(self, sql: str, parameters: Sequence[object]) -> Any:
        """Straight to the engine's connection: what peewee adds to each statement doubles a hand-in's time."""
        try:
            return self._connection().execute(self._own(sql), parameters)
        except ENGINES as error:
            raise named(error, self.path) from error

    def _connection(self) -> Any:
        """This thread's own. One that its server has ended is replaced, by one to whichever node writes now.

        Never within a transaction: what it has done so far is gone, so it fails as a whole and is tried again.
        """
        if self.kind == "postgresql" and not self._inner.in_transaction() and self._inner.connection().closed:
            self._inner.close()
        return self._inner.connection()

    def _own(self, sql: str) -> str:
        return sql if self.kind == "sqlite" else sql.replace("?", "%s")


def marks(count: int) -> str:
    """`count` parameter marks for an IN list; of none at all, what no row is equal to."""
    return ",".join("?" * count) or "NULL"


def open_sqlite(
    path: Path, key: str, *, create: bool = True, connection: Callable[..., Connection] = Connection
) -> Database:
    """Open an encrypted journal; `key` is 32 bytes in hex. Faults: database_missing, database_unreadable, …"""
    if not create and not (path.exists() and path.stat().st_size):
        mend = "不要重新登记：先确认磁盘和 --data 的文件夹是对的，再从备份恢复"
        raise Fault("database_missing", f"本机数据 {path.name} 不见了", mend)
    if path.exists() and not os.access(path, os.W_OK):
        raise Fault(
            "database_readonly", "本机数据只能读，不能写", f"让运行本程序的用户能写 {path.name} 和它所在的文件夹"
        )
    with translated(path):
        inner = SqlCipherDatabase(str(path), passphrase=f"x'{key}'", pragmas=PRAGMAS, timeout=10, factory=connection)
        inner.connect()
        inner.execute_sql("SELECT count(*) FROM sqlite_master")
    return Database(inner, "sqlite", path)


def open_postgresql(url: str) -> Database:
    """Open a PostgreSQL database by URL, which may name several nodes (libpq's multi-host form) and its own `PATIENCE`.

    Faults database_url, database_unreachable.
    """
    if urlsplit(url).scheme not in {"postgresql", "postgres"}:
        raise Fault("database_url", f"看不懂的数据库地址：{url.split('@')[-1]}", "写成 postgresql://用户@主机/库名")
    own = {name: value for name, value in PATIENCE.items() if name not in parse_qs(urlsplit(url).query)}
    inner = peewee.PostgresqlDatabase(url, prefer_psycopg3=True, **own)
    with translated(None):
        inner.connect()
    return Database(inner, "postgresql", None)
