"""The files of the case that is open: fetched once, drawn off the UI thread, forgotten with the next case."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from ui.tasks import Op, Tasks
from ui.window.sheets import count_pages, page


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page as a picture, and how many its file has."""

    image: QImage
    pages: int


class Folder:
    """Draws pages on the desk's thread: it owns the journal, and PDFium wants one thread only."""

    def __init__(self, tasks: Tasks, fetch: Callable[[str], bytes]) -> None:
        self._tasks = tasks
        self._fetch = fetch
        self._kept: dict[str, bytes] = {}

    def forget(self) -> None:
        """Another case: nothing of this one stays in memory."""
        self._kept = {}

    def keep(self, blob: str, data: bytes) -> None:
        """Lay in something that is no material, under a name of its own."""
        self._kept = {**self._kept, blob: data}

    def sheet(self, parent: QObject, blob: str, number: int, side: int) -> Op[Sheet]:
        """Page `number` of a file, its longer side at most `side` pixels."""
        kept = self._kept
        return self._tasks.op(parent, lambda: self._draw(kept, blob, number, side))

    def _draw(self, kept: dict[str, bytes], blob: str, number: int, side: int) -> Sheet:
        if blob not in kept:
            kept[blob] = self._fetch(blob)
        return Sheet(page(kept[blob], number, side), count_pages(kept[blob]))
