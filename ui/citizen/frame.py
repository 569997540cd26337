"""The frame around every screen: top, rail, question, answer, foot; in landscape the first two stand at the side."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.citizen.room import Room
from ui.citizen.screen import Foot, Screen
from ui.citizen.visit import RAIL, Step
from ui.texts import t
from ui.widgets.banner import Banner
from ui.widgets.boxes import TouchScroll, column, row, rule, upright
from ui.widgets.buttons import button
from ui.widgets.labels import Elided, label
from ui.widgets.rail import Rail

STOPS = {
    Step.FIND: "找事项",
    Step.GUIDE: "看指南",
    Step.IDENTIFY: "核身份",
    Step.FORM: "填表",
    Step.MATERIALS: "材料",
    Step.REVIEW: "核对",
    Step.DONE: "取回执",
}


class Frame(QWidget):
    """Shows one screen at a time; knows nothing of what it says."""

    language = Signal()
    elder = Signal()
    help = Signal()
    leave = Signal()
    back = Signal()
    forward = Signal()
    stop = Signal(object)

    def __init__(self, room: Room) -> None:
        super().__init__()
        self.room, self.theme = room, room.theme
        self.setProperty("ground", "paper")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.clock = label("", "note", wrap=room.wide)
        self.name: QLabel = label(room.hall, "strong") if room.wide else Elided(room.hall, "strong")
        self.rail = Rail(self.theme, upright=room.wide)
        self.rail.chosen.connect(lambda place: self.stop.emit(RAIL[place]))
        self.rail_room = QWidget()
        self._beside: list[QWidget] = []
        column(0, 0, self.rail_room).addWidget(self.rail)
        self._unveil = QTimer(self)
        self._unveil.setSingleShot(True)
        self._unveil.timeout.connect(self._show_all)
        self._parts()
        (self._lay_wide if room.wide else self._lay_tall)()

    def _parts(self) -> None:
        self.question = label("", "question")
        self.why = label("", "body", "quiet")
        self.banner = Banner(self.theme)
        self.body: QVBoxLayout = column(0)
        self.back_button = button(self.theme, "", "outline", "chevron-left")
        self.leave_button = button(self.theme, t("退出"), "plain", "log-out")
        self.foot_note: QLabel = label("", "note", wrap=True)
        self.foot_note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.forward_button = button(self.theme, "", "primary")
        self.back_button.clicked.connect(self.back)
        self.leave_button.clicked.connect(self.leave)
        self.forward_button.clicked.connect(self.forward)

    def _tools(self) -> list[QPushButton]:
        words = t("标准模式") if self.theme.elder else t("长辈模式")
        tools = [
            (t("English"), "languages", self.language),
            (words, "zoom-in", self.elder),
            (t("找人帮忙"), "hand", self.help),
        ]
        made = []
        for text, picture, signal in tools:
            tool = button(self.theme, text, "plain", picture)
            tool.clicked.connect(signal)
            made.append(tool)
        return made

    def _name(self) -> QVBoxLayout:
        name = column(self.theme.grid // 2)
        name.addWidget(self.name)
        name.addWidget(self.clock)
        return name

    def _lay_tall(self) -> None:
        edge, page = self.theme.edge, column(0, 0, self)
        page.addLayout(self._top())
        page.addWidget(rule())
        rail = row(0)
        rail.setContentsMargins(edge // 2, self.theme.px(24), edge // 2, 0)
        rail.addWidget(self.rail_room)
        page.addLayout(rail)
        page.addLayout(self._main(), 1)
        self._lay_foot(page)

    def _top(self) -> QBoxLayout:
        """One line; in elder mode the larger words take two."""
        edge = self.theme.edge
        top: QBoxLayout = column() if self.theme.elder else row()
        top.setContentsMargins(edge, self.theme.px(16), edge - self.theme.gap, self.theme.px(16))
        top.addLayout(self._name(), 1)
        tools = row()
        for place, tool in enumerate(self._tools()):
            tools.addStretch(1 if place and self.theme.elder else 0)
            tools.addWidget(tool)
        top.addLayout(tools)
        return top

    def _lay_wide(self) -> None:
        edge, whole = self.theme.edge, row(0, 0, self)
        side = column(self.theme.gap)
        side.setContentsMargins(edge // 2, edge // 2, edge // 2, edge // 4)
        side.addLayout(self._name())
        side.addWidget(self.rail_room, 8)
        side.addStretch(1)
        tools = column(0)
        for tool in self._tools():
            tools.addWidget(tool, 0, Qt.AlignmentFlag.AlignLeft)
        tool_room = QWidget()
        tool_room.setLayout(tools)
        side.addWidget(tool_room)
        self._beside = [self.rail_room, tool_room]
        holder = QFrame()
        holder.setLayout(side)
        holder.setProperty("ground", "surface")
        holder.setFixedWidth(self.theme.px(450 if self.theme.elder else 372))
        page = column(0)
        page.addLayout(self._main(), 1)
        self._lay_foot(page)
        whole.addWidget(holder)
        whole.addWidget(upright())
        whole.addLayout(page, 1)

    def _main(self) -> QVBoxLayout:
        edge = self.theme.edge
        main = column(self.theme.gap)
        main.setContentsMargins(edge, edge // 2 if self.room.wide else edge * 3 // 4, edge, self.theme.gap)
        head = column(self.theme.grid)
        head.addWidget(self.question)
        head.addWidget(self.why)
        main.addLayout(head)
        main.addWidget(self.banner)
        main.addLayout(self.body, 1)
        return main

    def _lay_foot(self, page: QVBoxLayout) -> None:
        """One line; in elder mode the note stands over the keys, which leave it no room."""
        edge = self.theme.edge
        self.foot_bar = QWidget()
        foot, keys = column(self.theme.grid, 0, self.foot_bar), row(self.theme.gap)
        foot.setContentsMargins(edge, self.theme.gap, edge, self.theme.gap)
        keys.addWidget(self.back_button)
        keys.addWidget(self.leave_button)
        if self.theme.elder:
            keys.addStretch(1)
            foot.addWidget(self.foot_note)
        else:
            keys.addWidget(self.foot_note, 1)
        keys.addWidget(self.forward_button)
        foot.addLayout(keys)
        page.addWidget(rule())
        page.addWidget(self.foot_bar)

    def show_screen(self, screen: Screen) -> None:
        """Put `screen` in the answer area: built in this turn of the event loop, painted in the next."""
        if self.isVisible():
            self.setUpdatesEnabled(False)
            self._unveil.start()
        while (item := self.body.takeAt(0)) is not None:
            if old := item.widget():
                old.hide()
                old.deleteLater()
        self.banner.dismiss()
        self.body.addWidget(screen)
        self.refresh(screen)
        self.setFocus()
        screen.begin()

    def _show_all(self) -> None:
        self.setUpdatesEnabled(True)

    def refresh(self, screen: Screen) -> None:
        """Read question and foot again."""
        foot: Foot = screen.foot
        self.question.setText(screen.question)
        self.question.setVisible(bool(screen.question))
        self.why.setText(screen.why)
        self.why.setVisible(bool(screen.why) and not self.theme.elder)
        self._word(self.back_button, t("上一步") if foot.back is None else foot.back, True)
        self._word(self.forward_button, foot.forward, foot.enabled)
        self.leave_button.setVisible(foot.leave)
        self.foot_note.setText(foot.note)
        self.foot_note.setVisible(bool(foot.note) or not self.theme.elder)
        self.foot_bar.setVisible(foot.back != "" or foot.forward != "" or foot.leave)
        self._show_rail(screen)

    def _word(self, key: QPushButton, text: str, enabled: bool) -> None:
        lead = "" if key.icon().isNull() else " "
        key.setText(lead + text)
        key.setAccessibleName(text)
        key.setVisible(bool(text))
        key.setEnabled(enabled)

    def _show_rail(self, screen: Screen) -> None:
        step = screen.visit.stop
        self.rail.setVisible(step is not None)
        if not self.room.wide:
            self.rail_room.setVisible(step is not None)
        if step is not None:
            reached = [stop for stop in RAIL if screen.visit.may_go(stop)]
            last = -1 if not reached else max(RAIL.index(stop) for stop in reached)
            last = len(RAIL) - 1 if screen.visit.step is Step.DONE else last
            self.rail.show_steps([t(STOPS[stop]) for stop in RAIL], RAIL.index(step), last)

    def focusNextPrevChild(self, onward: bool) -> bool:
        """Whatever had the focus went away or was switched off: without a Tab no other key is to look chosen."""
        before: QWidget | None = self.focusWidget()
        if before is None or (before.isVisible() and before.isEnabled()):
            return super().focusNextPrevChild(onward)
        self.setFocus()
        return True

    def leave_room(self, pixels: int) -> None:
        """Give up so much at the foot: the keyboard is there. What is being typed in stays in sight."""
        self.setContentsMargins(0, 0, 0, pixels)
        self.foot_bar.setVisible(pixels == 0)
        for beside in self._beside:
            beside.setVisible(pixels == 0)
        QTimer.singleShot(0, self, self._keep_in_sight)

    def _keep_in_sight(self) -> None:
        """Once everything has its new place."""
        typed_in: QWidget | None = self.focusWidget()
        for area in self.findChildren(TouchScroll):
            if typed_in is not None and area.isAncestorOf(typed_in):
                area.ensureWidgetVisible(typed_in, 0, self.theme.group)
