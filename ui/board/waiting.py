"""Who waits for which business, and about how long."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.board.presenter import BoardPresenter, Row
from ui.texts import t
from ui.theme import Theme
from ui.widgets.boxes import column, row
from ui.widgets.fitted import Fitted

ROOM = 7
"""Businesses on one page."""


class WaitingLines(QWidget):
    """A row for each business; where there are more than rows, the page turns."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.head = Fitted(theme, theme.type.note, theme.type.note, "ink_2")
        self.lines = [Line(theme) for _ in range(ROOM)]
        box = column(theme.grid // 2, 0, self)
        box.addWidget(self.head, 1)
        for line in self.lines:
            box.addWidget(line, 1)

    def show_rows(self, presenter: BoardPresenter) -> None:
        rows = presenter.rows(ROOM)
        self.head.say(t("等候人数和预计时间"), "ink_2")
        for place, line in enumerate(self.lines):
            line.say(rows[place] if place < len(rows) else None)


class Line(QWidget):
    """A business: its letter, its name, how many, how long."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        note = theme.type.note
        self.prefix = Fitted(theme, note, note, "jade", bold=True)
        self.name = Fitted(theme, note, note)
        self.count = Fitted(theme, note, note, bold=True)
        self.estimate = Fitted(theme, note, note, "ink_2")
        self.count.alignment = self.estimate.alignment = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        box = row(theme.gap // 2, 0, self)
        for part, share in ((self.prefix, 2), (self.name, 12), (self.count, 5), (self.estimate, 14)):
            box.addWidget(part, share)

    def say(self, line: Row | None) -> None:
        self.prefix.say(line.prefix if line else "", "jade")
        self.name.say(line.name if line else "")
        self.count.say(line.count if line else "")
        self.estimate.say(line.estimate if line else "", "ink_2")
