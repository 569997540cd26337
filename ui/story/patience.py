"""Waiting for what must come, while the program runs."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QEventLoop, QTimer

T = TypeVar("T")
LOOK_MS = 20
PATIENCE_MS = 60_000


class Waited(Exception):
    """What should have come did not."""


def until(true: Callable[[], object], what: str) -> None:
    """Let the program run until `true`; Waited after a minute."""
    loop, look, over = QEventLoop(), QTimer(), QTimer()
    look.timeout.connect(lambda: loop.quit() if true() else None)
    over.timeout.connect(loop.quit)
    look.start(LOOK_MS)
    over.start(PATIENCE_MS)
    if not true():
        loop.exec()
    look.stop()
    over.stop()
    if not true():
        raise Waited(what)


def still(find: Callable[[], T | None], what: str) -> T:
    """What `find` finds twice in a row: who aims looks first."""
    before: T | None = None
    until(find, what)
    while (now := find()) is None or now is not before:
        before = now
        rest(2 * LOOK_MS)
    return now


def rest(milliseconds: int) -> None:
    """Keep still for so long, as a finger does; the program runs."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
