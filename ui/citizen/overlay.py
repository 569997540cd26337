"""A card over everything: one thing to decide, nothing behind it reachable."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QWidget

from ui.theme import Theme
from ui.widgets.boxes import Card, column, row
from ui.widgets.buttons import Kind, button
from ui.widgets.labels import label

VEIL = 150
"""Of 255: what is behind stays recognisable."""


class Overlay(QWidget):
    """Covers `over` until it is closed."""

    def __init__(self, theme: Theme, over: QWidget, title: str, message: str = "") -> None:
        super().__init__(over)
        self._theme, self._over = theme, over
        around = column(0, theme.edge, self)
        self.card = Card(theme)
        self.card.box.setContentsMargins(theme.group, theme.group, theme.group, theme.group)
        self.card.setMaximumWidth(theme.px(920))
        self.card.add(label(title, "question"))
        self.message = label(message)
        self.card.add(self.message)
        self.message.setVisible(bool(message))  # only now: shown without a parent it would be a window of its own
        self._keys = row(theme.gap)
        around.addStretch(2)
        middle = row()
        middle.addStretch()
        middle.addWidget(self.card, 20)
        middle.addStretch()
        around.addLayout(middle)
        around.addStretch(1)
        over.installEventFilter(self)

    def open(self) -> None:
        """Show it, with its keys at the foot."""
        self.card.box.addSpacing(self._theme.gap)
        self.card.box.addLayout(self._keys)
        self.setGeometry(self._over.rect())
        self.show()
        self.raise_()

    def key(self, text: str, act: Callable[[], object], kind: Kind = "outline") -> QPushButton:
        """A key that closes the overlay and acts."""
        made = button(self._theme, text, kind)
        made.clicked.connect(self.close_up)
        made.clicked.connect(lambda: act())
        self._keys.addWidget(made)
        return made

    def close_up(self) -> None:
        self._over.removeEventFilter(self)
        self.hide()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._over.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        veil = QColor(self._theme.palette.ink)
        veil.setAlpha(VEIL)
        QPainter(self).fillRect(self.rect(), veil)

    def mousePressEvent(self, event: QEvent) -> None:
        event.accept()


def nothing() -> None:
    """For a key that only closes."""
