"""The three lights: a shape and a word as well as a colour."""

from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QWidget

from ui.theme import Theme
from ui.widgets.boxes import row
from ui.widgets.labels import Role, label

State = Literal["good", "wait", "wrong"]
COLOURS = {"good": "jade", "wait": "amber", "wrong": "seal"}


class Shape(QWidget):
    """A disc for good, a triangle for waiting, a square for wrong."""

    def __init__(self, theme: Theme, state: State) -> None:
        super().__init__()
        self._theme, self._state = theme, state
        side = round(theme.type.note * 0.8)
        self.setFixedSize(side, side)

    def set_state(self, state: State) -> None:
        self._state = state
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour(COLOURS[self._state]))
        box = QRectF(self.rect())
        if self._state == "good":
            painter.drawEllipse(box)
        elif self._state == "wrong":
            painter.drawRect(box)
        else:
            painter.drawPolygon(QPolygonF([QPointF(box.center().x(), 0), box.bottomRight(), box.bottomLeft()]))


class Light(QWidget):
    """A shape and its word."""

    def __init__(self, theme: Theme, state: State, word: str, role: Role = "note") -> None:
        super().__init__()
        line = row(theme.grid, 0, self)
        self._shape = Shape(theme, state)
        self._word = label(word, role, "ink")
        line.addWidget(self._shape)
        line.addWidget(self._word, 1)

    @property
    def words(self) -> str:
        return self._word.text()

    def show_state(self, state: State, word: str) -> None:
        self._shape.set_state(state)
        self._word.setText(word)
