"""Where I am: the steps of a visit, done ones tappable."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QPushButton, QSizePolicy, QWidget

from ui.theme import Theme
from ui.widgets.boxes import clear


class Stop(QPushButton):
    """One step: a ring ahead, a filled disc with a tick behind, a larger disc with its number here."""

    def __init__(
        self, theme: Theme, number: int, word: str, state: str, upright: bool, ends: tuple[bool, bool]
    ) -> None:
        super().__init__()
        self._theme, self._number, self._word, self._state = theme, number, word, state
        self._upright, self._ends = upright, ends
        self.setProperty("kind", "rail")
        self.setAccessibleName(word)
        self.setEnabled(state == "done")
        self.setMinimumHeight(theme.target)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = self._theme.px(36)
        disc = self._disc(side)
        self._draw_line(painter, disc)
        self._draw_disc(painter, disc)
        self._draw_word(painter, disc)

    def _disc(self, side: int) -> QRectF:
        if self._upright:
            return QRectF(2, (self.height() - side) / 2, side, side)
        return QRectF((self.width() - side) / 2, self._theme.px(8), side, side)

    def _draw_line(self, painter: QPainter, disc: QRectF) -> None:
        pen = painter.pen()
        pen.setWidth(self._theme.line)
        pen.setColor(self._theme.colour("line"))
        painter.setPen(pen)
        x, y = int(disc.center().x()), int(disc.center().y())
        before, after = self._ends
        if self._upright:
            painter.drawLine(x, 0 if before else y, x, self.height() if after else y)
        else:
            painter.drawLine(0 if before else x, y, self.width() if after else x, y)

    def _draw_disc(self, painter: QPainter, disc: QRectF) -> None:
        filled = self._state != "ahead"
        pen = painter.pen()
        pen.setColor(self._theme.colour("jade" if filled else "ink_2"))
        painter.setPen(pen)
        painter.setBrush(self._theme.colour("jade" if self._state == "here" else "jade_wash" if filled else "paper"))
        painter.drawEllipse(disc.adjusted(1, 1, -1, -1))
        pen.setColor(self._theme.colour("on_jade" if self._state == "here" else "jade" if filled else "ink_2"))
        painter.setPen(pen)
        font = self.font()
        font.setPixelSize(round(disc.height() * 0.6))
        font.setBold(True)
        painter.setFont(font)
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, "✓" if self._state == "done" else str(self._number))

    def _draw_word(self, painter: QPainter, disc: QRectF) -> None:
        font = self.font()
        font.setPixelSize(self._theme.type.note)
        font.setBold(self._state == "here")
        painter.setFont(font)
        colours = {"here": "ink", "done": "jade", "ahead": "ink_2"}
        painter.setPen(self._theme.colour(colours[self._state]))
        box = QRectF(self.rect())
        if self._upright:
            box.setLeft(disc.right() + self._theme.px(16))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._word)
        else:
            box.setTop(disc.bottom() + self._theme.px(4))
            painter.drawText(box, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, self._word)


class Rail(QWidget):
    """The steps in a row, or in a column where the screen is wide."""

    chosen = Signal(int)
    _told: tuple[object, ...] = ()

    def __init__(self, theme: Theme, upright: bool = False) -> None:
        super().__init__()
        self._theme, self._upright = theme, upright
        way = QBoxLayout.Direction.TopToBottom if upright else QBoxLayout.Direction.LeftToRight
        self._box = QBoxLayout(way, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self.stops: list[Stop] = []

    def show_steps(self, words: Sequence[str], here: int, open_until: int) -> None:
        """`here` is the step on the screen; those up to `open_until` may be gone to, -1 for none."""
        told = (tuple(words), here, open_until)
        if told == self._told:
            return
        self._told = told
        clear(self._box)
        self.stops = []
        for place, word in enumerate(words):
            state = "here" if place == here else "done" if place <= open_until else "ahead"
            ends = (place > 0, place < len(words) - 1)
            made = Stop(self._theme, place + 1, word, state, self._upright, ends)
            made.clicked.connect(lambda _=False, place=place: self.chosen.emit(place))
            self._box.addWidget(made)
            self.stops.append(made)
