"""What SQLCipher and PostgreSQL raise for a broken world, in words that staff can act on."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import peewee
import psycopg
import sqlcipher3

from kiosk.errors import Fault, Refused

ENGINES = (peewee.DatabaseError, sqlcipher3.DatabaseError, psycopg.Error)
_AWAY = ("数据库连不上", "检查数据库服务是否在运行、地址和权限是否正确；连上后自动接着工作")
_ROLLED_BACK = "no transaction is active"
_MAY_BE_FULL = ("disk i/o error", "unable to open")
LEAST_BYTES = 1 << 20
"""With less free than this, a file that cannot be opened or written has no room."""

_WORLD = (
    (("kiosk_revoked",), "revoked", "本机已被平台停用，这一步没有办成", "请到人工窗口办理，并把机器交给管理员"),
    (("locked", "busy"), "database_locked", "{name} 正被另一个程序占用", "关掉占用它的程序，或稍后再试"),
    (("readonly", "read-only"), "database_readonly", "{name} 只能读，不能写", "检查文件夹的权限和磁盘是否只读"),
    (
        ("disk is full", "database or disk is full", "no space", "disk full"),
        "disk_full",
        "磁盘满了，什么也没有提交",
        "清出空间后再交一次，已填的内容还在",
    ),
    (
        ("not a database", "malformed", "file is encrypted", "corrupt"),
        "database_damaged",
        "{name} 已损坏或钥匙不对",
        "不要删除它；重新启动本机的程序或运行 kiosk recover，坏了的会原样留存，本机接着工作",
    ),
    (("disk i/o error", "unable to open"), "database_unreadable", "{name} 读不出来", "检查磁盘和文件夹的权限"),
)


@contextmanager
def translated(path: Path | None) -> Iterator[None]:
    """Turn what the engines raise for a broken world into Faults; everything else is a bug and stays one."""
    try:
        yield
    except ENGINES as error:
        raise named(error, path) from error


def named(error: BaseException, path: Path | None) -> BaseException:
    """The Fault that staff can mend, a Refused for what no database can keep, or the error itself: then it is a bug.

    `path` is the file of an SQLite database, None for PostgreSQL.
    """
    error = _first(error)
    if not isinstance(error, ENGINES):
        return error
    if _is_away(error):
        return Fault("database_unreachable", *_AWAY)
    text = str(error).lower()
    if "cannot contain nul" in text:
        return Refused("unreadable", "里面有不能保存的字符（NUL），请去掉后再试")
    if any(word in text for word in _MAY_BE_FULL) and path and shutil.disk_usage(path.parent).free < LEAST_BYTES:
        text = "disk is full"
    name = path.name if path else "数据库"
    for words, code, message, mend in _WORLD:
        if any(word in text for word in words):
            return Fault(code, message.format(name=name), mend)
    return error


def _is_away(error: BaseException) -> bool:
    """No node answers, the one that did has ended or is starting, or it is a standby by now.

    By the codes of https://www.postgresql.org/docs/current/errcodes-appendix.html; libpq's own troubles have none.
    """
    cause = error if isinstance(error, psycopg.Error) else error.__context__  # peewee raises its own on top
    if isinstance(cause, psycopg.errors.ReadOnlySqlTransaction):
        return True
    return isinstance(cause, psycopg.OperationalError) and (cause.sqlstate or "08")[:3] in {"08", "080", "57P"}


def _first(error: BaseException) -> BaseException:
    """SQLite rolls back by itself on a full disk, and peewee then complains: what came before that complaint."""
    while _ROLLED_BACK in str(error) and error.__context__ is not None:
        error = error.__context__
    return error
