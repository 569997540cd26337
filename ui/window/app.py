"""The window's application: a machine behind it, an exchange in the background, and a clean end."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEventLoop, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QMainWindow

from kiosk.app import Machine
from kiosk.counter import Counter
from kiosk.desk import WindowDesk
from kiosk.errors import Fault
from kiosk.queue_desk import CallDesk
from kiosk.wiping import is_wiped
from ui.fonts import load_fonts
from ui.gone import Word, show_gone
from ui.smooth import take_short_turns
from ui.tasks import Lane, Tasks
from ui.texts import speak, t
from ui.theme import window_theme
from ui.window.away import Away
from ui.window.caller import Caller
from ui.window.news import news
from ui.window.screen import WindowScreen


class ClerkWindow(QMainWindow):
    """The frame; `leaving` asks for the end."""

    leaving = Signal()

    def __init__(self, screen: WindowScreen) -> None:
        super().__init__()
        self.workplace = screen
        self.setWindowTitle(t("综合窗口"))
        self.setCentralWidget(screen)

    def close_for_good(self, fault: Fault) -> None:
        """The machine was dismissed and has wiped itself."""
        self.workplace.rest()
        show_gone(self, window_theme(), fault)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.accept()
        self.leaving.emit()


def run_window(
    machine: Machine,
    size: tuple[int, int] | None = None,
    opened: Callable[[ClerkWindow], None] | None = None,
    window: str = "",
) -> int:
    """Open a clerk's window on `machine` until it is closed; the status of the application.

    `size` in pixels, else the whole screen; `opened` is called once it is up; `window` is its code in the hall, '' for
    the one that was chosen on this machine before.
    """
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    app.setQuitOnLastWindowClosed(False)
    app.setFont(load_fonts())
    app.setStyleSheet(window_theme().qss())
    take_short_turns()
    speak(app, machine.settings.language)
    with Counter(machine).clerk() as desk, _calls(machine, window, desk.actor) as calls, _tasks() as tasks:
        screen = _screen(machine, desk, calls, tasks)
        frame = ClerkWindow(screen)
        frame.leaving.connect(app.quit)
        away = Away(frame, machine.settings.sign_out_minutes, screen.leave_seat)
        _show(frame, size, machine.settings.full_screen)
        if opened:
            QTimer.singleShot(0, frame, lambda: opened(frame))
        word = Word(lambda: is_wiped(machine.folder))
        word.came.connect(frame.close_for_good)
        with news(machine, screen.refresh, screen.refresh_calls, word):
            status = app.exec()
        away.stop()
        screen.rest()
        _hang_up(tasks, frame, machine)
        frame.deleteLater()
        app.setStyleSheet("")  # the application outlives its screen
    return status


def _screen(machine: Machine, desk: WindowDesk, calls: CallDesk | None, tasks: Tasks) -> WindowScreen:
    zone, now = ZoneInfo(machine.settings.timezone), machine.clock.now
    caller = Caller(calls, tasks, now) if calls else None
    return WindowScreen(desk, tasks, window_theme(), lambda: now().astimezone(zone).date(), zone, caller)


@contextmanager
def _calls(machine: Machine, window: str, who: Callable[[], str]) -> Iterator[CallDesk | None]:
    """None on a machine that stands in no hall: the platform's own window."""
    if not machine.queue:
        yield None
        return
    with Counter(machine).calls(window, who) as desk:
        yield desk


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
    """Each thread that asked the journal lets go of its own connection, as its last work."""
    _close(tasks, window, machine, "desk")
    _close(tasks, window, machine, "calls")


def _close(tasks: Tasks, window: ClerkWindow, machine: Machine, lane: Lane) -> None:
    loop = QEventLoop()
    tasks.op(window, machine.journal.db.close, lane).success(lambda _: loop.quit()).failure(lambda _: loop.quit())
    loop.exec()
