"""One line of text, as large as its place: never smaller than can be read, then cut with an ellipsis."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme

LINE = 1.16
"""The least height of a line, in sizes of its type: figures, capitals and Chinese, with no room for more."""


class Fitted(QWidget):
    """`least` and `most` in pixels of type; `most` 0 fills the place. Figures all have one width."""

    def __init__(self, theme: Theme, least: int, most: int = 0, colour: str = "ink", *, bold: bool = False) -> None:
        super().__init__()
        self._theme = theme
        self._least, self._most = least, most
        self._text, self._colour = "", theme.colour(colour)
        self._bold = bold
        self.alignment = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.setMinimumHeight(round(least * LINE))

    @property
    def text(self) -> str:
        return self._text

    @property
    def colour(self) -> QColor:
        return self._colour

    def say(self, text: str, colour: str = "ink") -> None:
        """Show a text in a colour of the theme."""
        tone = self._theme.colour(colour)
        if (text, tone) == (self._text, self._colour):
            return
        self._text, self._colour = text, tone
        self.setAccessibleName(text)
        self.update()

    def face(self, pixels: int) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(pixels)
        font.setBold(self._bold)
        font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def pixels(self) -> int:
        """The size at which the text is drawn now."""
        low, high = self._least, max(self._least, self._most or self.height())
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self._fits(middle) else (low, middle - 1)
        return low

    def _fits(self, pixels: int) -> bool:
        metrics = QFontMetricsF(self.face(pixels))
        return metrics.horizontalAdvance(self._text) <= self.width() and metrics.capHeight() * 1.5 <= self.height()

    def sizeHint(self) -> QSize:
        return QSize(0, self.minimumHeight())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        font = self.face(self.pixels())
        shown = QFontMetricsF(font).elidedText(self._text, Qt.TextElideMode.ElideRight, self.width() + 1)
        painter.setFont(font)
        painter.setPen(self._colour)
        painter.drawText(self.rect(), int(self.alignment) | int(Qt.TextFlag.TextDontClip), shown)
