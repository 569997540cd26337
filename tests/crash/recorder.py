"""A VFS around the journal engine's own: what SQLCipher itself writes, truncates, syncs and deletes, in order.

Made with ctypes inside the library that `sqlcipher3` brings, so the engine, its cipher and its pragmas are the ones at
work in a hall; only the calls to the operating system are listened to.
"""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import CFUNCTYPE, POINTER, c_char_p, c_int, c_int64, c_void_p
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

from sqlcipher3 import _sqlite3

Kind = Literal["create", "write", "truncate", "sync", "delete"]
CREATE = 0x4
"""SQLITE_OPEN_CREATE."""

OPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)
DELETE = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)
CLOSE = CFUNCTYPE(c_int, c_void_p)
WRITE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
TRUNCATE = CFUNCTYPE(c_int, c_void_p, c_int64)
SYNC = CFUNCTYPE(c_int, c_void_p, c_int)


@dataclass(frozen=True, slots=True)
class Step:
    """One call: `at` is a write's offset, a truncation's size, and 1 for a deletion that synced the folder."""

    kind: Kind
    path: Path
    at: int = 0
    data: bytes = b""


class Vfs(ctypes.Structure):
    """sqlite3_vfs, version 3."""

    _fields_ = [
        ("version", c_int),
        ("file_size", c_int),
        ("longest_path", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("app", c_void_p),
        ("open", c_void_p),
        ("delete", c_void_p),
        ("rest", c_void_p * 14),
    ]


class Methods(ctypes.Structure):
    """sqlite3_io_methods, version 3."""

    _fields_ = [
        ("version", c_int),
        ("close", c_void_p),
        ("read", c_void_p),
        ("write", c_void_p),
        ("truncate", c_void_p),
        ("sync", c_void_p),
        ("rest", c_void_p * 13),
    ]


class File(ctypes.Structure):
    """The head of a sqlite3_file."""

    _fields_ = [("methods", POINTER(Methods))]


class Recorder:
    """Takes down the steps on files below `root`; what happens elsewhere is none of its business."""

    def __init__(self, root: Path, library: ctypes.CDLL) -> None:
        self._root = root
        self._library = library
        library.sqlite3_vfs_find.restype = POINTER(Vfs)
        self._base = library.sqlite3_vfs_find(None)
        self._names: dict[int, Path] = {}
        self._tables: dict[int, Methods] = {}
        self._kept: list[object] = []
        self.steps: list[Step] = []
        self._own = Vfs.from_buffer_copy(self._base.contents)
        self._own.name = b"recording"
        self._own.open = self._callback(OPEN, partial(self._open, OPEN(self._base.contents.open)))
        self._own.delete = self._callback(DELETE, partial(self._delete, DELETE(self._base.contents.delete)))

    def begin(self) -> None:
        """From now on connections are recorded until they are closed."""
        self._library.sqlite3_vfs_register(ctypes.byref(self._own), 1)

    def end(self) -> None:
        self._library.sqlite3_vfs_unregister(ctypes.byref(self._own))
        self._library.sqlite3_vfs_register(self._base, 1)

    def _callback(self, form: Any, work: Callable[..., int]) -> int | None:
        made = form(work)
        self._kept.append(made)
        return ctypes.cast(made, c_void_p).value

    def _open(self, base: Callable[..., int], vfs: int, name: int, file: int, flags: int, out: int) -> int:
        path = Path(ctypes.string_at(name).decode()) if name else None
        fresh = path is not None and not path.exists()
        status = base(ctypes.addressof(self._base.contents), name, file, flags, out)
        if status == 0 and path is not None and self._root in path.parents:
            self._names[file] = path
            if fresh and flags & CREATE:
                self.steps.append(Step("create", path))
            head = File.from_address(file)
            head.methods = ctypes.pointer(self._recording(head.methods.contents))
        return status

    def _recording(self, base: Methods) -> Methods:
        """The same methods, three of them listened to; one table for each that the engine has."""
        where = ctypes.addressof(base)
        if where not in self._tables:
            table = Methods.from_buffer_copy(base)
            table.close = self._callback(CLOSE, partial(self._close, CLOSE(base.close)))
            table.write = self._callback(WRITE, partial(self._write, WRITE(base.write)))
            table.truncate = self._callback(TRUNCATE, partial(self._truncate, TRUNCATE(base.truncate)))
            table.sync = self._callback(SYNC, partial(self._sync, SYNC(base.sync)))
            self._tables[where] = table
        return self._tables[where]

    def _write(self, base: Callable[..., int], file: int, data: int, length: int, offset: int) -> int:
        self.steps.append(Step("write", self._names[file], offset, ctypes.string_at(data, length)))
        return base(file, data, length, offset)

    def _truncate(self, base: Callable[..., int], file: int, size: int) -> int:
        self.steps.append(Step("truncate", self._names[file], size))
        return base(file, size)

    def _sync(self, base: Callable[..., int], file: int, flags: int) -> int:
        status = base(file, flags)
        self.steps.append(Step("sync", self._names[file]))
        return status

    def _close(self, base: Callable[..., int], file: int) -> int:
        self._names.pop(file, None)
        return base(file)

    def _delete(self, base: Callable[..., int], vfs: int, name: bytes, sync: int) -> int:
        path = Path(name.decode())
        status = base(ctypes.addressof(self._base.contents), name, sync)
        if status == 0 and self._root in path.parents:
            self.steps.append(Step("delete", path, sync))
        return status


@contextmanager
def recording(root: Path) -> Iterator[Recorder]:
    """Everything that journals below `root` put on the disk, as long as the block lasts."""
    recorder = Recorder(root, ctypes.CDLL(_sqlite3.__file__))
    recorder.begin()
    try:
        yield recorder
    finally:
        recorder.end()
