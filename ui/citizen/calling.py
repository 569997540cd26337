"""What is being called now, as home shows it; asked again every few seconds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal

from ui.citizen.presenters.progress import moment_words
from ui.citizen.room import Room
from ui.tasks import Trouble
from ui.texts import t
from ui.widgets.boxes import Card, clear, column, row
from ui.widgets.buttons import picture
from ui.widgets.labels import label

if TYPE_CHECKING:
    from kiosk.queue_desk import Called, HallView

ASK_MS = 3000
SHOWN = 3


class Calling(Card):
    """The latest calls, each with its window. `heard` gives the hall whenever there is news of it."""

    heard = Signal(object)
    closed = Signal(object)
    """There is no queue to show; says why."""

    def __init__(self, room: Room) -> None:
        super().__init__(room.theme, horizontal=True)
        self._room, self.theme = room, room.theme
        self._shown: HallView | None = None
        self.box.addWidget(picture(self.theme, "megaphone", 48, "seal"))
        words = column(self.theme.grid)
        self._calls = row(self.theme.gap)
        self._stale = label("", "note", "amber")
        self._stale.hide()
        words.addLayout(self._calls)
        words.addWidget(self._stale)
        self.box.addLayout(words, 1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(ASK_MS)
        self._timer.timeout.connect(self._ask)
        self._calls.addWidget(label(t("正在看大厅叫到几号…"), "note"))
        self._ask()

    def _ask(self) -> None:
        work = self._room.tasks.op(self, self._room.queue.hall, "calls")
        work.success(self._show).failure(self._failed)

    def _failed(self, trouble: Trouble) -> None:
        """No queue yet, or none that can be asked: it may come."""
        self._timer.start()
        self.closed.emit(trouble)

    def _show(self, hall: HallView) -> None:
        self._timer.start()
        self.heard.emit(hall)
        if hall == self._shown:
            return
        self._shown = hall
        clear(self._calls)
        for called in _latest(hall)[:SHOWN]:
            self._tell(called)
        if not _latest(hall):
            self._calls.addWidget(label(t("现在没有在叫的号。"), "note"), 1)
        self._stale.setText(self._stale_words(hall.stale_since))
        self._stale.setVisible(bool(hall.stale_since))

    def _tell(self, called: Called) -> None:
        words = column(0)
        words.addWidget(label(called.number, "choice", "seal", wrap=False))
        words.addWidget(label(t("请到{window}", window=called.window_name), "note", "ink"))
        words.addStretch()
        self._calls.addLayout(words, 1)

    def _stale_words(self, since: str) -> str:
        if since == "unknown":
            return t("暂时连不上大厅主机，叫号以大屏为准")
        return t("{moment} 起连不上大厅主机，叫号以大屏为准", moment=moment_words(since, self._room.zone))


def _latest(hall: HallView) -> Sequence[Called]:
    return [each for each in hall.now if each.state == "called"]
