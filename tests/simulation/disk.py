"""Beneath one journal: the real engine, whose disk fills up, fails at a commit, or dies there with its machine."""

from typing import Any

import sqlcipher3

WRITES = ("INSERT", "UPDATE", "DELETE")


class Killed(BaseException):
    """A machine stopped here, in the middle of whatever it did. No rule of the product may catch this."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Disk:
    """`arm` it with what shall befall the machine at one of its next commits."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.dead = False
        self.commits = 0
        self._connections: list[_Connection] = []
        self._waiting: tuple[str, int] | None = None
        self._full = False

    def arm(self, how: str, after: int) -> None:
        """`how` of `schedule.DISKS`, at the commit that follows `after` others; a full disk is full at once."""
        if how == "full":
            self.fill(True)
        else:
            self._waiting = (how, after)

    def calm(self) -> None:
        """Nothing more befalls it, and there is room again."""
        self._waiting = None
        self.fill(False)

    def fill(self, full: bool) -> None:
        """No page more than there are, as the engine itself sees to it."""
        self._full = full
        for connection in self._connections:
            connection.bound(full)

    def connect(self, *arguments: Any, **named: Any) -> "_Connection":
        """What the engine calls to open a file."""
        connection = _Connection(*arguments, **named)
        connection.disk = self
        self._connections.append(connection)
        return connection

    def drop(self) -> None:
        """The process is gone: its connections close without a word, what was not committed never was."""
        self.dead = True
        for connection in list(self._connections):
            connection.close()

    def closed(self, connection: "_Connection") -> None:
        self._connections.remove(connection)
        connection.disk = None

    def begin(self) -> None:
        """Another process opens it."""
        self.dead = False

    def opened(self) -> None:
        if self._full:
            self.fill(True)

    def due(self) -> str:
        """What befalls this commit, or ''."""
        self.commits += 1
        if self._waiting is None:
            return ""
        how, after = self._waiting
        self._waiting = None if after == 0 else (how, after - 1)
        return how if after == 0 else ""


class _Cursor(sqlcipher3.Cursor):
    def execute(self, sql: str, *parameters: Any) -> Any:
        disk = self._disk()
        if sql.startswith("PRAGMA key"):
            # In the clear: encryption would halve the number of schedules. No exclusive lock, though it would save as
            # much again: what a killed machine left open would keep the next one out for ever.
            return super().execute("SELECT 1")
        if disk is None:
            return super().execute(sql, *parameters)
        if disk.dead:
            raise Killed(disk.name)
        if sql != "COMMIT" and (self.connection.in_transaction or not sql.startswith(WRITES)):
            return super().execute(sql, *parameters)
        return self._commit(disk, sql, *parameters)

    def _disk(self) -> "Disk | None":
        assert isinstance(self.connection, _Connection)
        return self.connection.disk

    def _commit(self, disk: Disk, sql: str, *parameters: Any) -> Any:
        how = disk.due()
        if how == "dies_before_commit":
            disk.dead = True
            raise Killed(disk.name)
        if how == "sync_fails":
            raise sqlcipher3.OperationalError("disk I/O error")
        done = super().execute(sql, *parameters)
        if how == "dies_after_commit":
            disk.dead = True
            raise Killed(disk.name)
        return done


class _Connection(sqlcipher3.Connection):
    disk: Disk | None = None

    def cursor(self, factory: Any = None) -> Any:
        return super().cursor(factory or _Cursor)

    def close(self) -> None:
        if self.disk is not None:
            self.disk.closed(self)
        super().close()

    def bound(self, full: bool) -> None:
        disk, self.disk = self.disk, None
        (pages,) = self.execute("PRAGMA page_count").fetchone()
        self.execute(f"PRAGMA max_page_count = {pages if full else 1 << 30}")
        self.disk = disk
