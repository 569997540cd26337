"""A line and the key that looks for what stands in it."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from ui.texts import t
from ui.theme import Theme
from ui.widgets.boxes import row
from ui.widgets.buttons import button


def seek_line(theme: Theme, line: QLineEdit, seek: Callable[[], None]) -> QHBoxLayout:
    """A scanner ends what it types with Enter; a hand touches the key."""
    line.returnPressed.connect(seek)
    key = button(theme, t("查询"), "primary", "search")
    key.setObjectName("seek")
    key.clicked.connect(seek)
    made = row(theme.gap)
    made.addWidget(line, 1)
    made.addWidget(key)
    return made
