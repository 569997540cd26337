"""A place to sign with a finger or a mouse."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QImageWriter,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QTransform,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme

PEN = 6
"""Of the drawing board's pixels."""
WIDTH = 800
"""Of the picture that is kept, in pixels; its height follows the pad's."""
SHORTEST = 40.0
"""A stroke's length in pixels under which nobody has signed: a dot by accident."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Strokes on a pad of `size`, `pen` pixels wide."""

    strokes: tuple[tuple[QPointF, ...], ...]
    size: QSize
    pen: int

    @property
    def is_signed(self) -> bool:
        return sum(_path(stroke).length() for stroke in self.strokes) >= SHORTEST

    def draw(self, painter: QPainter, colour: QColor) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        round_pen = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        painter.setPen(QPen(colour, self.pen, Qt.PenStyle.SolidLine, *round_pen))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for stroke in self.strokes:
            painter.drawPath(_path(stroke))

    def png(self) -> bytes:
        """Black on nothing, WIDTH pixels wide; b"" when nobody signed."""
        if not self.is_signed:
            return b""
        scale = WIDTH / self.size.width()
        image = QImage(WIDTH, max(1, round(self.size.height() * scale)), QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        painter.setTransform(QTransform.fromScale(scale, scale))
        self.draw(painter, QColor(Qt.GlobalColor.black))
        painter.end()
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, QByteArray(b"png")).write(image)
        return bytes(data.data())


class SigningPad(QWidget):
    """Strokes as smooth curves: each piece runs from middle to middle of what the finger reported."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._strokes: list[list[QPointF]] = []
        self.setMinimumHeight(theme.px(320))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.CrossCursor)

    @property
    def is_signed(self) -> bool:
        return self.drawing().is_signed

    def clear(self) -> None:
        self._strokes = []
        self._changed()

    def undo(self) -> None:
        """Take the last stroke back."""
        self._strokes = self._strokes[:-1]
        self._changed()

    def drawing(self) -> "Drawing":
        """What was drawn so far, as it may be taken to another thread."""
        return Drawing(tuple(tuple(stroke) for stroke in self._strokes), self.size(), self._theme.px(PEN))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._strokes.append([event.position()])
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._strokes:
            self._strokes[-1].append(event.position())
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._changed()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._theme
        painter.setPen(QPen(theme.colour("line"), theme.line))
        painter.setBrush(theme.colour("surface"))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), theme.radius, theme.radius)
        painter.setPen(QPen(theme.colour("line"), theme.line, Qt.PenStyle.DashLine))
        y = round(self.height() * 0.72)
        painter.drawLine(theme.group, y, self.width() - theme.group, y)
        self.drawing().draw(painter, theme.colour("ink"))

    def _changed(self) -> None:
        self.update()
        self.changed.emit()


def _path(points: Sequence[QPointF]) -> QPainterPath:
    path = QPainterPath(points[0])
    for here, following in pairwise(points[1:]):
        path.quadTo(here, (here + following) / 2)
    path.lineTo(points[-1])
    return path
