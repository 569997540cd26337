"""What `kiosk terminal`, `kiosk window` and `kiosk selftest` open; each room is imported only when it is asked for."""

import gc
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from kiosk.errors import Refused

ROOMS = {
    "terminal": "ui.citizen.opening",
    "window": "ui.window.opening",
    "board": "ui.board.opening",
    "selftest": "ui.selftest",
}
"""A module each, with `open_screen(data, size, opened, …)`; it calls `opened` once its window is up."""


def open_screen(
    screen: str, data: Path, size: str, opened: Callable[[object], None] = lambda _: None, **which: str
) -> object:
    """Open one screen and stay until it is closed; the self-test's findings are an answer."""
    pixels = _size(size)
    gc.disable()  # reading in and building makes no garbage; looking for it is a tenth of the time to the first screen

    def up(window: object) -> None:
        gc.enable()
        opened(window)

    return import_module(ROOMS[screen]).open_screen(data, pixels, up, **which)


def _size(text: str) -> tuple[int, int] | None:
    if not text:
        return None
    width, _, height = text.partition("x")
    if not (width.isdigit() and height.isdigit()):
        raise Refused("size_unclear", f"看不懂窗口大小 {text}，请写成 1080x1920")
    return int(width), int(height)
