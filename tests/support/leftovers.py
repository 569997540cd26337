"""What a test began and did not end: threads, child processes, Qt's timers, threads and windows, and where."""

import gc
import os
import select
import signal
import subprocess
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from unittest import mock

GRACE = 2.0  # seconds for what is already on its way out


class Watch:
    """Knows what ran when it was entered, and remembers where below `root` threads and processes have begun since."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def __enter__(self) -> Self:
        self._born: dict[object, str] = {}
        self._threads, self._processes, self._qt = set(threading.enumerate()), set(_children()), set(_busy_qt())
        self._patches = [self._thread_births(), self._process_births()]
        for patch in self._patches:
            patch.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for patch in self._patches:
            patch.stop()

    def left(self) -> list[str]:
        """One line for each thing that runs and did not before, after a grace; processes are ended with it."""
        threads = [thread for thread in threading.enumerate() if thread not in self._threads and _stays(thread)]
        processes = [pid for pid in _children() if pid not in self._processes and _process_stays(pid)]
        return [
            *(f"thread {thread.name}, begun at {self._born.get(thread, '?')}" for thread in threads),
            *(f"process {_end(pid)}, begun at {self._born.get(pid, '?')}" for pid in processes),
            *self._left_by_qt(),
        ]

    def _left_by_qt(self) -> list[str]:
        """Only what is still there when Qt has deleted what is to be deleted, and Python too."""
        _finish_qt()
        if set(_busy_qt()) <= self._qt:
            return []
        gc.collect()
        return [line for key, line in _busy_qt().items() if key not in self._qt]

    def _where(self) -> str:
        """The line of ours that is nearest to what is being begun."""
        for frame, line in traceback.walk_stack(sys._getframe()):
            path = Path(frame.f_code.co_filename)
            if path.is_relative_to(self._root) and ".venv" not in path.parts and path != Path(__file__):
                return f"{path.relative_to(self._root)}:{line}"
        return "?"

    def _thread_births(self) -> Any:
        original = threading.Thread.start

        def start(thread: threading.Thread) -> None:
            self._born[thread] = self._where()
            original(thread)

        return mock.patch.object(threading.Thread, "start", start)

    def _process_births(self) -> Any:
        original = subprocess.Popen.__init__

        def begin(process: subprocess.Popen[Any], *arguments: Any, **options: Any) -> None:
            original(process, *arguments, **options)
            self._born[process.pid] = self._where()

        return mock.patch.object(subprocess.Popen, "__init__", begin)


def _stays(thread: threading.Thread) -> bool:
    thread.join(GRACE)
    return thread.is_alive()


def _children() -> list[int]:
    """Our living child processes, on Linux; elsewhere none are known. Python's own helper does not count."""
    pids = [int(folder.name) for folder in Path("/proc").glob("[0-9]*") if _is_child(folder)]
    return [pid for pid in pids if "multiprocessing.resource_tracker" not in _command(pid)]


def _is_child(folder: Path) -> bool:
    """Ours and not a zombie, says its stat, "PID (NAME) STATE PARENT ..."; a name may hold anything."""
    try:
        state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX" and int(parent) == os.getpid()


def _command(pid: int) -> str:
    """The command line; empty when there is none any more."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def _process_stays(pid: int) -> bool:
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return False
    try:
        return not select.select([handle], [], [], GRACE)[0]
    finally:
        os.close(handle)


def _end(pid: int) -> str:
    """Kill it, so that it does not disturb the tests after this one; its command line."""
    command = _command(pid)
    os.kill(pid, signal.SIGKILL)
    return command


def _finish_qt() -> None:
    """Let Qt delete what has been told to go."""
    if (core := sys.modules.get("PySide6.QtCore")) and core.QCoreApplication.instance():
        core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete.value)
        core.QCoreApplication.processEvents()
        core.QThreadPool.globalInstance().waitForDone(int(GRACE * 1000))


def _busy_qt() -> dict[int, str]:
    """Qt's running timers and threads and its open windows, each in a line, by the id of its Python object."""
    core = sys.modules.get("PySide6.QtCore")
    if not core or not core.QCoreApplication.instance():
        return {}
    busy = {id(each): _line(each) for each in sys.modules["shiboken6"].getAllValidWrappers() if _is_busy(each, core)}
    if count := core.QThreadPool.globalInstance().activeThreadCount():
        busy[0] = f"Qt's thread pool, {count} at work"
    return busy


def _is_busy(each: Any, core: Any) -> bool:
    if isinstance(each, core.QTimer):
        return bool(each.isActive())
    if isinstance(each, core.QThread):
        return bool(each.isRunning() and each != core.QCoreApplication.instance().thread())
    widgets = sys.modules.get("PySide6.QtWidgets")
    return bool(widgets and isinstance(each, widgets.QWidget) and each.isWindow() and each.isVisible())


def _line(each: Any) -> str:
    """Its class, its name and whose it is: QTimer 'idle' of CitizenWindow."""
    owner = f" of {type(each.parent()).__name__}" if each.parent() else ""
    name = f" '{each.objectName()}'" if each.objectName() else ""
    return f"{type(each).__name__}{name}{owner}"
