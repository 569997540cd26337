"""The one way that work leaves the UI thread and comes back."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from typing import Generic, Literal, TypeVar, cast

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from kiosk.errors import Fault, Refused

T = TypeVar("T")
Lane = Literal["desk", "calls", "line"]
Trouble = Refused | Fault
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Op(Generic[T]):
    """A piece of work on its way; its callbacks run on the UI thread, and not at all once `parent` is gone."""

    parent: QObject
    on_success: list[Callable[[T], None]] = field(default_factory=list)
    on_failure: list[Callable[[Trouble], None]] = field(default_factory=list)

    def success(self, callback: Callable[[T], None]) -> "Op[T]":
        self.on_success.append(callback)
        return self

    def failure(self, callback: Callable[[Trouble], None]) -> "Op[T]":
        self.on_failure.append(callback)
        return self


class Tasks(QObject):
    """One thread reads and writes cases (lane desk), one calls numbers and never waits for the first (lane calls);
    a small pool does what waits on the network (lane line).
    """

    unheard = Signal(object)
    """A Refused or Fault that no callback took."""
    _landed = Signal(int, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._numbers = count()
        self._closed = False
        self._flying: dict[int, Op[object]] = {}
        self._lanes = {
            "desk": ThreadPoolExecutor(1, thread_name_prefix="desk"),
            "calls": ThreadPoolExecutor(1, thread_name_prefix="calls"),
            "line": ThreadPoolExecutor(3, thread_name_prefix="line"),
        }
        self._landed.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def op(self, parent: QObject, work: Callable[[], T], lane: Lane = "desk") -> Op[T]:
        """Start `work` now; attach callbacks before returning to the event loop. After `close` nothing begins."""
        number, op = next(self._numbers), Op[T](parent)
        if self._closed:
            return op
        self._flying[number] = cast(Op[object], op)
        future = self._lanes[lane].submit(work)
        future.add_done_callback(lambda done: self._land(number, done))
        return op

    @property
    def busy(self) -> bool:
        """Whether anything is on its way."""
        return bool(self._flying)

    def close(self) -> None:
        """Drop what has not begun, wait for what has, and deliver nothing more."""
        self._closed = True
        self._flying.clear()
        for lane in self._lanes.values():
            lane.shutdown(wait=True, cancel_futures=True)

    def _land(self, number: int, done: "Future[T]") -> None:
        if done.cancelled():
            return
        error = done.exception()
        self._landed.emit(number, None if error else done.result(), _speakable(error) if error else None)

    def _deliver(self, number: int, result: object, trouble: Trouble | None) -> None:
        op = self._flying.pop(number, None)
        if op is None or not isValid(op.parent):
            return
        if trouble is None:
            for heard in op.on_success:
                heard(result)
        elif op.on_failure:
            for told in op.on_failure:
                told(trouble)
        else:
            self.unheard.emit(trouble)


def _speakable(error: BaseException) -> Trouble:
    """What may be shown: our own two families as they are, a bug as an apology, with its traceback in the log."""
    if isinstance(error, Refused | Fault):
        return error
    log.error("a task failed", exc_info=error)
    return Fault("unexpected", "抱歉，这一步没有成功，已填写的内容都还在。", "请再试一次；仍不行请叫工作人员。")
