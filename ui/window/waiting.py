"""What waits, by business: this window's own first, each with its count and the numbers that come next."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel

from kiosk.queue_desk import Waiting
from ui.texts import t
from ui.theme import Theme
from ui.widgets.labels import Elided, label
from ui.window.small import Pane

ROWS = 3
NEXT = 3


class WaitingList(Pane):
    """Always so many lines, so that nothing beside it moves; the tool tip has every business of the hall."""

    def __init__(self, theme: Theme) -> None:
        super().__init__("pane", spacing=theme.grid // 2)
        self._theme = theme
        self._total = label("", "note", wrap=False)
        self._rows = [(Elided("", "body"), label("", "strong", wrap=False), Elided("", "note")) for _ in range(ROWS)]
        self.box.addWidget(self._total)
        self.box.addLayout(self._grid())
        self.box.addStretch()

    def show_waiting(self, waiting: Sequence[Waiting], mine: Collection[str]) -> None:
        own = [one for one in waiting if one.service in mine]
        lines = own if len(own) <= ROWS else [*sorted(own, key=lambda one: -one.count)[:ROWS]]
        here, all_of_it = sum(one.count for one in own), sum(one.count for one in waiting)
        self._total.setText(t("本窗口等候 {here} 人 · 全厅 {all} 人", here=here, all=all_of_it))
        for place, (name, count, coming) in enumerate(self._rows):
            one = lines[place] if place < len(lines) else None
            name.setText(one.service_name if one else "")
            count.setText(str(one.count) if one else "")
            coming.setText(coming_words(one) if one else "")
        self.setToolTip("\n".join(f"{one.service_name}　{one.count}　{coming_words(one)}" for one in waiting))

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(self._theme.gap)
        grid.setVerticalSpacing(self._theme.grid // 4)
        for place, (name, count, coming) in enumerate(self._rows):
            self._right(count)
            for column, widget in enumerate((name, count, coming)):
                grid.addWidget(widget, place, column)
        grid.setColumnStretch(0, 1)
        grid.setColumnMinimumWidth(2, self._theme.px(120))
        return grid

    def _right(self, count: QLabel) -> None:
        count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        count.setMinimumWidth(self._theme.px(28))


def coming_words(one: Waiting) -> str:
    """The numbers that are called next, as things stand."""
    return "  ".join(one.next_numbers[:NEXT])
