"""A board's application: a machine behind it, the hub's pages as they come, a voice where it has one."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QMainWindow

from kiosk.app import Machine
from kiosk.board_desk import BoardDesk, BoardView
from kiosk.counter import Counter
from kiosk.devices.announcer import Announcer
from kiosk.devices.speaker import AlsaSpeaker
from kiosk.devices.voice import voice_of
from kiosk.errors import Fault
from kiosk.logbook import logbook
from kiosk.sync.pump import Pump
from kiosk.wiping import is_wiped
from ui.board.hall import HallBoard
from ui.board.presenter import BoardPresenter
from ui.board.window import WindowBoard
from ui.fonts import load_fonts
from ui.gone import Word, show_gone
from ui.rounds import Rounds
from ui.tasks import Tasks, Trouble
from ui.texts import t
from ui.theme import Theme, board_theme

log = logging.getLogger(__name__)
LOOK_MS, LOOK_HERE_MS = 5_000, 1_000
"""How often a board looks at its journal by itself; oftener at the hub's own machine, where nobody tells it."""
BEAT_MS = 200
"""How finely time passes on a board: the clock, a call's moment, a page's turn."""


class Bell(QObject):
    """Carries the pump's report over to the UI thread."""

    rang = Signal()


class Board(QMainWindow):
    """The frame: asks the desk when there is news, and shows it; `took` after each view."""

    leaving = Signal()
    took = Signal()

    def __init__(
        self, desk: BoardDesk, tasks: Tasks, presenter: BoardPresenter, face: HallBoard | WindowBoard, theme: Theme
    ) -> None:
        super().__init__()
        self._desk = desk
        self._tasks = tasks
        self._theme = theme
        self.presenter = presenter
        self.face = face
        self.announcer: Announcer | None = None
        self._rounds = Rounds()
        self.setWindowTitle(t("叫号大屏"))
        self.setCentralWidget(face)
        self.setCursor(Qt.CursorShape.BlankCursor)
        self._beat = QTimer(self)
        self._beat.timeout.connect(self.beat)
        self._beat.start(BEAT_MS)

    def refresh(self) -> None:
        """Ask for the hall as it is now; while an answer is on its way, once more after it."""
        if self._rounds.begin():
            self._tasks.op(self, self._desk.view).success(self._take).failure(self._failed)

    def beat(self) -> None:
        self.presenter.turn()
        self.face.look()

    def close_for_good(self, fault: Fault) -> None:
        """The machine was dismissed and has wiped itself."""
        self._beat.stop()
        show_gone(self, self._theme, fault)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._beat.stop()
        event.accept()
        self.leaving.emit()

    def _take(self, view: BoardView) -> None:
        new = self.presenter.take(view)
        if self.announcer is not None:
            self.announcer.heard(new, self.presenter.standing(), view.times, view.volume)
        self.face.look()
        self._answered()
        self.took.emit()

    def _failed(self, trouble: Trouble) -> None:
        self.presenter.trouble = trouble.message
        self.face.look()
        self._answered()

    def _answered(self) -> None:
        if self._rounds.over():
            self.refresh()


def run_board(
    machine: Machine,
    size: tuple[int, int] | None = None,
    opened: Callable[[Board], None] | None = None,
    window: str = "",
) -> int:
    """Open a board until it is closed; the application's status. `window`: the board over that window, else the hall's.

    `size` in pixels, else the whole screen; `opened` is called once it is up.
    """
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    app.setQuitOnLastWindowClosed(False)
    app.setFont(load_fonts(rare=False))
    pixels = size or app.primaryScreen().size().toTuple()
    theme = board_theme_of(pixels, window)
    app.setStyleSheet(theme.qss())
    with logbook(machine.folder), Counter(machine).board() as desk, _tasks() as tasks, _voice(machine) as announcer:
        presenter = BoardPresenter(machine.clock)
        face = WindowBoard(presenter, theme, window) if window else HallBoard(presenter, theme)
        board = Board(desk, tasks, presenter, face, theme)
        board.announcer = announcer
        board.leaving.connect(app.quit)
        _show(board, pixels, full_screen=size is None)
        if opened:
            QTimer.singleShot(0, board, lambda: opened(board))
        word = Word(lambda: is_wiped(machine.folder))
        word.came.connect(board.close_for_good)
        with _news(machine, board.refresh, word):
            status = app.exec()
        _hang_up(tasks, board, machine)
        board.deleteLater()
        app.setStyleSheet("")  # the application outlives its screen
    return status


def board_theme_of(pixels: tuple[int, int], window: str) -> Theme:
    """Type by the shorter side, so that an upright board is read from as far; less where the longer one is short.

    A window's board is read from nearer.
    """
    width, height = pixels
    if window:
        return board_theme(min(width * 3 // 5, height * 5 // 4))
    return board_theme(min(height, width * 9 // 16) if width >= height else min(width, height * 5 // 8))


def _show(board: Board, pixels: tuple[int, int], *, full_screen: bool) -> None:
    board.resize(*pixels)
    if full_screen:
        board.showFullScreen()
    else:
        board.show()


@contextmanager
def _tasks() -> Iterator[Tasks]:
    tasks = Tasks()
    try:
        yield tasks
    finally:
        tasks.close()


@contextmanager
def _voice(machine: Machine) -> Iterator[Announcer | None]:
    """The hall's voice, on the one board that has it; without it the board goes on."""
    settings = machine.settings
    if not settings.speaks:
        yield None
        return
    try:
        voice = voice_of(settings.voice)
    except Fault as fault:
        log.error("no call is heard: %s %s；%s", fault.code, fault.message, fault.mend)
        yield None
        return
    announcer = Announcer(voice, AlsaSpeaker(settings.sound_card), machine.clock)
    try:
        yield announcer
    finally:
        announcer.close()


def _hang_up(tasks: Tasks, board: Board, machine: Machine) -> None:
    """The desk's thread lets go of its own connection to the journal, as its last work."""
    loop = QEventLoop()
    tasks.op(board, machine.journal.db.close).success(lambda _: loop.quit()).failure(lambda _: loop.quit())
    loop.exec()


@contextmanager
def _news(machine: Machine, refresh: Callable[[], None], word: Word) -> Iterator[None]:
    """Call `refresh` on the UI thread at once, whenever something has come in, and now and then."""
    told = bool(machine.identity.upstream) and not machine.judges_queue
    timer = QTimer()
    timer.timeout.connect(refresh)
    timer.start(LOOK_MS if told else LOOK_HERE_MS)
    refresh()
    with _pages(machine, refresh, word) if told else nullcontext():
        yield
    timer.stop()


@contextmanager
def _pages(machine: Machine, refresh: Callable[[], None], word: Word) -> Iterator[None]:
    """The hub's pages, taken in as they come."""
    bell = Bell()
    bell.rang.connect(refresh)
    pump = Pump(machine.exchange, machine.link, machine.randomness, machine.queue)

    def heard(report: object) -> None:
        if not word.hear(report):
            bell.rang.emit()

    pump.start(heard)
    try:
        yield
    finally:
        pump.stop()
