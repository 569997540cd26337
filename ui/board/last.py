"""The last eight calls, the latest first."""

from PySide6.QtWidgets import QGridLayout, QWidget

from ui.board.presenter import LAST, Shown
from ui.board.words import tone, whereto
from ui.texts import t
from ui.theme import Theme
from ui.widgets.boxes import column, row
from ui.widgets.fitted import Fitted

COLUMNS = 2


class LastCalls(QWidget):
    """Two columns, read downwards; a call that leaves the big place comes in at the top left."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.head = Fitted(theme, theme.type.note, theme.type.note, "ink_2")
        self.cells = [Cell(theme) for _ in range(LAST)]
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.group)
        grid.setVerticalSpacing(theme.grid // 2)
        for place, cell in enumerate(self.cells):
            grid.addWidget(cell, place % (LAST // COLUMNS), place // (LAST // COLUMNS))
        box = column(theme.grid, 0, self)
        box.addWidget(self.head, 1)
        box.addLayout(grid, 5)

    def show_calls(self, last: list[Shown]) -> None:
        self.head.say(t("刚才叫过"), "ink_2")
        for place, cell in enumerate(self.cells):
            cell.say(last[place] if place < len(last) else None)


class Cell(QWidget):
    """A number and its window."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.number = Fitted(theme, theme.type.note, theme.type.body, bold=True)
        self.place = Fitted(theme, theme.type.note, theme.type.note)
        box = row(theme.grid, 0, self)
        box.addWidget(self.number, 4)
        box.addWidget(self.place, 6)

    def say(self, shown: Shown | None) -> None:
        colour = tone(shown) if shown else "ink"
        self.number.say(shown.number if shown else "", colour)
        self.place.say(whereto(shown) if shown else "", colour if shown and shown.state == "missed" else "ink_2")
