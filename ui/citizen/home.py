"""Home: what this machine does, and nothing it does not do."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtWidgets import QGridLayout

from ui.citizen.screen import Foot, Screen
from ui.citizen.visit import Step
from ui.texts import t
from ui.widgets.boxes import Card
from ui.widgets.buttons import Door, picture
from ui.widgets.labels import label

SHORTCUTS = 6


class HomeScreen(Screen):
    """Two large doors, six departments, and where the rest is done."""

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
        begin = self._door(t("办事"), t("查指南、填表、交材料、拿回执"), "landmark", Step.FIND, "primary")
        follow = self._door(t("查进度"), t("凭回执查看办到哪一步，可撤回、补材料"), "history", Step.PROGRESS, "choice")
        doors = QGridLayout()
        doors.setSpacing(self.theme.gap)
        doors.addWidget(begin, 0, 0)
        doors.addWidget(follow, *((0, 1) if self.room.wide else (1, 0)))
        if not self.room.wide:
            self.box.addStretch(2)
        self.box.addLayout(doors, 3)
        self.box.addSpacing(self.theme.gap)
        if not self.theme.elder:
            self.box.addWidget(label(t("按部门找"), "strong"))
            self._lay_shortcuts()
        self.box.addStretch(1)
        self.box.addWidget(self._elsewhere())

    def _door(self, title: str, note: str, icon: str, step: Step, kind: str) -> Door:
        door = Door(self.theme, title, note, icon, big=True, kind="primary" if kind == "primary" else "choice")
        door.setObjectName(step.value)
        door.setMinimumHeight(self.theme.px(300))
        door.clicked.connect(lambda: self.moved.emit(self.visit.at(step)))
        return door

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
        words = t("取号、预约签到、评价、咨询投诉，请到咨询台办理。")
        card.box.addWidget(label(words, "note"), 1)
        return card
