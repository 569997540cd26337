"""Keys on the screen for a line of digits or letters, where a whole keyboard would be in the way."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton, QSizePolicy, QWidget

from ui.texts import t
from ui.theme import Theme
from ui.widgets.boxes import column, row
from ui.widgets.buttons import button


class Keypad(QWidget):
    """Rows of keys, and at the end one that takes the last mark away; the line keeps the cursor."""

    def __init__(self, theme: Theme, line: QLineEdit, *rows: str) -> None:
        super().__init__()
        self._theme = theme
        space = theme.px(12)
        pad = column(space, 0, self)
        lines = [row(space) for _ in rows]
        for keys, marks in zip(lines, rows, strict=True):
            pad.addLayout(keys)
            for mark in marks:
                key = self._key(mark)
                key.clicked.connect(lambda _=False, mark=mark: line.insert(mark))
                keys.addWidget(key)
        wipe = self._key("", "delete")
        wipe.setAccessibleName(t("删一个字"))
        wipe.clicked.connect(line.backspace)
        lines[-1].addWidget(wipe)

    def _key(self, mark: str, picture: str = "") -> QPushButton:
        key = button(self._theme, mark, "key", picture)
        key.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        key.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return key


def keyed_line(hint: str, longest: int = 1000) -> QLineEdit:
    """A line that a `Keypad` or a scanner types into: no keyboard comes up for it, and nothing of it is learned."""
    line = QLineEdit()
    line.setPlaceholderText(hint)
    line.setMaxLength(longest)
    line.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData)
    line.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
    return line
