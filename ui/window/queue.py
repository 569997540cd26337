"""The left third: shelves with their counts, a search field, the list, and how many came in below the edge."""

from collections.abc import Callable
from datetime import date, tzinfo

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QLineEdit,
    QListView,
    QStackedWidget,
    QWidget,
)

from ui.texts import t
from ui.theme import Theme
from ui.widgets.boxes import column
from ui.widgets.labels import label
from ui.window.inbox import Change, Inbox
from ui.window.queue_model import ROW, QueueModel
from ui.window.queue_row import QueueRow
from ui.window.shelves import SHELVES
from ui.window.small import KeyButton, Pane, chip


class QueueView(QListView):
    """A list that is moved by arrows, J and K; typed letters do not jump about in it."""

    def keyboardSearch(self, search: str) -> None:
        """Letters are keys of the window, not a search."""


class Queue(Pane):
    """`opened` names the case that a clerk wants to see."""

    opened = Signal(str)

    def __init__(self, theme: Theme, zone: tzinfo, today: Callable[[], date]) -> None:
        super().__init__("pane")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.inbox = Inbox(today)
        self.model = QueueModel(self.inbox)
        self._theme = theme
        self.search = QLineEdit()
        self.search.setPlaceholderText(t("查找：编号、事项、姓氏　按 /"))
        self.search.setClearButtonEnabled(True)
        self.list = self._list(zone, today)
        self._chips = QButtonGroup(self)
        self._empty = (label("", "strong"), label("", "note"))
        self._stack = QStackedWidget()
        self._arrived = KeyButton(theme, t("新到"), "N", "plain")
        self._arrived.hide()
        self._build()

    @property
    def selected(self) -> str:
        """The case under the hand, '' for none."""
        index = self.list.currentIndex()
        return str(index.data(ROW).case) if index.isValid() else ""

    def take(self, change: Change) -> bool:
        """Show what the desk says; the selection and the place on the screen stay.

        False where a clerk has changed the list since `inbox.plan` was asked.
        """
        kept = self.selected
        if not self.model.take(change):
            return False
        self._select(kept)
        self._say()
        if self.hasFocus():
            self.take_focus()
        return True

    def show_shelf(self, shelf: str) -> None:
        kept, at_hand = self.selected, self.list.hasFocus() or self.hasFocus()
        self.model.show(shelf, self.search.text())
        self._chips.button([name for name, _, _ in SHELVES].index(shelf)).setChecked(True)
        self._select(kept)
        self._say()
        if at_hand:
            self.take_focus()

    def step(self, by: int) -> None:
        """One row down or up, staying at the ends; the first row where none is chosen."""
        index = self.list.currentIndex()
        place = index.row() + by if index.isValid() else 0
        if 0 <= place < self.model.rowCount():
            self.list.setCurrentIndex(self.model.index(place))

    def take_focus(self) -> None:
        (self.list if self.inbox.rows else self).setFocus()
        if not self.list.currentIndex().isValid():
            self.step(0)

    def start_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def leave_search(self) -> bool:
        """Esc in the search field: empty it and go back to the list; False when one was not there."""
        if not self.search.hasFocus():
            return False
        self.search.clear()
        self.take_focus()
        return True

    def to_the_new(self) -> None:
        """Show the first of what came in and was not looked at."""
        fresh = [place for place, row in enumerate(self.inbox.rows) if row.case in self.inbox.fresh]
        if fresh:
            self.list.setCurrentIndex(self.model.index(fresh[0]))
            self.list.setFocus()

    def show_open(self, case: str) -> None:
        """Mark the case that is open in the middle, and count it as looked at."""
        self._row.open_case = case
        self.model.seen(case)
        self.list.viewport().update()
        self._say()

    def _list(self, zone: tzinfo, today: Callable[[], date]) -> QueueView:
        made = QueueView()
        made.setModel(self.model)
        self._row = QueueRow(self._theme, zone, today)
        made.setItemDelegate(self._row)
        made.setUniformItemSizes(True)
        made.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        made.setFrameShape(QFrame.Shape.NoFrame)
        made.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.activated.connect(self._open)
        made.clicked.connect(self._open)
        return made

    def _build(self) -> None:
        theme = self._theme
        head = column(theme.grid)
        head.setContentsMargins(theme.gap, theme.gap, theme.gap, theme.gap)
        head.addLayout(self._shelves())
        head.addWidget(self.search)
        self.box.addLayout(head)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._emptiness())
        self.box.addWidget(self._stack, 1)
        self.box.addWidget(self._arrived)
        self.search.textChanged.connect(lambda text: self.show_shelf(self.inbox.shelf))
        self.search.returnPressed.connect(self.take_focus)
        self._arrived.clicked.connect(self.to_the_new)
        self._say()

    def _shelves(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(self._theme.grid // 2)
        for place, (name, title, _) in enumerate(SHELVES):
            made = chip(t(title))
            made.setCheckable(True)
            made.setChecked(name == self.inbox.shelf)
            made.setToolTip(f"Alt+{place + 1}")
            made.clicked.connect(lambda _=False, name=name: self.show_shelf(name))
            self._chips.addButton(made, place)
            grid.addWidget(made, place // 3, place % 3)
        return grid

    def _emptiness(self) -> QWidget:
        made = QWidget()
        box = column(self._theme.grid, self._theme.edge, made)
        box.addStretch(1)
        for words in self._empty:
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            box.addWidget(words)
        box.addStretch(2)
        return made

    def _say(self) -> None:
        """Counts on the shelves, the words of an empty list, and what came in."""
        counts = self.inbox.counts
        for place, (name, title, _) in enumerate(SHELVES):
            self._chips.button(place).setText(f"{t(title)} {counts[name]}")
        for words, text in zip(self._empty, self.inbox.emptiness(), strict=True):
            words.setText(text)
        self._stack.setCurrentIndex(0 if self.inbox.rows else 1)
        fresh = len(self.inbox.fresh)
        self._arrived.setVisible(bool(fresh))
        self._arrived.say(t("{count} 件新到，在列表最后", count=fresh))

    def _select(self, case: str) -> None:
        place = self.inbox.place(case)
        if place >= 0 and self.list.currentIndex().row() != place:
            chosen = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.list.selectionModel().setCurrentIndex(self.model.index(place), chosen)

    def _open(self, index: QModelIndex) -> None:
        if row := index.data(ROW):
            self.opened.emit(row.case)
