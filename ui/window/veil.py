"""A card above the workplace, closed with Esc: what lies under it stays in sight and out of reach."""

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from ui.theme import Theme
from ui.window.lone_card import lone_card

DIM = 0.32


class Veil(QWidget):
    """`opened` and `closed` tell that the keys underneath rest and work again; the focus goes back where it was."""

    opened = Signal()
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget, width: int) -> None:
        super().__init__(parent)
        self.theme = theme
        self._before: QWidget | None = None
        self.card = lone_card(theme, self, width, above=1, below=2)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        parent.installEventFilter(self)
        self.hide()

    def open_on(self, focus: QWidget) -> None:
        if self.isHidden():
            self._before = QApplication.focusWidget()
            self.opened.emit()
        self.setGeometry(self._ground().rect())
        self.show()
        self.raise_()
        focus.setFocus()

    def close_up(self) -> None:
        if self.isHidden():
            return
        self.hide()
        self.closed.emit()
        if self._before is not None:
            self._before.setFocus()
        self._before = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._ground().rect())
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes; every other key ends here."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_up()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Beside the card is as good as Esc."""
        if not self.card.geometry().contains(event.position().toPoint()):
            self.close_up()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, dim = QPainter(self), self.theme.colour("ink")
        dim.setAlphaF(DIM)
        painter.fillRect(self.rect(), dim)

    def _ground(self) -> QWidget:
        ground = self.parentWidget()
        assert ground is not None
        return ground


def let_keys_rest_under(veils: Iterable[Veil], work: QWidget) -> None:
    """While one of `veils` is open the keys of `work` do nothing."""
    for veil in veils:
        veil.opened.connect(partial(_let_keys_work, work, False))
        veil.closed.connect(partial(_let_keys_work, work, True))


def _let_keys_work(work: QWidget, on: bool) -> None:
    for key in work.findChildren(QShortcut):
        key.setEnabled(on)
