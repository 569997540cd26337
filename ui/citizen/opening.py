"""Opening a kiosk's terminal: the first screen at once, the machine behind it a moment later."""

import threading
from collections.abc import Callable
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from typing import cast

from PySide6.QtCore import QTimer

from kiosk.desk import CitizenDesk
from kiosk.machine import require_identity
from kiosk.settings import Settings, read_settings
from ui.citizen.terminal import Terminal
from ui.late import Late
from ui.main import run_terminal
from ui.options import TerminalOptions


def open_screen(data: Path, size: tuple[int, int] | None, opened: Callable[[Terminal], None] | None = None) -> None:
    """Show a kiosk's terminal until it is closed. Faults `not_enrolled`, `settings_unknown` before anything opens."""
    require_identity(data)
    settings = read_settings(data)
    late: Late[CitizenDesk] = Late()
    leaving = threading.Event()
    behind = threading.Thread(target=_behind, args=(data, late, leaving), name="machine")

    def up(terminal: Terminal) -> None:
        """Only once the screen is painted: what is imported meanwhile would hold it up."""
        QTimer.singleShot(0, behind.start)
        if opened:
            opened(terminal)

    try:
        run_terminal(cast(CitizenDesk, late), options(settings, size), opened=up)
    finally:
        leaving.set()
        behind.join()


def _behind(data: Path, late: Late[CitizenDesk], leaving: threading.Event) -> None:
    """The machine at work: opened here, its desk handed over, closed when the terminal leaves."""
    with ExitStack() as stack:
        late.open(lambda: stack.enter_context(import_module("ui.working").kiosk_at_work(data)))
        leaving.wait()


def options(settings: Settings, size: tuple[int, int] | None) -> TerminalOptions:
    """A terminal's screens as its settings want them."""
    return TerminalOptions(
        size=size or (1080, 1920),
        fullscreen=size is None and settings.full_screen,
        idle_seconds=settings.idle_seconds,
        scanner_folder=Path(settings.scanner_folder) if settings.scanner_folder else None,
        keyboard=settings.keyboard,
        theme="contrast" if settings.theme == "contrast" else "paper",
        timezone=settings.timezone,
    )
