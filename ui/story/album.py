"""Pictures of the story, numbered in its order."""

from itertools import count
from pathlib import Path

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from ui.story.patience import LOOK_MS, rest


class Album:
    """A folder of pictures and papers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._numbers = count(1)
        folder.mkdir(parents=True, exist_ok=True)

    def snap(self, widget: QWidget, name: str) -> None:
        """What is on the widget once it has come to rest: a page is built piece by piece."""
        before, now = QImage(), widget.grab().toImage()
        while now != before:
            rest(2 * LOOK_MS)
            before, now = now, widget.grab().toImage()
        now.save(str(self.path(f"{name}.png")))

    def keep(self, data: bytes, name: str) -> None:
        self.path(name).write_bytes(data)

    def path(self, name: str) -> Path:
        """Where the next thing goes."""
        return self.folder / f"{next(self._numbers):02d}-{name}"
