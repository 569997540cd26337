"""Grounds and the space between things."""

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QScroller,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.theme import Theme
from ui.widgets.labels import label

Tone = Literal["card", "open", "chosen", "good", "wait", "wrong"]


def column(spacing: int = 0, margin: int = 0, parent: QWidget | None = None) -> QVBoxLayout:
    """A column without margins of its own."""
    made = QVBoxLayout(parent) if parent else QVBoxLayout()
    made.setContentsMargins(margin, margin, margin, margin)
    made.setSpacing(spacing)
    return made


def row(spacing: int = 0, margin: int = 0, parent: QWidget | None = None) -> QHBoxLayout:
    """A row without margins of its own."""
    made = QHBoxLayout(parent) if parent else QHBoxLayout()
    made.setContentsMargins(margin, margin, margin, margin)
    made.setSpacing(spacing)
    return made


def rule() -> QFrame:
    """A line across."""
    made = QFrame()
    made.setProperty("tone", "rule")
    return made


def upright() -> QFrame:
    """A line from top to bottom."""
    made = QFrame()
    made.setProperty("tone", "upright")
    return made


class Card(QFrame):
    """A ground on which things belong together."""

    def __init__(self, theme: Theme, tone: Tone = "card", horizontal: bool = False) -> None:
        super().__init__()
        self.setProperty("tone", tone)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        margin = 0 if tone == "open" else theme.gap
        make = row if horizontal else column
        self.box: QBoxLayout = make(theme.gap if horizontal else theme.gap // 2, margin, self)

    def add(self, *widgets: QWidget) -> "Card":
        for widget in widgets:
            self.box.addWidget(widget)
        return self

    def set_tone(self, tone: Tone) -> None:
        self.setProperty("tone", tone)
        repolish(self)


def fact(theme: Theme, figure: str, unit: str, what: str) -> Card:
    """One large figure with its unit and what it says."""
    made = Card(theme)
    line = row(theme.grid)
    line.addWidget(label(figure, "question", "jade", wrap=False), 0, Qt.AlignmentFlag.AlignBottom)
    line.addWidget(label(unit, "note", wrap=False), 0, Qt.AlignmentFlag.AlignBottom)
    line.addStretch()
    made.add(label(what, "note"))
    made.box.addLayout(line)
    made.box.setAlignment(Qt.AlignmentFlag.AlignTop)
    return made


class TouchScroll(QScrollArea):
    """A column that a finger can push up and down; few things in it stand at the top, each as high as it needs."""

    def __init__(self, theme: Theme, spacing: int | None = None) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        inner.setProperty("ground", "clear")
        self.box = column(theme.gap if spacing is None else spacing)
        whole = column(0, 0, inner)
        whole.addLayout(self.box)
        whole.addStretch(1)
        self.setWidget(inner)
        self.viewport().setProperty("ground", "clear")
        self.viewport().setAutoFillBackground(False)
        inner.setAutoFillBackground(False)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.LeftMouseButtonGesture)


def clear(box: QLayout) -> None:
    """Take everything out of a layout and let it go."""
    while (item := box.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


def repolish(widget: QWidget) -> None:
    """Read the style sheet again after a property changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()
