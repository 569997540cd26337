"""Opening a terminal's screens on a desk."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QStandardPaths, QTimer
from PySide6.QtWidgets import QApplication

from kiosk.clock import Clock, SystemClock
from ui.citizen.terminal import Terminal
from ui.fonts import load_fonts, load_rare
from ui.options import TerminalOptions
from ui.tasks import Tasks

if TYPE_CHECKING:
    from kiosk.booking_desk import BookingDesk
    from kiosk.desk import CitizenDesk
    from kiosk.queue_desk import TicketDesk

KEYBOARD = "qtvirtualkeyboard"
RARE_MS = 300


def application(options: TerminalOptions) -> QApplication:
    """The one QApplication of the process, with our fonts; the keyboard must be named before it exists."""
    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    if options.keyboard:
        os.environ["QT_IM_MODULE"] = KEYBOARD
        QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))  # it opens with pinyin
    start_no_bus()
    made = QApplication([*sys.argv[:1], "-style", "fusion"])
    made.setFont(load_fonts(rare=False))
    QTimer.singleShot(RARE_MS, load_rare)
    return made


def start_no_bus() -> None:
    """Where no session bus runs, Qt would have one started, by a fork in the middle of building the first screen."""
    home = os.environ.get("XDG_RUNTIME_DIR")
    if not (home and Path(home, "bus").exists()):
        os.environ.setdefault("DBUS_SESSION_BUS_ADDRESS", "disabled:")


def forget_typing() -> None:
    """Delete what the keyboard may have learned from the visit."""
    home = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericConfigLocation)
    shutil.rmtree(Path(home) / KEYBOARD, ignore_errors=True)


def run_terminal(
    desk: CitizenDesk,
    options: TerminalOptions,
    clock: Clock | None = None,
    opened: Callable[[Terminal], None] | None = None,
    tickets: TicketDesk | None = None,
    bookings: BookingDesk | None = None,
) -> int:
    """Show the terminal until its window is closed; `opened` gets it once it is on the screen. The exit status."""
    app, tasks = application(options), Tasks()
    app.setQuitOnLastWindowClosed(True)
    forget = forget_typing if options.keyboard else _keep
    terminal = Terminal(desk, tasks, options, clock or SystemClock(), forget, tickets=tickets, bookings=bookings)
    if options.fullscreen:
        terminal.setGeometry(app.primaryScreen().geometry())  # a bare X server has nobody who would do it
        terminal.showFullScreen()
    else:
        terminal.show()
    if opened:
        opened(terminal)
    try:
        return app.exec()
    finally:
        tasks.close()


def _keep() -> None:
    """Without the keyboard on the screen nothing was learned."""
