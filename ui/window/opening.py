"""Opening a clerk's window on a machine's folder."""

from collections.abc import Callable
from pathlib import Path

from kiosk.app import opener
from ui.window.app import ClerkWindow, run_window


def open_screen(
    data: Path, size: tuple[int, int] | None, opened: Callable[[ClerkWindow], None], window: str = ""
) -> None:
    """Show the window until it is closed. Fault `not_enrolled` before anything opens."""
    with opener().open(data) as machine:
        run_window(machine, size, opened, window)
