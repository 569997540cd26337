"""Giving a number back: one question, then the place is free for the next one."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.citizen.overlay import Overlay, nothing
from ui.citizen.room import Room
from ui.tasks import Trouble
from ui.texts import t
from ui.widgets.boxes import row
from ui.widgets.buttons import button


class GivingBack(QWidget):
    """The key for whoever holds the code; `done` brings the place as it is afterwards."""

    done = Signal(object)
    failed = Signal(object)

    def __init__(self, room: Room, code: str, number: str) -> None:
        super().__init__()
        self._room, self._code, self._number = room, code, number
        self.key = button(room.theme, t("不等了，退号"), "danger", "undo-2")
        self.key.setObjectName("give-back")
        self.key.clicked.connect(self._ask)
        row(0, 0, self).addWidget(self.key)

    def _ask(self) -> None:
        title = t("要退掉 {number} 号吗？", number=self._number)
        sure = Overlay(self._room.theme, self.window(), title, t("退了就不再叫这个号。还要办，再取一个，从后面排起。"))
        sure.key(t("不退，接着等"), nothing, "primary")
        sure.key(t("退号"), self._give, "danger")
        sure.open()

    def _give(self) -> None:
        self.key.setEnabled(False)
        queue, code = self._room.queue, self._code
        work = self._room.tasks.op(self, lambda: queue.cancel(code), "calls")
        work.success(self.done.emit).failure(self._failed)

    def _failed(self, trouble: Trouble) -> None:
        self.key.setEnabled(True)
        self.failed.emit(trouble)
