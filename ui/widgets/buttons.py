"""Buttons: one filled button a screen, everything else quieter."""

from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui.icons import icon, pixmap
from ui.theme import Theme
from ui.widgets.labels import label

Kind = Literal["primary", "plain", "outline", "choice", "danger", "key", "rail"]
INK = {"primary": "on_jade", "plain": "jade", "outline": "jade", "danger": "seal"}


def button(theme: Theme, text: str, kind: Kind = "outline", picture: str = "") -> QPushButton:
    """A button with a verb on it, and a picture beside the word where it helps."""
    made = QPushButton(text.replace("&", "&&"))
    made.setProperty("kind", kind)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    if picture:
        side = theme.type.body
        made.setText(f" {made.text()}")
        made.setIcon(icon(picture, side, getattr(theme.palette, INK.get(kind, "ink"))))
        made.setIconSize(QSize(side, side))
    return made


class Plate(QPushButton):
    """A button that holds a layout and is as high as that needs."""

    def __init__(self) -> None:
        super().__init__()
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def sizeHint(self) -> QSize:
        layout = self.layout()
        return layout.sizeHint() if layout else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        layout = self.layout()
        return layout.minimumSize() if layout else super().minimumSizeHint()

    def hasHeightForWidth(self) -> bool:
        layout = self.layout()
        return layout is not None and layout.hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        return layout.heightForWidth(width) if layout else super().heightForWidth(width)


class Door(Plate):
    """A choice that is more than a word: a picture, a title, a line beneath; as high as its text needs."""

    def __init__(
        self, theme: Theme, title: str, note: str = "", picture: str = "", big: bool = False, kind: Kind = "choice"
    ) -> None:
        super().__init__()
        self.setProperty("kind", kind)
        self.setAccessibleName(title)
        tone = "on_jade" if kind == "primary" else "jade"
        colour = getattr(theme.palette, tone)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.gap, theme.gap, theme.gap, theme.gap)
        row.setSpacing(theme.gap)
        if picture:
            row.addWidget(_picture(picture, theme.px(96 if big else 40), colour), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(self._words(theme, title, note, big), 1)
        if kind == "primary":
            self._lighten(theme.palette.on_jade)

    def _words(self, theme: Theme, title: str, note: str, big: bool) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(theme.grid)
        column.addStretch()
        column.addWidget(label(title, "question" if big else "strong"))
        self.note = label(note, "body" if big else "note")
        if not note:
            self.note.hide()
        column.addWidget(self.note)
        column.addStretch()
        return column

    def _lighten(self, colour: str) -> None:
        for words in self.findChildren(QLabel):
            words.setStyleSheet(f"color: {colour};")

    def tell(self, note: str) -> None:
        """Another line beneath the title; '' for none."""
        self.note.setText(note)
        self.note.setVisible(bool(note))


def _picture(name: str, side: int, colour: str) -> QLabel:
    made = QLabel()
    made.setPixmap(pixmap(name, side, colour))
    made.setFixedSize(side, side)
    return made


def picture(theme: Theme, name: str, size: float = 40, tone: str = "jade", parent: QWidget | None = None) -> QLabel:
    """An icon as a label; `size` in pixels of the drawing board."""
    made = _picture(name, theme.px(size), getattr(theme.palette, tone))
    made.setParent(parent)
    return made
