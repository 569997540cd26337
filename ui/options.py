"""What the main program decides about a terminal's screens."""

from dataclasses import dataclass
from pathlib import Path

from ui.theme import PaletteName


@dataclass(frozen=True, slots=True)
class TerminalOptions:
    """`size` in pixels when not full screen; `idle_seconds` 0 never warns; a scanner writes into `scanner_folder`."""

    size: tuple[int, int] = (1080, 1920)
    fullscreen: bool = False
    elder: bool = False
    idle_seconds: int = 60
    warn_seconds: int = 20
    scanner_folder: Path | None = None
    keyboard: bool = False
    theme: PaletteName = "paper"
    language: str = "zh"
    timezone: str = "Asia/Shanghai"
