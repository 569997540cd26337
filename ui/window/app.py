"""The window's application: a machine behind it, an exchange in the background, and a clean end."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEventLoop, QObject, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QMainWindow

from kiosk.app import Machine
from kiosk.counter import Counter
from kiosk.sync.pump import Pump
from ui.fonts import load_fonts
from ui.tasks import Tasks
from ui.texts import t
from ui.theme import window_theme
from ui.window.screen import WindowScreen

LOOK_SECONDS = 5
"""How often the platform's own window looks at its journal: there is no upstream that would tell."""


class Bell(QObject):
    """Carries the pump's report over to the UI thread."""

    rang = Signal()


class ClerkWindow(QMainWindow):
    """The frame; `leaving` asks for the end."""

    leaving = Signal()

    def __init__(self, screen: WindowScreen) -> None:
        super().__init__()
        self.workplace = screen
        self.setWindowTitle(t("综合窗口"))
        self.setCentralWidget(screen)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.accept()
        self.leaving.emit()


def run_window(
    machine: Machine, size: tuple[int, int] | None = None, opened: Callable[[ClerkWindow], None] | None = None
) -> int:
    """Open a clerk's window on `machine` until it is closed; the status of the application.

    `size` in pixels, else the whole screen; `opened` is called once the window is up.
    """
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    app.setQuitOnLastWindowClosed(False)
    theme = window_theme()
    app.setFont(load_fonts())
    app.setStyleSheet(theme.qss())
    with Counter(machine).clerk() as desk, _tasks() as tasks:
        zone = ZoneInfo(machine.settings.timezone)
        screen = WindowScreen(desk, tasks, theme, lambda: machine.clock.now().astimezone(zone).date(), zone)
        window = ClerkWindow(screen)
        window.leaving.connect(app.quit)
        _show(window, size, machine.settings.full_screen)
        if opened:
            QTimer.singleShot(0, window, lambda: opened(window))
        with news(machine, screen.refresh):
            status = app.exec()
        screen.rest()
        _hang_up(tasks, window, machine)
        window.deleteLater()
    return status


@contextmanager
def _tasks() -> Iterator[Tasks]:
    tasks = Tasks()
    try:
        yield tasks
    finally:
        tasks.close()


def _show(window: ClerkWindow, size: tuple[int, int] | None, full_screen: bool) -> None:
    if size:
        window.resize(*size)
        window.show()
    elif full_screen:
        window.showFullScreen()
    else:
        window.showMaximized()


def _hang_up(tasks: Tasks, window: ClerkWindow, machine: Machine) -> None:
    """The desk's thread lets go of its own connection to the journal, as its last work."""
    loop = QEventLoop()
    tasks.op(window, machine.journal.db.close).success(lambda _: loop.quit()).failure(lambda _: loop.quit())
    loop.exec()


@contextmanager
def news(machine: Machine, refresh: Callable[[], None]) -> Iterator[None]:
    """Call `refresh` on the UI thread whenever something may have come in."""
    if not machine.identity.upstream:
        timer = QTimer()
        timer.timeout.connect(refresh)
        timer.start(LOOK_SECONDS * 1000)
        yield
        timer.stop()
        return
    bell = Bell()
    bell.rang.connect(refresh)
    pump = Pump(machine.exchange, machine.link, machine.randomness)
    pump.start(lambda report: bell.rang.emit())
    try:
        yield
    finally:
        pump.stop()
