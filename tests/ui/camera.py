"""Whoever looks at a screen in one of its states: the album that keeps pictures, or an eye that judges."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

Camera = Callable[[QWidget, str], None]
"""Takes a screen and the name of its state."""


def album(out: Path) -> Camera:
    """Keeps pictures in the folder `out`, named after the state and the size in pixels."""
    out.mkdir(parents=True, exist_ok=True)

    def keep(page: QWidget, name: str) -> None:
        page.grab().save(str(out / f"{name}-{page.width()}x{page.height()}.png"))

    return keep
