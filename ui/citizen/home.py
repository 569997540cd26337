"""Home: what this machine does, and nothing it does not do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout

from ui.citizen.calling import Calling
from ui.citizen.presenters.queue import hall_words, spoken
from ui.citizen.screen import Foot, Screen
from ui.citizen.visit import Step
from ui.tasks import Trouble
from ui.texts import t
from ui.widgets.boxes import Card
from ui.widgets.buttons import Door, Kind, picture
from ui.widgets.labels import label

if TYPE_CHECKING:
    from kiosk.queue_desk import HallView

SHORTCUTS = 6


class HomeScreen(Screen):
    """Two large doors, smaller ones under them, who is being called, six departments, and where the rest is done."""

    @property
    def question(self) -> str:
        return t("您好，要办什么？")

    @property
    def why(self) -> str:
        return t("点一下就开始。没有提交之前，随时可以退出，不留任何内容。")

    @property
    def foot(self) -> Foot:
        return Foot(back="", leave=False)

    def build(self) -> None:
        if not self.room.wide:
            self.box.addStretch(2)
        self.box.addLayout(self._large(), 3)
        if self.room.tickets is not None:
            self.box.addLayout(self._small())
            self._lay_calling()
        self.box.addSpacing(self.theme.gap)
        if not self.theme.elder and (self.room.broad or not self.room.wide or self.room.tickets is None):
            self.box.addWidget(label(t("按部门找"), "strong"))
            self._lay_shortcuts()
        self.box.addStretch(1)
        self.box.addWidget(self._elsewhere())

    def _large(self) -> QGridLayout:
        doors = QGridLayout()
        doors.setSpacing(self.theme.gap)
        if self.room.tickets is not None:
            self.queue = self._door(t("取号"), t("排队到窗口办"), "ticket", Step.NUMBERS, "primary")
            begin = self._door(t("办事"), t("查指南、填表、交材料、拿回执"), "landmark", Step.FIND)
            both = [self.queue, begin]
        else:
            begin = self._door(t("办事"), t("查指南、填表、交材料、拿回执"), "landmark", Step.FIND, "primary")
            note = t("凭回执查看办到哪一步，可撤回、补材料")
            both = [begin, self._door(t("查进度"), note, "history", Step.PROGRESS)]
        for place, door in enumerate(both):
            doors.addWidget(door, *((0, place) if self.room.wide else (place, 0)))
        return doors

    def _door(self, title: str, note: str, icon: str, step: Step, kind: Kind = "choice") -> Door:
        door = Door(self.theme, title, note, icon, big=True, kind=kind)
        door.setMinimumHeight(self.theme.px(300 if self.room.tickets is None else 240))
        return self._lead(door, step)

    def _lead(self, door: Door, step: Step) -> Door:
        door.setObjectName(step.value)
        door.clicked.connect(lambda: self.moved.emit(self.visit.at(step)))
        return door

    def _small(self) -> QGridLayout:
        doors = QGridLayout()
        doors.setSpacing(self.theme.gap)
        notes = not (self.theme.elder or self.room.wide or self.room.bookings is not None)
        self.of_queue = [
            self._lead(Door(self.theme, t("预约签到"), t("约好了，来取号") * notes, "calendar-check"), Step.CHECK_IN),
            self._lead(Door(self.theme, t("查我的号"), t("扫小票，看排到哪里") * notes, "scan-line"), Step.MY_NUMBER),
        ]
        if self.room.bookings is not None:
            self.of_queue.insert(0, self._lead(Door(self.theme, t("预约时间"), "", "calendar-plus"), Step.BOOKABLE))
        follow = self._lead(Door(self.theme, t("查进度"), t("凭回执看办到哪一步") * notes, "history"), Step.PROGRESS)
        small = [*self.of_queue, follow]
        across = 2 if len(small) == 4 and not self.room.broad else len(small)
        for place, door in enumerate(small):
            door.setMinimumHeight(self.theme.target)
            doors.addWidget(door, place // across, place % across)
            doors.setColumnStretch(place % across, 1)
        return doors

    def _lay_calling(self) -> None:
        self.calling = Calling(self.room)
        self.calling.heard.connect(self._tell_hall)
        self.calling.closed.connect(self._close_queue)
        self.box.addWidget(self.calling)

    def _tell_hall(self, hall: HallView) -> None:
        self._open_queue(True)
        self.queue.tell(hall_words(hall))

    def _close_queue(self, trouble: Trouble) -> None:
        """The hall has no queue yet, or this machine cannot ask: the doors to it say so."""
        self._open_queue(False)
        self.queue.tell(spoken(trouble)[0])

    def _open_queue(self, yes: bool) -> None:
        self.calling.setVisible(yes)
        for door in (self.queue, *self.of_queue):
            door.setEnabled(yes)

    def _lay_shortcuts(self) -> None:
        self._shortcuts = QGridLayout()
        self._shortcuts.setSpacing(self.theme.gap)
        self.box.addLayout(self._shortcuts)
        self.room.tasks.op(self, self.room.desk.departments).success(self._show_shortcuts).failure(self.trouble)

    def _show_shortcuts(self, departments: Sequence[tuple[str, int]]) -> None:
        largest = sorted(departments, key=lambda each: -each[1])[:SHORTCUTS]
        across = 3 if self.room.wide else 2
        for place, (name, count) in enumerate(largest):
            door = Door(self.theme, name, t("{count} 项", count=count), "building-2")
            door.clicked.connect(lambda _=False, name=name: self._open(name))
            self._shortcuts.addWidget(door, place // across, place % across)

    def _open(self, department: str) -> None:
        self.moved.emit(replace(self.visit, department=department).at(Step.FIND))

    def _elsewhere(self) -> Card:
        card = Card(self.theme, "open", horizontal=True)
        card.box.addWidget(picture(self.theme, "info", 40, "ink_2"))
        words = t("评价、咨询投诉，请到咨询台办理。")
        if self.room.tickets is None:
            words = t("取号、预约签到、评价、咨询投诉，请到咨询台办理。")
        card.box.addWidget(label(words, "note"), 1)
        return card
