"""Editors for one value each: the same few methods, whatever the value is."""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QLineEdit, QPlainTextEdit, QPushButton, QSizePolicy, QWidget

from ui.texts import t
from ui.theme import Theme
from ui.widgets.boxes import column, repolish, row
from ui.widgets.buttons import button
from ui.widgets.field_view import FieldView
from ui.widgets.labels import label


class Editor(QWidget):
    """An editor with its label, its hint and its problem; `value()` is None while it is empty."""

    changed = Signal()

    def __init__(self, theme: Theme, view: FieldView) -> None:
        super().__init__()
        self.theme, self.view = theme, view
        self.box = column(theme.grid, 0, self)
        self._head = row(theme.gap)
        self._head.addWidget(label(view.label, "strong", wrap=False))
        if not view.required:
            self._head.addWidget(label(t("选填"), "note", wrap=False))
        self._head.addStretch()
        self.box.addLayout(self._head)
        if view.hint:
            self.box.addWidget(label(view.hint, "note"))
        self.box.addWidget(self.build())
        self._problem = label("", "note", "seal")
        self._problem.hide()
        self.box.addWidget(self._problem)

    def build(self) -> QWidget:
        raise NotImplementedError

    def value(self) -> Any:
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        raise NotImplementedError

    def take_focus(self) -> None:
        self.setFocus()

    @property
    def problem(self) -> str:
        """What is said to be wrong; '' when nothing is."""
        return self._problem.text()

    def show_problem(self, text: str) -> None:
        """Say at the field what is wrong with it; '' when nothing is."""
        self._problem.setText(text)
        self._problem.setVisible(bool(text))
        self.mark(bool(text))

    def say_full(self) -> None:
        """More was typed or pasted than the field takes: say so once what came has settled."""
        words = t("最多 {count} 个字，多出来的没有收进去。", count=self.view.longest)
        QTimer.singleShot(0, self, lambda: self.show_problem(words))

    def mark(self, wrong: bool) -> None:
        """Draw the editor itself as wrong or right."""


class TextEditor(Editor):
    """One line."""

    def build(self) -> QWidget:
        self.line = QLineEdit()
        self.line.setMaxLength(self.view.longest)
        self.line.setInputMethodHints(_hints(self.view.keys))
        self.line.setAccessibleName(self.view.label)
        self.line.textEdited.connect(lambda _: self.changed.emit())
        self.line.inputRejected.connect(self.say_full)
        return self.line

    def value(self) -> Any:
        return self.line.text().strip() or None

    def set_value(self, value: Any) -> None:
        self.line.setText("" if value is None else str(value))

    def take_focus(self) -> None:
        self.line.setFocus()

    def mark(self, wrong: bool) -> None:
        self.line.setProperty("wrong", wrong)
        repolish(self.line)


class NumberEditor(TextEditor):
    """A number, typed; what is no number is kept as text so that the check can say so."""

    def value(self) -> Any:
        text = self.line.text().strip()
        try:
            number = float(text) if text else None
        except ValueError:
            return text
        if number is None:
            return None
        if not isfinite(number):
            return text
        return int(number) if number.is_integer() else number


class DateEditor(TextEditor):
    """A date as YYYY-MM-DD; eight digits alone are enough."""

    def value(self) -> Any:
        text = self.line.text().strip()
        digits = "".join(mark for mark in text if mark.isdigit())
        if len(digits) == 8 and digits.isascii():
            return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
        return text or None

    def build(self) -> QWidget:
        line = super().build()
        self.line.setPlaceholderText(t("例如 20260131"))
        self.line.editingFinished.connect(lambda: self.set_value(self.value()))
        return line


class MultilineEditor(Editor):
    """Several lines."""

    def build(self) -> QWidget:
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(self.view.label)
        self.text.setTabChangesFocus(True)
        self.text.setInputMethodHints(_hints(""))
        self.text.setFixedHeight(self.theme.type.body * 6)
        self.text.textChanged.connect(self._cut)
        return self.text

    def _cut(self) -> None:
        if len(self.text.toPlainText()) > self.view.longest:
            self.text.setPlainText(self.text.toPlainText()[: self.view.longest])
            self.say_full()
        self.changed.emit()

    def value(self) -> Any:
        return self.text.toPlainText().strip() or None

    def set_value(self, value: Any) -> None:
        self.text.setPlainText("" if value is None else str(value))

    def take_focus(self) -> None:
        self.text.setFocus()

    def mark(self, wrong: bool) -> None:
        self.text.setProperty("wrong", wrong)
        repolish(self.text)


class ChoiceEditor(Editor):
    """One of a few, all in sight."""

    exclusive = True

    def build(self) -> QWidget:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(self.theme.gap // 2)
        self.group = QButtonGroup(self)
        self.group.setExclusive(self.exclusive)
        across = _across([words for _, words in self.view.choices])
        for place, (_, words) in enumerate(self.view.choices):
            key = self._key(words)
            self.group.addButton(key, place)
            grid.addWidget(key, place // across, place % across)
        self.group.idClicked.connect(lambda _: self.changed.emit())
        return holder

    def _key(self, words: str) -> QPushButton:
        key = button(self.theme, words, "choice")
        key.setCheckable(True)
        key.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        key.setMinimumSize(QSize(0, self.theme.target))
        return key

    def value(self) -> Any:
        place = self.group.checkedId()
        return self.view.choices[place][0] if place >= 0 else None

    def set_value(self, value: Any) -> None:
        self.group.setExclusive(False)  # an exclusive group never lets its last button go
        for place, (candidate, _) in enumerate(self.view.choices):
            self.group.button(place).setChecked(candidate == value)
        self.group.setExclusive(self.exclusive)

    def take_focus(self) -> None:
        self.group.button(0).setFocus()


class MultiChoiceEditor(ChoiceEditor):
    """Any number of a few."""

    exclusive = False

    def value(self) -> Any:
        chosen = [v for place, (v, _) in enumerate(self.view.choices) if self.group.button(place).isChecked()]
        return chosen or None

    def set_value(self, value: Any) -> None:
        chosen = value if isinstance(value, Sequence) else ()
        for place, (candidate, _) in enumerate(self.view.choices):
            self.group.button(place).setChecked(candidate in chosen)


EDITORS: Mapping[str, type[Editor]] = {
    "text": TextEditor,
    "multiline": MultilineEditor,
    "choice": ChoiceEditor,
    "switch": ChoiceEditor,
    "multichoice": MultiChoiceEditor,
    "date": DateEditor,
    "number": NumberEditor,
    "integer": NumberEditor,
}


def editor(theme: Theme, view: FieldView) -> Editor:
    """The editor for a field; a switch is a choice between its two words."""
    return EDITORS[view.kind](theme, view)


def _hints(keys: str) -> Qt.InputMethodHint:
    secret = Qt.InputMethodHint.ImhSensitiveData  # the keyboard learns nothing of what is typed here
    none = secret | Qt.InputMethodHint.ImhNoPredictiveText
    return {
        "digits": none | Qt.InputMethodHint.ImhPreferNumbers,
        "tel": none | Qt.InputMethodHint.ImhDialableCharactersOnly,
        "upper": none | Qt.InputMethodHint.ImhPreferUppercase | Qt.InputMethodHint.ImhPreferLatin,
    }.get(keys, secret)


def _across(words: Sequence[str]) -> int:
    """How many choices stand side by side: short ones three or two, long ones one under the other."""
    longest = max((len(text) for text in words), default=0)
    return 3 if longest <= 5 and len(words) != 2 else 2 if longest <= 12 else 1
