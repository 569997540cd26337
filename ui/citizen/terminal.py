"""The terminal: holds the visit, shows its screen, begins and ends it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QRect, QSize, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QLayout, QMainWindow, QWidget

from kiosk.clock import Clock
from kiosk.errors import Fault
from ui.citizen.asides import ask_to_leave, offer_help, say_out_of_service
from ui.citizen.frame import Frame
from ui.citizen.idle import IdleWarning, IdleWatch
from ui.citizen.overlay import Overlay, nothing
from ui.citizen.presenters.idle import Idle
from ui.citizen.presenters.progress import now_words
from ui.citizen.room import PickFile, Room, ask_for_file
from ui.citizen.screens import SCREENS, screen_of
from ui.citizen.visit import BLANK, Step, Visit
from ui.gone import Gone, show_gone
from ui.options import TerminalOptions
from ui.tasks import Tasks, Trouble
from ui.texts import Catalogue, languages
from ui.theme import Theme, kiosk_theme

if TYPE_CHECKING:
    from kiosk.booking_desk import BookingDesk
    from kiosk.desk import CitizenDesk, Place
    from kiosk.queue_desk import TicketDesk

READ_AHEAD_MS = 100
HOLD_MS = 100
BROAD = 1.5
"""So many times as wide as high, and a screen has room for two columns."""


class Terminal(QMainWindow):
    """One window, one visit at a time. Language, size of type and screen can change without losing a word."""

    shown = Signal(str)
    """A screen was put up; names its step."""
    wiped = Signal()
    """A visit has ended and the desk has let go of it."""

    def __init__(
        self,
        desk: CitizenDesk,
        tasks: Tasks,
        options: TerminalOptions,
        clock: Clock,
        forget: Callable[[], None] = nothing,
        pick_file: PickFile = ask_for_file,
        tickets: TicketDesk | None = None,
        bookings: BookingDesk | None = None,
    ) -> None:
        super().__init__()
        self._desk, self._tasks, self._options, self._clock = desk, tasks, options, clock
        self._forget, self._pick_file = forget, pick_file
        self._tickets, self._bookings = tickets, bookings
        self.visit, self.elder, self.language = BLANK, options.elder, options.language
        self._hall = ""
        self._translator: Catalogue | None = None
        self._warning: IdleWarning | None = None
        self.idle = IdleWatch(Idle(options.idle_seconds, options.warn_seconds), self)
        self.idle.warned.connect(self._warn)
        self.idle.expired.connect(self.end_visit)
        self._tasks.unheard.connect(self._say)
        self._tick = QTimer(self)
        self._tick.timeout.connect(self._tell_time)
        self._tick.start(10_000)
        QGuiApplication.inputMethod().keyboardRectangleChanged.connect(self._make_way)
        if layout := self.layout():
            layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._unread = list(SCREENS)
        self._ahead = QTimer(self)
        self._ahead.timeout.connect(self._read_ahead)
        self._ahead.start(READ_AHEAD_MS)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.timeout.connect(self.rebuild)
        self._size = QSize(*options.size)
        self.resize(self._size)
        self._speak(self.language)
        self._build()
        self._ask_place()

    def _read_ahead(self) -> None:
        """Read one screen in while nobody touches, so that no touch waits for it."""
        screen_of(self._unread.pop())
        if not self._unread:
            self._ahead.stop()

    def rebuild(self) -> None:
        """Frame and screen anew, for the size, the type and the language of now; a screen that holds is waited for."""
        if self.screen_now.holding:
            self._settle.start(HOLD_MS)
        else:
            self._build()

    def _build(self) -> None:
        size = self.size()
        theme = kiosk_theme(size.width(), size.height(), self.elder, self._options.theme)
        self._size = size
        self._drop_frame()
        self.setStyleSheet(theme.qss())
        self.room = self._make_room(theme, size)
        self.frame = Frame(self.room)
        self.frame.language.connect(self.next_language)
        self.frame.elder.connect(self.toggle_elder)
        self.frame.help.connect(self.call_help)
        self.frame.leave.connect(self.ask_to_leave)
        self.frame.stop.connect(self._to_stop)
        self.frame.back.connect(lambda: self.screen_now.back())
        self.frame.forward.connect(lambda: self.screen_now.forward())
        self.setCentralWidget(self.frame)
        self._tell_time()
        self.enter(self.visit)

    def _make_room(self, theme: Theme, size: QSize) -> Room:
        return Room(
            desk=self._desk,
            tasks=self._tasks,
            theme=theme,
            options=self._options,
            clock=self._clock,
            hall=self._hall,
            wide=size.width() > size.height(),
            pick_file=self._pick_file,
            tickets=self._tickets,
            bookings=self._bookings,
            broad=size.width() > BROAD * size.height() and not self.elder,
        )

    def _drop_frame(self) -> None:
        """Before the style changes: what is about to go need not be drawn anew."""
        old: QWidget | None = self.takeCentralWidget()
        if old is not None:
            old.setParent(None)
            old.deleteLater()

    def enter(self, visit: Visit) -> None:
        """Show the screen of `visit`."""
        self.visit = visit
        screen = screen_of(visit.step)(self.room, visit)
        screen.moved.connect(self.enter)
        screen.kept.connect(self._keep)
        screen.refreshed.connect(lambda: self.frame.refresh(screen))
        screen.troubled.connect(self._say)
        screen.settled.connect(lambda: self.frame.banner.dismiss())
        screen.ended.connect(self.end_visit)
        self.screen_now = screen
        self.frame.show_screen(screen)
        self.idle.armed = visit.step is not Step.HOME or not visit.is_blank
        self.shown.emit(visit.step.value)

    def end_visit(self) -> None:
        """Wipe what was said, here and at the desk, the clipboard, and what the keyboard holds; go home."""
        if self._warning:
            self._warning.close_up()
            self._warning = None
        self._close_overlays()
        QGuiApplication.inputMethod().reset()
        QGuiApplication.clipboard().clear()
        self.idle.start_anew(armed=False)
        self.visit = BLANK
        self._as_usual()
        self._tasks.op(self, self._desk.end_visit).success(lambda _: self._let_go()).failure(self._say)

    def _as_usual(self) -> None:
        """Home, in the hall's own language and size of type."""
        usual = self._options.elder, self._options.language
        if (self.elder, self.language) == usual:
            self.enter(BLANK)
            return
        self.elder = self._options.elder
        self._speak(self._options.language)
        self.rebuild()

    def _let_go(self) -> None:
        self._forget()
        self.wiped.emit()

    def _close_overlays(self) -> None:
        for overlay in self.findChildren(Overlay):
            overlay.close_up()

    def _keep(self, visit: Visit) -> None:
        self.visit = visit
        self.idle.armed = True

    def _to_stop(self, step: Step) -> None:
        if self.visit.may_go(step):
            self.enter(self.visit.at(step))

    def toggle_elder(self) -> None:
        self.elder = not self.elder
        self.rebuild()

    def next_language(self) -> None:
        """Chinese, then each language that there is a catalogue for."""
        known = languages()
        self._speak(known[(known.index(self.language) + 1) % len(known)])
        self.rebuild()

    def _speak(self, language: str) -> None:
        if self._translator:
            QCoreApplication.removeTranslator(self._translator)
            self._translator = None
        self.language = language
        if language != "zh":
            self._translator = Catalogue(language, self)
            QCoreApplication.installTranslator(self._translator)

    def call_help(self) -> None:
        offer_help(self.room.theme, self)

    def ask_to_leave(self) -> None:
        if self.visit.is_blank:
            self.end_visit()
            return
        ask_to_leave(self.room.theme, self, self.end_visit)

    def _warn(self) -> None:
        self._warning = IdleWarning(self.room.theme, self, self.idle)
        self._warning.open()

    def _ask_place(self) -> None:
        self._tasks.op(self, self._desk.place).success(self._place_known).failure(self._stand_still)

    def _stand_still(self, trouble: Trouble) -> None:
        say_out_of_service(self.room.theme, self, trouble, self._ask_place)

    def close_for_good(self, fault: Fault) -> None:
        """The machine was dismissed and has wiped itself: whoever stands here learns it, and nothing else works.

        Heard a second time, it changes nothing.
        """
        if isinstance(self.centralWidget(), Gone):
            return
        self._close_overlays()
        self.idle.stop()
        self._settle.stop()
        self._settle.timeout.disconnect(self.rebuild)
        self.visit = BLANK
        show_gone(self, self.room.theme, fault)

    def _place_known(self, place: Place) -> None:
        self._hall = place.hall_name
        self.setWindowTitle(place.hall_name)
        self.frame.name.setText(place.hall_name)

    def _say(self, trouble: Trouble) -> None:
        self.frame.banner.show_trouble(trouble)

    def _tell_time(self) -> None:
        self.frame.clock.setText(now_words(self._clock.now(), self.room.zone))

    def _make_way(self) -> None:
        """The keyboard pushes the content up; it never covers the field."""
        keyboard = QGuiApplication.inputMethod().keyboardRectangle().toRect()
        covered = self._covered(keyboard) if QGuiApplication.inputMethod().isVisible() else 0
        self.frame.leave_room(covered)

    def _covered(self, keyboard: QRect) -> int:
        return max(0, self.height() - keyboard.top()) if keyboard.height() else 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.size() != self._size:
            self._settle.start(0)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.idle.stop()
        self._tick.stop()
        self._ahead.stop()
        if self._translator:
            QCoreApplication.removeTranslator(self._translator)
        super().closeEvent(event)
