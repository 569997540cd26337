"""What `kiosk terminal`, `kiosk window` and `kiosk selftest` open."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.app import Machine, opener
from kiosk.counter import Counter
from kiosk.desks.citizen import Citizen
from kiosk.errors import Refused
from kiosk.sync.pump import Pump
from ui.main import run_terminal
from ui.options import TerminalOptions
from ui.selftest import selftest
from ui.window.app import run_window


def open_screen(screen: str, data: Path, size: str) -> object:
    """Open one screen and stay until it is closed; the self-test's findings are an answer."""
    pixels = _size(size)
    if screen == "selftest":
        return selftest(data)
    with opener().open(data) as machine:
        if screen == "window":
            run_window(machine, pixels)
        else:
            with working(machine) as desk:
                run_terminal(desk, options(machine, pixels), machine.clock)
    return None


@contextmanager
def working(machine: Machine) -> Iterator[Citizen]:
    """A kiosk's desk with the exchange at work behind it."""
    pump = Pump(machine.exchange, machine.link, machine.randomness)
    with Counter(machine).citizen(pump.wake) as desk:
        pump.start(lambda _: None)
        try:
            yield desk
        finally:
            pump.stop()


def options(machine: Machine, size: tuple[int, int] | None) -> TerminalOptions:
    """A terminal's screens as its settings want them."""
    settings = machine.settings
    return TerminalOptions(
        size=size or (1080, 1920),
        fullscreen=size is None and settings.full_screen,
        idle_seconds=settings.idle_seconds,
        scanner_folder=Path(settings.scanner_folder) if settings.scanner_folder else None,
        keyboard=settings.keyboard,
        theme="contrast" if settings.theme == "contrast" else "paper",
        timezone=settings.timezone,
    )


def _size(text: str) -> tuple[int, int] | None:
    if not text:
        return None
    width, _, height = text.partition("x")
    if not (width.isdigit() and height.isdigit()):
        raise Refused("size_unclear", f"看不懂窗口大小 {text}，请写成 1080x1920")
    return int(width), int(height)
