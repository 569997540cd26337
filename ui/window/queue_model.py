"""The inbox as Qt's lists want it: changes in place, arrivals at the end, a reset only when a shelf is opened."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QStringListModel, Qt

from kiosk.desk import CaseRow
from ui.window.inbox import Change, Inbox

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
FRESH = Qt.ItemDataRole.UserRole + 1


class QueueModel(QStringListModel):
    """`ROW` gives the CaseRow, `FRESH` whether it came since the shelf was opened and was not looked at.

    The strings are empty and only counted: a view asks for the count once for each of ten thousand rows, and Qt
    answers that itself.
    """

    def __init__(self, inbox: Inbox) -> None:
        super().__init__()
        self._inbox = inbox
        self._rows: Sequence[CaseRow] = ()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[index.row()]
        if role == ROW:
            return row
        if role == FRESH:
            return row.case in self._inbox.fresh
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{row.item_name} {row.applicant} {row.state_words}"
        return None

    def take(self, change: Change) -> bool:
        """Go over to what was planned; the selection stays where it is. False where the list has changed since."""
        if change.before is not self._inbox.view:
            return False
        self._inbox.take(change)
        if change.reset:
            self._anew()
            return True
        before, self._rows = len(self._rows), self._inbox.rows
        if len(self._rows) > before:
            self.insertRows(before, len(self._rows) - before)
        if change.changed:
            self.dataChanged.emit(self.index(change.changed[0]), self.index(change.changed[-1]))
        return True

    def show(self, shelf: str, text: str) -> None:
        self._inbox.show(shelf, text)
        self._anew()

    def seen(self, case: str) -> None:
        self._inbox.seen(case)
        if (place := self._inbox.place(case)) >= 0:
            self.dataChanged.emit(self.index(place), self.index(place))

    def _anew(self) -> None:
        self._rows = self._inbox.rows
        self.setStringList([""] * len(self._rows))
