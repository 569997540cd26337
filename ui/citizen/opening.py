"""Opening a kiosk's terminal: the first screen at once, the machine behind it a moment later."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

from kiosk.settings import Settings, read_settings
from ui.citizen.terminal import Terminal
from ui.gone import Word
from ui.late import Late
from ui.main import run_terminal
from ui.options import TerminalOptions
from ui.shown import when_shown

if TYPE_CHECKING:
    from kiosk.booking_desk import BookingDesk
    from kiosk.desk import CitizenDesk
    from kiosk.queue_desk import TicketDesk
    from ui.working import AtWork

PAINT_SECONDS = 1.0


def open_screen(data: Path, size: tuple[int, int] | None, opened: Callable[[Terminal], None]) -> None:
    """Show a kiosk's terminal until it is closed. Faults `not_enrolled`, `settings_unknown` before anything opens."""
    if not (data / "machine.json").exists():
        import_module("kiosk.machine").require_identity(data)
    settings = read_settings(data)
    late: Late[AtWork] = Late()
    desk, tickets = late.part(lambda desks: desks.citizen), late.part(lambda desks: desks.tickets)
    bookings = cast("BookingDesk", late.part(lambda desks: desks.bookings))
    word = Word(lambda: bool(import_module("kiosk.wiping").is_wiped(data)))
    leaving = threading.Event()
    painted = threading.Event()
    behind = threading.Thread(target=_behind, args=(data, late, word, painted, leaving), name="machine")

    def up(terminal: Terminal) -> None:
        opened(terminal)
        word.came.connect(terminal.close_for_good)
        behind.start()
        when_shown(terminal, painted.set)

    try:
        looks = options(settings, size)
        queue = cast("TicketDesk", tickets)
        run_terminal(cast("CitizenDesk", desk), looks, opened=up, tickets=queue, bookings=bookings)
    finally:
        leaving.set()
        behind.join()


def _behind(data: Path, late: Late[AtWork], word: Word, painted: threading.Event, leaving: threading.Event) -> None:
    """The machine at work: opened here, its desks handed over, closed when the terminal leaves.

    Not before the first screen is painted, or a second has passed: what is read in meanwhile would hold it up.
    """
    painted.wait(PAINT_SECONDS)
    with ExitStack() as stack:
        late.open(lambda: stack.enter_context(import_module("ui.working").kiosk_at_work(data, word.hear)))
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
        language=settings.language,
    )
