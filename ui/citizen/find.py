"""Find: by name, by pinyin initials, by code, or by department."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLineEdit, QSizePolicy

from kiosk.desk import Brief
from kiosk.domain.catalogue import Item
from ui.citizen.screen import Foot, Screen
from ui.citizen.visit import Step
from ui.texts import t
from ui.widgets.boxes import TouchScroll, clear
from ui.widgets.buttons import Door, button
from ui.widgets.labels import label

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ACROSS = 9
LIMIT = 50
AT_ONCE = 8


class FindScreen(Screen):
    """A field, nine keys of initials across, and results as one types."""

    @property
    def question(self) -> str:
        return t("取号要办哪一件事？") if self.visit.seeking else t("您要办哪一件事？")

    @property
    def why(self) -> str:
        return t("输入名称、拼音首字母或编码；例如 GGCSWS 找公共场所卫生。")

    @property
    def foot(self) -> Foot:
        if self.visit.seeking:
            return Foot(leave=False, note=t("选一件，就知道取哪个号"))
        return Foot(back=t("回首页"), note=t("先看指南，再决定办不办"))

    def build(self) -> None:
        self._hanging: QGridLayout | None = None
        self.line = QLineEdit(self.visit.sought)
        self.line.setPlaceholderText(t("事项名称或拼音首字母"))
        self.line.setMaxLength(60)
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData)
        self.line.textChanged.connect(self._typed)
        self.box.addWidget(self.line)
        self.said = label("", "note")
        self.box.addWidget(self.said)
        self.results = TouchScroll(self.theme, self.theme.gap // 2)
        self.box.addWidget(self.results, 1)
        self.box.addLayout(self._keys())
        self._seek()

    def begin(self) -> None:
        self.line.setFocus()

    def _keys(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(self.theme.px(12))
        for place, letter in enumerate(LETTERS):
            key = button(self.theme, letter, "key")
            key.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            key.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            key.clicked.connect(lambda _=False, letter=letter: self.line.setText(self.line.text() + letter))
            grid.addWidget(key, place // ACROSS, place % ACROSS)
        wipe = button(self.theme, "", "key", "delete")
        wipe.setAccessibleName(t("删一个字"))
        wipe.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        wipe.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        wipe.clicked.connect(lambda: self.line.setText(self.line.text()[:-1]))
        grid.addWidget(wipe, len(LETTERS) // ACROSS, len(LETTERS) % ACROSS)
        return grid

    def _typed(self) -> None:
        self.keep(replace(self.visit, sought=self.line.text(), department=""))
        self._seek()

    def _seek(self) -> None:
        text, department = self.visit.sought.strip(), self.visit.department
        desk, tasks = self.room.desk, self.room.tasks
        if text:
            found = tasks.op(self, lambda: desk.find(text, LIMIT))
            found.success(lambda briefs: self._show_items(briefs, text, "")).failure(self.trouble)
        elif department:
            there = tasks.op(self, lambda: desk.in_department(department))
            there.success(lambda briefs: self._show_items(briefs, "", department)).failure(self.trouble)
        else:
            tasks.op(self, desk.departments).success(self._show_departments).failure(self.trouble)

    def _is_late(self, text: str, department: str) -> bool:
        """The citizen has typed on since this was asked."""
        return (text, department) != (self.visit.sought.strip(), self.visit.department)

    def _show_departments(self, departments: Sequence[tuple[str, int]]) -> None:
        if self._is_late("", ""):
            return
        self._begin(t("也可以先选部门"))
        across = 3 if self.room.wide and not self.theme.elder else 2
        grid = QGridLayout()
        grid.setSpacing(self.theme.gap // 2)
        self._hanging = grid
        self.results.box.addLayout(grid)

        def hang(place: int, name: str, count: int) -> None:
            if self._hanging is not grid:
                return
            door = Door(self.theme, name, t("{count} 项", count=count))
            door.clicked.connect(lambda: self._enter(name))
            grid.addWidget(door, place // across, place % across)

        self.in_turns(across * 2, [partial(hang, place, *each) for place, each in enumerate(departments)])

    def _enter(self, department: str) -> None:
        self.keep(replace(self.visit, department=department))
        self._seek()

    def _show_items(self, briefs: Sequence[Brief], text: str, department: str) -> None:
        if self._is_late(text, department):
            return
        self._begin(self._count_words(len(briefs), department))
        if department:
            other = button(self.theme, t("换一个部门"), "outline", "undo-2")
            other.clicked.connect(lambda: self._enter(""))
            self.results.box.addWidget(other, 0, Qt.AlignmentFlag.AlignLeft)
        self._show_more(sorted(briefs, key=lambda each: not each.fillable) if department else list(briefs))

    def _show_more(self, briefs: Sequence[Brief]) -> None:
        """A screenful or two at a time: nobody reads hundreds, and nothing here may take long."""
        for brief in briefs[:AT_ONCE]:
            self.results.box.addWidget(self._door(brief))
        if rest := briefs[AT_ONCE:]:
            more = button(self.theme, t("还有 {count} 项，接着看", count=len(rest)), "outline")
            more.clicked.connect(more.hide)
            more.clicked.connect(lambda: self._show_more(rest))
            self.results.box.addWidget(more)

    def _count_words(self, count: int, department: str) -> str:
        if not count:
            return t("没有找到。换个说法试试，或者问咨询台。")
        if department:
            return t("{department}，共 {count} 项", department=department, count=count)
        return t("找到 {count} 项", count=count)

    def _door(self, brief: Brief) -> Door:
        place = "" if self.visit.seeking else t("本机可办") if brief.fillable else t("到窗口办")
        door = Door(self.theme, brief.name, f"{brief.department}　{place}", "file-text" if brief.fillable else "info")
        door.setObjectName(brief.code)
        door.clicked.connect(lambda: self._choose(brief.code))
        return door

    def _choose(self, code: str) -> None:
        self.said.setText(t("正在打开…"))
        if self.visit.seeking:
            work = self.room.tasks.op(self, lambda: self.room.queue.service_of_item(code), "calls")
            work.success(lambda service: self.moved.emit(self.visit.number_for(service))).failure(self.trouble)
            return
        self.room.tasks.op(self, lambda: self.room.desk.item(code)).success(self._open).failure(self.trouble)

    def _open(self, item: Item) -> None:
        self.moved.emit(self.visit.choose(item))

    def back(self) -> None:
        """To the businesses, for whoever seeks one by a matter."""
        if self.visit.seeking:
            self.moved.emit(replace(self.visit, seeking=False, sought="", department="").at(Step.NUMBERS))
        else:
            super().back()

    def _begin(self, words: str) -> None:
        self.said.setText(words)
        self._hanging = None
        clear(self.results.box)
        self.results.verticalScrollBar().setValue(0)
