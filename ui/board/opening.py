"""Opening a board on a machine's folder."""

from collections.abc import Callable
from pathlib import Path

from kiosk.app import opener
from ui.board.app import Board, run_board


def open_screen(data: Path, size: tuple[int, int] | None, opened: Callable[[Board], None], window: str = "") -> None:
    """Show the board until it is closed. Faults before anything opens: not_enrolled, voice_unreadable."""
    with opener().open(data) as machine:
        run_board(machine, size, opened, window)
