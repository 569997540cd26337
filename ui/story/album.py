"""Pictures of the story, numbered in its order."""

from itertools import count
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget


class Album:
    """A folder of pictures and papers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._numbers = count(1)
        folder.mkdir(parents=True, exist_ok=True)

    def snap(self, widget: QWidget, name: str) -> None:
        """What is on the widget now."""
        QApplication.processEvents()
        widget.grab().save(str(self.path(f"{name}.png")))

    def keep(self, data: bytes, name: str) -> None:
        self.path(name).write_bytes(data)

    def path(self, name: str) -> Path:
        """Where the next thing goes."""
        return self.folder / f"{next(self._numbers):02d}-{name}"
