"""The strip across the window: who is called, what may be pressed, what waits. Nothing in it ever changes its place."""

from collections.abc import Callable
from datetime import date, tzinfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy

from kiosk.queue_desk import Called, Seat
from ui.texts import t
from ui.theme import Theme
from ui.widgets.boxes import column, repolish, row
from ui.widgets.labels import Elided, label
from ui.window.calling import CALL_KEYS, CALL_NOTES, CALL_TITLES, CallVerb, front, light, paper_words, why_not
from ui.window.small import KeyButton, Lamp, Pane, chip, key_cap
from ui.window.waiting import WaitingList
from ui.window.wording import Alert

VERBS: tuple[CallVerb, ...] = ("recall", "start", "finish", "skip", "hold", "resume", "transfer", "back")
COLUMNS = 4


class CallStrip(Pane):
    """`pressed` carries the CallVerb of a button; `change_window` and `help` are asked for with the mouse."""

    pressed = Signal(str)
    change_window = Signal()
    help = Signal()

    def __init__(self, theme: Theme, zone: tzinfo, today: Callable[[], date]) -> None:
        super().__init__("bar", spacing=theme.grid)
        self._theme, self._zone, self._today = theme, zone, today
        self._seat: Seat | None = None
        self.box.setContentsMargins(theme.gap, theme.grid, theme.gap, theme.grid)
        self._window = Elided("", "choice")
        self._light = Lamp(theme, "wait", "")
        self._paper = label("", "note", "amber", wrap=False)
        self._number = label("", "body", wrap=False)
        self._number.setProperty("role", "called")
        self._since = label("", "note", wrap=False)
        self._lines = (
            Elided("", "strong"),
            Elided("", "note", "jade"),
            Elided("", "note", "amber"),
            Elided("", "note"),
        )
        self.news = Lamp(theme, "good", "")
        self.buttons: dict[CallVerb, KeyButton] = {verb: self._button(verb) for verb in ("next", *VERBS)}
        self._pause = chip("", "pill")
        self.waiting = WaitingList(theme)
        self._build()

    @property
    def number(self) -> str:
        """Who is in front of the window, as it is shown."""
        return self._number.text()

    def show_seat(self, seat: Seat, shown: Called | None) -> None:
        """All of it anew: words change, places do not."""
        self._seat = seat
        zone, today = self._zone, self._today()
        self._window.setText(seat.window.name)
        self._show_light(light(seat, shown, zone, today))
        self._paper.setText(paper_words(seat))
        told = front(seat, shown, zone, today)
        self._show_number(told.number, told.tone)
        for line, words in zip(self._lines, (told.service, told.next, told.mark, told.case), strict=True):
            line.setText(words)
            line.setHidden(not words)
        self._since.setText(told.since)
        self.buttons["next"].say(t("手工输号") if seat.hall.stale_since else t(CALL_TITLES["next"]))
        paused = seat.paused is not None
        self._pause.setText(t("恢复叫号 {key}" if paused else "暂停 {key}", key=CALL_KEYS["pause"]))
        self.waiting.show_waiting(seat.hall.waiting, seat.window.services)
        self._allow()

    def show_busy(self, words: str) -> None:
        """A step is on its way: nothing may be pressed until it is answered."""
        self.show_news(Alert("wait", words))
        self.lock()

    def lock(self) -> None:
        for button in self.buttons.values():
            button.setEnabled(False)

    def show_settled(self) -> None:
        self._allow()

    def show_news(self, alert: Alert) -> None:
        self.news.show_state(alert.level, alert.words)
        self.news.setVisible(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        px, width = self._theme.px, self.width()
        self.waiting.setFixedWidth(min(px(560), max(px(268), width * 45 // 100 - px(308))))

    def _allow(self) -> None:
        for verb, button in self.buttons.items():
            why = why_not(verb, self._seat) if self._seat else t("还不知道大厅的情况")
            button.setEnabled(not why)
            button.setToolTip(why or t(CALL_NOTES[verb]))

    def _show_light(self, alert: Alert) -> None:
        self._light.show_state(alert.level, alert.words)

    def _show_number(self, number: str, tone: str) -> None:
        self._number.setText(number)
        self._number.setProperty("tone", tone)
        repolish(self._number)

    def _build(self) -> None:
        self.box.addLayout(self._head())
        middle = row(self._theme.gap)
        middle.addLayout(self._front(), 1)
        middle.addLayout(self._keys())
        middle.addWidget(self.waiting)
        self.box.addLayout(middle)
        self.box.addLayout(self._foot())

    def _head(self) -> QHBoxLayout:
        line = row(self._theme.gap)
        self._window.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        line.addWidget(self._window)
        line.addWidget(self._light)
        line.addWidget(self._since)
        line.addWidget(self._paper)
        line.addStretch(1)
        change, every = chip(t("换窗口")), chip(t("全部按键"))
        change.clicked.connect(self.change_window)
        every.clicked.connect(self.help)
        self._pause.clicked.connect(lambda: self.pressed.emit("pause"))
        for widget in (self._pause, change, key_cap("F1"), every):
            line.addWidget(widget)
        return line

    def _front(self) -> QHBoxLayout:
        line = row(self._theme.gap)
        self._number.setMinimumWidth(self._theme.px(152))
        words = column(self._theme.grid // 4)
        words.addStretch()
        for each in self._lines:
            words.addWidget(each)
        words.addStretch()
        line.addWidget(self._number)
        line.addLayout(words, 1)
        return line

    def _keys(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(self._theme.grid)
        first = self.buttons["next"]
        first.setMinimumWidth(self._theme.px(126))
        first.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        grid.addWidget(first, 0, 0, 2, 1)
        for place, verb in enumerate(VERBS):
            grid.addWidget(self.buttons[verb], place // COLUMNS, place % COLUMNS + 1)
        return grid

    def _foot(self) -> QHBoxLayout:
        """One line of news that keeps its height when there is none."""
        line = row(0)
        keep = self.news.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self.news.setSizePolicy(keep)
        self.news.hide()
        line.addWidget(self.news)
        line.addStretch(1)
        return line

    def _button(self, verb: CallVerb) -> KeyButton:
        kind = "primary" if verb == "next" else "call"
        made = KeyButton(self._theme, t(CALL_TITLES[verb]), CALL_KEYS[verb], kind)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.setEnabled(False)
        made.clicked.connect(lambda _=False: self.pressed.emit(verb))
        return made
