"""Opening a clerk's window on the machine in a folder."""

from pathlib import Path

from kiosk.app import opener
from ui.window.app import run_window


def open_screen(data: Path, size: tuple[int, int] | None) -> None:
    """Show the window until it is closed. Fault `not_enrolled`."""
    with opener().open(data) as machine:
        run_window(machine, size)
