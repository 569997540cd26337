"""The program tries itself: a machine of its own, fonts, keyboard, translations, the first screen, and out again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit

from kiosk.app import opener
from kiosk.counter import Counter
from kiosk.desks.publishing import Publishing
from kiosk.errors import Fault
from kiosk.resources import resources
from ui.citizen.terminal import Terminal
from ui.main import run_terminal
from ui.options import TerminalOptions
from ui.texts import languages

PATIENCE_MS = 30_000


@dataclass(slots=True)
class _Tried:
    """What was seen so far."""

    home: bool = False
    found: bool = False
    keyboard: bool = False


def open_screen(data: Path, size: tuple[int, int] | None, opened: Callable[[object], None]) -> Mapping[str, object]:
    """Everything that packaging can lose, tried once. Fault `selftest_failed` names what did not work."""
    tried = _Tried()
    with opener().platform(data) as machine:
        sample = resources() / "sample"
        publishing = Publishing(machine.service.sequencer, machine.identity.partition)
        report = publishing.load((sample / "catalogue.json").read_bytes(), sample / "guides")
        counter = Counter(machine)
        counter.receipts.check_glyphs("㛃𬱖䶮𫖯")
        with counter.citizen() as desk:
            options = TerminalOptions(keyboard=True, idle_seconds=0)

            def up(terminal: Terminal) -> None:
                opened(terminal)
                _try(terminal, tried, desk.find)

            run_terminal(desk, options, machine.clock, up)
    if not (tried.home and tried.found and tried.keyboard):
        raise Fault("selftest_failed", f"自检没有通过：{tried}", "重新安装完整的程序")
    return {"ok": True, "items": report.items, "fillable": report.fillable, "languages": list(languages())}


def _try(terminal: Terminal, tried: _Tried, find: Callable[[str], object]) -> None:
    """Runs once the terminal is on the screen; ends it when the keyboard came up, or after half a minute."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    tried.home = terminal.isVisible()
    tried.found = bool(find("ggcswsxkxb"))
    field = QLineEdit(terminal)
    field.show()
    method = QGuiApplication.inputMethod()

    def seen() -> None:
        if method.isVisible() and method.keyboardRectangle().height() > 0:
            tried.keyboard = True
            QTimer.singleShot(0, field.clearFocus)
            QTimer.singleShot(0, app.quit)

    method.visibleChanged.connect(seen)
    method.keyboardRectangleChanged.connect(seen)

    def ask() -> None:
        terminal.activateWindow()
        field.setFocus()
        method.show()

    QTimer.singleShot(0, ask)
    QTimer.singleShot(PATIENCE_MS, terminal, app.quit)
