"""Who works in a machine's folder: many at once share it, and whoever exchanges its journal must be alone."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from kiosk.errors import Fault

NAME = "in-use"
"""An empty SQLite file: its locks work alike on every system and end with the process that holds them."""


@contextmanager
def at_work(folder: Path) -> Iterator[None]:
    """While a machine is open here. Fault `machine_busy` while somebody is alone in the folder."""
    with closing(_connect(folder)) as lock:
        with suppress(sqlite3.OperationalError):  # a disk that can only be read is named by whoever writes to it
            lock.execute("BEGIN")
            _shared(lock)
        yield


def _shared(lock: sqlite3.Connection) -> None:
    try:
        lock.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        if "locked" not in str(error):
            raise
        raise Fault("machine_busy", "这台机器的数据正在恢复或更换", "等它做完再试，通常不到一分钟") from error


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Nobody else has this machine open. Fault `machine_running` where somebody does."""
    with closing(_connect(folder)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            message = "这台机器的程序还在运行"
            raise Fault("machine_running", message, "先停掉它（界面、服务、正在执行的命令），再做一次") from error
        yield


def _connect(folder: Path) -> sqlite3.Connection:
    try:
        return sqlite3.connect(folder / NAME, timeout=0, isolation_level=None)
    except sqlite3.OperationalError:
        return sqlite3.connect(":memory:", isolation_level=None)
