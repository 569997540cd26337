"""The hall's board: three parts that never change place, its name above, a line below."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.board.foot import FootLine, Top
from ui.board.last import LastCalls
from ui.board.now import NowCalled
from ui.board.presenter import BoardPresenter
from ui.board.waiting import WaitingLines
from ui.theme import Theme
from ui.widgets.boxes import Card


class HallBoard(QWidget):
    """Wide: the calls at the left, the rest at the right. Upright: one below the other."""

    def __init__(self, presenter: BoardPresenter, theme: Theme) -> None:
        super().__init__()
        self._presenter = presenter
        self.top, self.foot = Top(theme), FootLine(theme)
        self.now, self.last, self.waiting = NowCalled(theme), LastCalls(theme), WaitingLines(theme)
        self._cards = [Card(theme).add(part) for part in (self.now, self.last, self.waiting)]
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(theme.edge, theme.gap, theme.edge, theme.gap)
        self._grid.setSpacing(theme.gap)
        self.setProperty("ground", "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._place(upright=False)

    def look(self) -> None:
        """Show what the presenter says now."""
        self.foot.tell(self._presenter)
        if self._presenter.view is None:
            return
        self.top.tell(self._presenter)
        self.now.show_calls(self._presenter)
        self.last.show_calls(self._presenter.last)
        self.waiting.show_rows(self._presenter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place(upright=event.size().height() > event.size().width())

    def _place(self, *, upright: bool) -> None:
        now, last, waiting = self._cards
        columns = 1 if upright else 2
        self._grid.addWidget(self.top, 0, 0, 1, columns)
        self._grid.addWidget(now, 1, 0, 1 if upright else 2, 1)
        self._grid.addWidget(last, 2 if upright else 1, columns - 1)
        self._grid.addWidget(waiting, 3 if upright else 2, columns - 1)
        self._grid.addWidget(self.foot, 4, 0, 1, columns)
        for line, share in enumerate((3, 16, 9, 12, 3) if upright else (3, 14, 18, 0, 3)):
            self._grid.setRowStretch(line, share)
        self._grid.setColumnStretch(0, 11)
        self._grid.setColumnStretch(1, 0 if upright else 10)
