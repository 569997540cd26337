"""Small parts that only the window needs: quiet scrolling, keys on buttons, its own lines of style."""

from collections.abc import Callable
from dataclasses import asdict
from string import Template

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.theme import RATIO, Theme
from ui.widgets.boxes import column, repolish, row
from ui.widgets.buttons import Kind
from ui.widgets.labels import label
from ui.widgets.lights import Shape, State

_STYLE = """
QFrame[tone="pane"] { background: $surface; border: none; }
QFrame[tone="bar"] { background: $surface; border: none; border-bottom: 1px solid $line; }
QFrame[tone="foot"] { background: $paper; border: none; border-top: 1px solid $line; }
QFrame[tone="tile"] { background: $surface; border: 1px solid $line; border-radius: 6px; }
QFrame[tone="tile"][lacks="true"] { background: $amber_wash; border: 1px solid $amber; }
QFrame[tone="tile"][here="true"] { background: $jade_wash; border: 2px solid $jade; }
QLabel[role="key"] {
    background: $paper; border: 1px solid $line; border-radius: 4px; padding: 1px 6px;
    color: $ink_2; font-size: $note; font-weight: 700;
}
QLabel[role="called"] { font-size: $called; font-weight: 700; }
QLabel[tone="bright"] { color: $on_jade; }
QLabel[role="key"][tone="bright"] { background: $jade_deep; border-color: $jade_deep; color: $on_jade; }
QPushButton[kind="chip"] {
    min-height: 28px; padding: 0 8px; border: 1px solid transparent; border-radius: 6px;
    background: transparent; color: $ink_2; font-size: $note;
}
QPushButton[kind="chip"]:hover { color: $ink; border-color: $line; }
QPushButton[kind="chip"]:checked { background: $jade_wash; color: $jade; font-weight: 700; }
QPushButton[kind="pill"] {
    min-height: 28px; padding: 0 8px; border: 1px solid $line; border-radius: 14px; color: $jade; font-size: $note;
}
QPushButton[kind="decide"] { text-align: left; padding: 0; }
QPushButton[kind="decide"]:hover { border-color: $jade; }
QPushButton[kind="call"] { text-align: left; padding: 0; }
QPushButton[kind="call"]:hover { border-color: $jade; }
QPushButton[kind="call"]:disabled { background: $paper; border-color: $line; }
QPushButton:focus { border: 2px solid $jade; }
QPushButton[kind="primary"]:focus { border: 2px solid $ink; }
QListView { border: none; border-radius: 0; }
QScrollArea[ring="true"]:focus { border: 1px solid $jade; }
QSplitter::handle { background: $line; }
"""


def window_style(theme: Theme) -> str:
    """The window's own lines of style."""
    sizes = {"note": f"{theme.type.note}px", "called": f"{round(theme.type.number * RATIO**3)}px"}
    return Template(_STYLE).substitute(asdict(theme.palette) | sizes)


class Lamp(QWidget):
    """A shape and its word on one line, no wider than they are."""

    def __init__(self, theme: Theme, level: State, words: str) -> None:
        super().__init__()
        self._shape, self._words = Shape(theme, level), label(words, "note", "ink", wrap=False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        line = row(theme.grid, 0, self)
        line.addWidget(self._shape)
        line.addWidget(self._words)

    def show_state(self, level: State, words: str) -> None:
        self._shape.set_state(level)
        self._words.setText(words)


class Pane(QFrame):
    """A ground without a border of its own."""

    def __init__(self, tone: str, horizontal: bool = False, spacing: int = 0, margin: int = 0) -> None:
        super().__init__()
        self.setProperty("tone", tone)
        self.box: QHBoxLayout | QVBoxLayout = (row if horizontal else column)(spacing, margin, self)


class Scroll(QScrollArea):
    """A column that grows downwards; it may have the focus, so that the arrows push it."""

    def __init__(self, spacing: int, margin: int) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inner = inner = QWidget()
        inner.setProperty("ground", "clear")
        self.box = column(spacing, margin, inner)
        self.setWidget(inner)
        self.viewport().setAutoFillBackground(False)
        inner.setAutoFillBackground(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One width with and without the bar, so that wrapped words know their height from the beginning."""
        super().resizeEvent(event)
        self._inner.setFixedWidth(max(1, self.width() - self.verticalScrollBar().sizeHint().width()))

    def push(self, steps: int) -> None:
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + steps * bar.singleStep() * 3)


class KeyButton(QPushButton):
    """A button that shows its key; Enter presses it as well as Space."""

    def __init__(self, theme: Theme, text: str, key: str, kind: Kind | str = "outline", note: str = "") -> None:
        super().__init__()
        self.setProperty("kind", kind)
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._least = theme.target
        self._title, self._note = label(text, "strong", wrap=False), label(note, "note", wrap=False)
        self._key = key_cap(key)
        line = row(theme.grid, 0, self)
        line.setContentsMargins(theme.gap, theme.grid * 3 // 4, theme.gap, theme.grid * 3 // 4)
        line.addLayout(_stacked(theme, self._title, self._note), 1)
        self._note.setHidden(not note)  # only now: shown without a parent it would be a window of its own
        line.addWidget(self._key, 0, Qt.AlignmentFlag.AlignVCenter)
        for child in (self._title, self._note, self._key):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._tint()

    def say(self, text: str, note: str = "") -> None:
        """Other words on the same button."""
        self.setAccessibleName(text)
        self._title.setText(text)
        self._note.setText(note)
        self._note.setHidden(not note)

    def sizeHint(self) -> QSize:
        layout = self.layout()
        assert layout is not None
        return layout.sizeHint().expandedTo(QSize(0, self._least))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self._tint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def _tint(self) -> None:
        """A style sheet does not pass a button's state on to the words that lie in it."""
        primary = self.property("kind") == "primary"
        tone = "quiet" if not self.isEnabled() else "bright" if primary else ""
        for child in (self._title, self._note, self._key):
            child.setProperty("tone", tone)
            repolish(child)


def _stacked(theme: Theme, *lines: QLabel) -> QVBoxLayout:
    words = column(theme.grid // 4)
    words.addStretch()
    for line in lines:
        words.addWidget(line)
    words.addStretch()
    return words


def key_cap(key: str) -> QLabel:
    """A key as it is printed on the keyboard."""
    made = label(key, "body", wrap=False)
    made.setProperty("role", "key")
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return made


def chip(text: str, kind: str = "chip") -> QPushButton:
    """A small word to click, `pill` with an edge around it; the keyboard has its own key for it."""
    made = QPushButton(text)
    made.setProperty("kind", kind)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return made


def on_key(parent: QWidget, keys: str, act: Callable[[], object], repeat: bool = False) -> QShortcut:
    """A key of the whole window; text fields keep the letters typed into them. Only moving about may repeat."""
    made = QShortcut(QKeySequence(keys), parent)
    made.setAutoRepeat(repeat)
    made.activated.connect(lambda: act())
    return made


class Tick(QCheckBox):
    """A box to tick, drawn in the house's colours; its words stand beside it in bold."""

    def __init__(self, theme: Theme, text: str) -> None:
        super().__init__(text)
        self._theme = theme
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        return QSize(self._side() * 3, self._theme.px(28))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def heightForWidth(self, width: int) -> int:
        room = QRect(0, 0, width - self._indent(), 1000)
        words = QFontMetrics(self._bold()).boundingRect(room, Qt.TextFlag.TextWordWrap, self.text())
        return max(self._theme.px(28), words.height() + self._theme.grid)

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = self._side()
        self._draw_box(painter, QRect(2, self._theme.grid // 2, side, side))
        painter.setFont(self._bold())
        painter.setPen(self._theme.colour("ink"))
        words = self.rect().adjusted(self._indent(), self._theme.grid // 2, 0, 0)
        painter.drawText(words, Qt.TextFlag.TextWordWrap, self.text())

    def _bold(self) -> QFont:
        font = self.font()
        font.setBold(True)
        return font

    def _indent(self) -> int:
        return self._side() + self._theme.grid + 2

    def _draw_box(self, painter: QPainter, box: QRect) -> None:
        on = self.isChecked()
        edge = "ink" if self.hasFocus() and on else "jade" if on or self.hasFocus() else "ink_2"
        painter.setPen(QPen(self._theme.colour(edge), 2 if self.hasFocus() else 1))
        painter.setBrush(self._theme.colour("jade" if on else "surface"))
        painter.drawRoundedRect(box, 4, 4)
        if on:
            painter.setPen(QPen(self._theme.colour("on_jade"), 2))
            points = [QPointF(box.x() + box.width() * x, box.y() + box.height() * y) for x, y in _TICK]
            painter.drawPolyline(QPolygonF(points))

    def _side(self) -> int:
        return self._theme.px(20)


_TICK = ((0.22, 0.52), (0.43, 0.72), (0.78, 0.30))
