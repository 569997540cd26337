"""When a window is really to be seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def when_shown(window: QWidget, then: Callable[[], object]) -> None:
    """Call `then` once `window`, shown already, is exposed: its first paint is done by then."""
    if window.windowHandle().isExposed():
        then()
    else:
        QTimer.singleShot(0, window, lambda: when_shown(window, then))
