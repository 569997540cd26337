"""The inbox as Qt's lists want it: changes in place, arrivals at the end, a reset only when a shelf is opened."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from kiosk.desk import CaseRow
from ui.window.inbox import Inbox

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
FRESH = Qt.ItemDataRole.UserRole + 1


class QueueModel(QAbstractListModel):
    """`ROW` gives the CaseRow, `FRESH` whether it came since the shelf was opened and was not looked at."""

    def __init__(self, inbox: Inbox) -> None:
        super().__init__()
        self._inbox = inbox
        self._rows = inbox.rows

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[index.row()]
        if role == ROW:
            return row
        if role == FRESH:
            return row.case in self._inbox.fresh
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{row.item_name} {row.applicant} {row.state_words}"
        return None

    def refresh(self, rows: Sequence[CaseRow]) -> None:
        """Take in what the desk says now; the selection stays where it is."""
        change = self._inbox.plan(rows)
        if change.reset:
            self._anew(lambda: self._inbox.take(rows, change))
            return
        before, after = len(self._rows), len(change.order)
        if after > before:
            self.beginInsertRows(QModelIndex(), before, after - 1)
        self._inbox.take(rows, change)
        self._rows = self._inbox.rows
        if after > before:
            self.endInsertRows()
        for place in change.changed:
            self.dataChanged.emit(self.index(place), self.index(place))

    def show(self, shelf: str, text: str) -> None:
        self._anew(lambda: self._inbox.show(shelf, text))

    def seen(self, case: str) -> None:
        self._inbox.seen(case)
        if (place := self._inbox.place(case)) >= 0:
            self.dataChanged.emit(self.index(place), self.index(place))

    def _anew(self, change: Any) -> None:
        self.beginResetModel()
        change()
        self._rows = self._inbox.rows
        self.endResetModel()
