"""Several matters on one number: chosen before it is taken, and how far they are afterwards."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from kiosk.queue_desk import Matter, ServiceRow
from ui.citizen.presenters.queue import wait_words, waiting_words, windows_words
from ui.texts import t
from ui.theme import Theme
from ui.widgets.boxes import Card, column, row
from ui.widgets.buttons import button, picture
from ui.widgets.labels import label

MOST = 4
"""So many matters on one number: more are not done in one visit."""


class ChosenMatters(QWidget):
    """Each business with its windows and its wait of now; `ordered` carries the codes as they are wanted then."""

    ordered = Signal(object)

    def __init__(self, theme: Theme, rows: Sequence[ServiceRow]) -> None:
        super().__init__()
        self.setProperty("ground", "clear")
        self._theme, self._rows = theme, rows
        box = column(theme.gap // 2, 0, self)
        for place, each in enumerate(rows):
            box.addWidget(self._matter(place, each))

    def _matter(self, place: int, business: ServiceRow) -> Card:
        card = Card(self._theme, horizontal=True)
        card.setObjectName(f"matter-{business.code}")
        figure = label(str(place + 1), "question", "jade", wrap=False)
        figure.setMinimumWidth(self._theme.px(40))
        card.box.addWidget(figure)
        card.box.addLayout(self._words(business), 1)
        keys = column(0) if self._theme.elder else row(0)
        if place:
            keys.addWidget(self._key(t("先办这件"), f"first-{business.code}", self._first(place)))
        keys.addWidget(self._key(t("去掉"), f"without-{business.code}", self._without(place)))
        card.box.addLayout(keys)
        return card

    def _words(self, business: ServiceRow) -> QVBoxLayout:
        words = column(self._theme.grid // 2)
        words.addStretch()
        words.addWidget(label(business.name, "strong"))
        if business.closed:
            words.addWidget(label(t("取不了号"), "note", "amber"))
        else:
            wait = t("大约等 {wait}", wait=wait_words(business.estimate))
            words.addWidget(label(f"{waiting_words(business)} · {wait}", "body"))
            words.addWidget(label(windows_words(business.windows), "note"))
        words.addStretch()
        return words

    def _key(self, text: str, name: str, codes: tuple[str, ...]) -> QPushButton:
        key = button(self._theme, text, "plain")
        key.setObjectName(name)
        key.clicked.connect(lambda: self.ordered.emit(codes))
        return key

    def _first(self, place: int) -> tuple[str, ...]:
        codes = [each.code for each in self._rows]
        return (codes.pop(place), *codes)

    def _without(self, place: int) -> tuple[str, ...]:
        return tuple(each.code for at, each in enumerate(self._rows) if at != place)


class Course(Card):
    """The matters of a number in their order: done, the present one, those that follow with their windows."""

    def __init__(self, theme: Theme, done: Sequence[str], now: Matter, then: Sequence[Matter], over: bool) -> None:
        """`over` once the present one is done as well."""
        super().__init__(theme)
        self._theme = theme
        self.add(label(t("这个号要办的事"), "note"))
        for name in done:
            self._line("circle-check", name, t("办完了"), now=False)
        if over:
            self._line("circle-check", now.service_name, t("办完了"), now=False)
        else:
            self._line(len(done) + 1, now.service_name, windows_words(now.windows), now=True)
        for place, one in enumerate(then, len(done) + 2):
            self._line(place, one.service_name, windows_words(one.windows), now=False)
        if then and not over:
            self.add(label(t("办完一件不用再取号，排队都从取号时算起。"), "note", "ink"))

    def _line(self, mark: str | int, name: str, note: str, now: bool) -> None:
        side = self._theme.type.body
        sign = label(str(mark), "strong", "jade", wrap=False) if isinstance(mark, int) else picture(self._theme, mark)
        sign.setFixedWidth(self._theme.px(40))
        sign.setMinimumHeight(side)
        sign.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        words = column(0)
        words.addWidget(label(name, "strong" if now else "body"))
        words.addWidget(label(note, "note"))
        line = row(self._theme.gap)
        line.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        self.box.addLayout(line)
