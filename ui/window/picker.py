"""Choosing one of many by keyboard: type to narrow the list, arrows to move, Enter to take."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.texts import t
from ui.theme import Theme
from ui.widgets.labels import label
from ui.window.small import KeyButton
from ui.window.veil import Veil

NOTE = Qt.ItemDataRole.UserRole + 1
KEY = Qt.ItemDataRole.UserRole + 2
ROWS = 10
MOVES = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})


@dataclass(frozen=True, slots=True)
class Choice:
    """A line to choose; `note` stands at its right, in small. It is found by its title, and by `also`."""

    key: str
    title: str
    note: str = ""
    also: str = ""

    def fits(self, words: Sequence[str]) -> bool:
        text = f"{self.title} {self.also}".casefold()
        return all(word in text for word in words)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. `own` lets what was typed be the answer, and says so with `{text}`; `verb` is on the button.

    `text` stands in the field at first: what was typed before and not taken.
    """

    title: str
    hint: str
    verb: str
    choices: Sequence[Choice] = ()
    own: str = ""
    field: str = ""
    text: str = ""


class Line(QStyledItemDelegate):
    """Bold at the left, small at the right, one height."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, self._theme.target)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        painter.save()
        box: QRect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, self._theme.colour("jade_wash"))
        inner = box.adjusted(self._theme.gap, 0, -self._theme.gap, 0)
        room = self._write(painter, inner, str(index.data()), "ink", right=False)
        rest = inner.adjusted(room + self._theme.gap, 0, 0, 0)
        self._write(painter, rest, str(index.data(NOTE) or ""), "ink_2", right=True)
        painter.restore()

    def _write(self, painter: QPainter, box: QRect, text: str, tone: str, right: bool) -> int:
        """How wide it became."""
        font = painter.font()
        font.setPixelSize(self._theme.type.note if right else self._theme.type.body)
        font.setBold(not right)
        painter.setFont(font)
        painter.setPen(self._theme.colour(tone))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | side, shown)
        return painter.fontMetrics().horizontalAdvance(shown)


class Picker(Veil):
    """`ask` opens it; the answer is a choice's key, or what was typed."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, 560)
        self._asked = Question("", "", "")
        self._answer: Callable[[str], object] = str
        self._title, self._hint = label("", "question"), label("", "note")
        self.field = QLineEdit()
        self.field.setMaxLength(40)
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._narrow)
        self._model = QStandardItemModel(self)
        self.list = self._view()
        self._nothing = label(t("没有这样的，改几个字再看"), "note")
        self._take = KeyButton(theme, "", "Enter", "primary")
        self._take.clicked.connect(self.take)
        leave = KeyButton(theme, t("不选了，返回"), "Esc", "plain")
        leave.clicked.connect(self.close_up)
        self.card.add(self._title, self._hint, self.field, self.list, self._nothing, self._take, leave)

    def ask(self, question: Question, answer: Callable[[str], object]) -> None:
        self._asked, self._answer = question, answer
        self._title.setText(question.title)
        self._hint.setText(question.hint)
        self._take.say(question.verb)
        self.field.setPlaceholderText(question.field or t("输几个字找"))
        self.field.setText(question.text)
        self.field.selectAll()
        self._narrow(question.text)
        self.list.setVisible(bool(question.choices))
        self.list.setFixedHeight(self.theme.target * min(ROWS, max(1, len(question.choices) + bool(question.own))))
        self.open_on(self.field)

    def take(self) -> None:
        """Answer with the line that is chosen, or with what was typed."""
        index = self.list.currentIndex()
        typed = self.field.text().strip()
        found = str(index.data(KEY)) if index.isValid() else typed if self._asked.own else ""
        if found:
            self.close_up()
            self._answer(found)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        """The field keeps the letters; what moves or ends the choice is taken here."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take()
        elif event.key() == Qt.Key.Key_Escape:
            self.close_up()
        elif event.key() in MOVES:
            self.list.keyPressEvent(event)
        else:
            return False
        return True

    def _narrow(self, text: str) -> None:
        self._model.clear()
        words = text.casefold().split()
        fitting = [choice for choice in self._asked.choices if choice.fits(words)]
        for choice in sorted(fitting, key=lambda one: not one.title.casefold().startswith(text.strip().casefold())):
            self._model.appendRow(_item(choice))
        if self._asked.own and self._asked.choices and text.strip():
            self._model.appendRow(_item(Choice(text.strip(), t(self._asked.own, text=text.strip()))))
        self.list.setCurrentIndex(self._model.index(0, 0))
        empty = bool(self._asked.choices) and not self._model.rowCount()
        self._nothing.setVisible(empty)
        self._take.setEnabled(bool(self._model.rowCount()) or bool(self._asked.own and text.strip()))

    def _view(self) -> QListView:
        made = QListView()
        made.setModel(self._model)
        made.setItemDelegate(Line(self.theme))
        made.setUniformItemSizes(True)
        made.setFrameShape(QFrame.Shape.NoFrame)
        made.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.clicked.connect(self.take)
        return made


def _item(choice: Choice) -> QStandardItem:
    made = QStandardItem(choice.title)
    made.setData(choice.note, NOTE)
    made.setData(choice.key, KEY)
    return made
