"""A number of today and where it stands now: scanned from its paper, or typed as it is written."""

from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QVBoxLayout, QWidget

from kiosk.queue_desk import Matter, ServiceRow, TicketPlace
from ui.citizen.giving_back import GivingBack
from ui.citizen.matters import Course
from ui.citizen.presenters.queue import ahead_parts, spoken, stands_words, wait_parts, waits, windows_words
from ui.citizen.screen import Foot, Screen
from ui.tasks import Trouble
from ui.texts import t
from ui.widgets.banner import Banner
from ui.widgets.boxes import Card, TouchScroll, clear, column, fact, row
from ui.widgets.busy import Busy
from ui.widgets.buttons import button
from ui.widgets.keypad import Keypad, keyed_line
from ui.widgets.labels import label
from ui.widgets.seek import seek_line

DIGITS = ("123456", "7890")
ACROSS = 9
ASK_MS = 5000


class MyNumberScreen(Screen):
    """Looks again every few seconds; who scanned the code may give the number back."""

    @property
    def question(self) -> str:
        return t("我的号排到哪里了？")

    @property
    def why(self) -> str:
        return t("把小票上的二维码对准扫码口，或者输入号码。")

    @property
    def foot(self) -> Foot:
        return Foot(back=t("回首页"), leave=False)

    def build(self) -> None:
        self.code = ""
        self.shown: TicketPlace | None = None
        self.line = keyed_line(t("例如 A012"))
        self.box.addLayout(seek_line(self.theme, self.line, self._seek))
        self.said = Banner(self.theme)
        self.box.addWidget(self.said)
        self.busy = Busy(self.theme, t("正在查…"))
        self.busy.hide()
        self.box.addWidget(self.busy)
        self.story = TouchScroll(self.theme)
        self.box.addWidget(self.story, 1)
        self.pad = QWidget()
        column(0, 0, self.pad)
        self.box.addWidget(self.pad)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(ASK_MS)
        self._timer.timeout.connect(self._look)
        work = self.room.tasks.op(self, self.room.queue.services, "calls")
        work.success(self._lay_keys).failure(self._failed)

    def begin(self) -> None:
        self.line.setFocus()

    def _lay_keys(self, businesses: Sequence[ServiceRow]) -> None:
        """The letters that numbers begin with here, and the digits."""
        letters = "".join(sorted({mark for each in businesses for mark in each.prefix}))
        rows = [letters[at : at + ACROSS] for at in range(0, len(letters), ACROSS)]
        if pad := self.pad.layout():
            pad.addWidget(Keypad(self.theme, self.line, *rows, *DIGITS))

    def _seek(self) -> None:
        self.code = self.line.text().strip()
        if not self.code:
            return
        self.said.dismiss()
        self.busy.show()
        self._look()

    def _look(self) -> None:
        queue, code = self.room.queue, self.code
        work = self.room.tasks.op(self, lambda: queue.find(code), "calls")
        work.success(lambda place: self._show(place, code)).failure(self._failed)

    def _show(self, place: TicketPlace, code: str) -> None:
        if code != self.code:
            return
        self.busy.hide()
        self._timer.start()
        if place == self.shown:
            return
        self.shown = place
        self.line.setText(place.number)
        self.pad.hide()
        clear(self.story.box)
        way = QBoxLayout.Direction.LeftToRight if self.room.broad else QBoxLayout.Direction.TopToBottom
        parts = QBoxLayout(way)
        parts.setSpacing(self.theme.gap)
        parts.addWidget(self._head(place), 1)
        parts.addLayout(self._beside(place, code), 1)
        self.story.box.addLayout(parts)

    def _beside(self, place: TicketPlace, code: str) -> QVBoxLayout:
        """How long it still takes, and the way out."""
        words = column(self.theme.gap)
        if waits(place):
            words.addLayout(self._figures(place))
        if place.done or place.then:
            now = Matter(place.service_name, place.windows)
            words.addWidget(Course(self.theme, place.done, now, place.then, over=place.stands == "finished"))
        keys = row(self.theme.gap)
        other = button(self.theme, t("查另一个号"), "outline", "search")
        other.setObjectName("other")
        other.clicked.connect(self._anew)
        keys.addWidget(other)
        if place.returnable:
            keys.addWidget(self._giving(code, place))
        keys.addStretch()
        words.addLayout(keys)
        words.addStretch()
        return words

    def _head(self, place: TicketPlace) -> Card:
        card = Card(self.theme, "chosen" if place.stands == "called" else "card")
        card.add(label(place.service_name, "note"))
        card.add(label(place.number, "number", "jade", wrap=False))
        card.add(label(stands_words(place), "choice", "seal" if place.stands == "called" else ""))
        if place.stands == "waiting":
            card.add(label(t("在这些窗口办：{windows}", windows=windows_words(place.windows)), "note", "ink"))
        card.box.addStretch()
        return card

    def _figures(self, place: TicketPlace) -> QGridLayout:
        facts = QGridLayout()
        facts.setSpacing(self.theme.gap)
        facts.addWidget(fact(self.theme, *ahead_parts(place.ahead), t("前面还有")), 0, 0)
        facts.addWidget(fact(self.theme, *wait_parts(place.estimate), t("大约等")), 0, 1)
        return facts

    def _giving(self, code: str, place: TicketPlace) -> GivingBack:
        giving = GivingBack(self.room, code, place.number)
        giving.done.connect(lambda given: self._show(given, code))
        giving.failed.connect(self._failed)
        return giving

    def _failed(self, trouble: Trouble) -> None:
        self._forget()
        self.said.show_note(*spoken(trouble))

    def _anew(self) -> None:
        self._forget()
        self.line.clear()
        self.line.setFocus()

    def _forget(self) -> None:
        """Nothing is shown any more; the keys are there again."""
        self.code, self.shown = "", None
        self._timer.stop()
        self.busy.hide()
        clear(self.story.box)
        self.pad.show()

    def back(self) -> None:
        self.ended.emit()
