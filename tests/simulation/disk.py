"""Beneath one journal: the real engine, whose disk fills up, fails at a commit, or dies there with its machine."""

from typing import Any

import sqlcipher3

from tests.simulation.engine import Engine

WRITES = ("INSERT", "UPDATE", "DELETE")
NOT_HERE = ("PRAGMA key", "PRAGMA journal_mode", "PRAGMA synchronous")
"""What the product asks of a real disk, and the engine does in its own way."""

Shelf = dict[str, "_Connection"]
"""By path the connections that nobody uses."""


class Killed(BaseException):
    """A machine stopped here, in the middle of whatever it did. No rule of the product may catch this."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Disk:
    """`arm` it with what shall befall the machine at one of its next commits."""

    def __init__(self, name: str, shelf: Shelf) -> None:
        self.name = name
        self.dead = False
        self._shelf = shelf
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
            connection.bound(full=full)

    def connect(self, path: str, **named: Any) -> "_Connection":
        """What the engine calls to open a file."""
        assert path not in {one.path for one in self._connections}, "whoever has a file has it alone"
        connection = self._shelf.pop(path, None) or _Connection(path, **named)
        connection.disk = self
        connection.take_up()
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
        connection.lay_aside()
        self._shelf[connection.path] = connection

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
    """Where a disk's fate comes upon a statement."""

    def execute(self, sql: str, *parameters: Any) -> Any:
        connection = self.connection
        assert isinstance(connection, _Connection)
        assert connection.disk is not None, "this life is over"
        if connection.disk.dead:
            raise Killed(connection.disk.name)
        if sql.startswith(NOT_HERE) or (sql.startswith("PRAGMA") and " = " in sql and connection.knows(sql)):
            return self
        if sql != "COMMIT" and (connection.in_transaction or not sql.startswith(WRITES)):
            return super().execute(sql, *parameters)
        return self._commit(connection.disk, sql, *parameters)

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


class _Connection(Engine):
    """Of one life of a machine; with no disk beneath it, it lies on the shelf."""

    disk: Disk | None = None

    def cursor(self, factory: Any = None) -> Any:
        return super().cursor(factory or _Cursor)

    def execute(self, sql: str, *parameters: Any) -> Any:
        """A mere question meets no fate but its machine's death."""
        asks = sql.startswith("SELECT") and self.disk is not None and not self.disk.dead
        return (sqlcipher3.Cursor if asks else _Cursor)(self).execute(sql, *parameters)

    def close(self) -> None:
        if self.disk is not None:
            self.disk.closed(self)
