"""The top of the middle: which case this is, how it stands, and what must be known before anything else."""

from collections.abc import Callable
from datetime import date, tzinfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy

from kiosk.desk import CaseFile, CaseRow
from kiosk.domain.case import OPEN
from ui.texts import t
from ui.theme import Theme
from ui.widgets.boxes import Card, clear, row
from ui.widgets.labels import Elided, label
from ui.widgets.lights import Light
from ui.window.small import KeyButton, Lamp, Pane
from ui.window.wording import day, deadline, moment


class CaseHead(Pane):
    """`merge` is asked for on the banner of a twin."""

    merge = Signal()

    def __init__(self, theme: Theme, zone: tzinfo, today: Callable[[], date]) -> None:
        super().__init__("pane", spacing=theme.grid, margin=theme.gap)
        self._theme, self._zone, self._today = theme, zone, today

    def show_case(self, file: CaseFile, listed: CaseRow | None) -> None:
        clear(self.box)
        self.box.addWidget(Elided(file.progress.item_name, "question"))
        self.box.addLayout(self._where(file, listed))
        state = file.state
        if state.duplicate_of and state.state in OPEN:
            self.box.addWidget(self._twin(state.duplicate_of))
        elif listed and listed.attention:
            self.box.addWidget(self._warning(listed.attention))

    def _where(self, file: CaseFile, listed: CaseRow | None) -> QHBoxLayout:
        line = row(self._theme.gap)
        alert = deadline(listed, self._today()) if listed else None
        line.addWidget(label(file.progress.state_words, "strong", "jade", wrap=False))
        if file.state.tentative:
            line.addWidget(Lamp(self._theme, "wait", t("待平台确认")))
        if alert:
            line.addWidget(Lamp(self._theme, alert.level, alert.words))
        line.addWidget(Elided(self._facts(file), "note"), 1)
        return line

    def _facts(self, file: CaseFile) -> str:
        """The promised end once there is one, then receipt, arrival and number."""
        state, today = file.state, self._today()
        arrived = moment(state.steps[0].at, self._zone, today) if state.steps else ""
        due = day(state.due, today) + (t("（暂定）") if state.due and state.provisional else "")
        parts = (
            t("办结期限 {due}", due=due) if due else "",
            t("编号 {receipt}", receipt=state.receipt),
            t("提交 {when}", when=arrived) if arrived else "",
            t("文号 {number}", number=state.number) if state.number else "",
        )
        return "　".join(filter(None, parts))

    def _twin(self, twin: str) -> Card:
        card = Card(self._theme, "wait", horizontal=True)
        card.add(label(t("与 {receipt} 是同一人、同一事项。核对以后可以合并。", receipt=twin), "body"))
        merge = KeyButton(self._theme, t("合并"), "F6", "outline")
        merge.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        merge.setMinimumWidth(self._theme.px(112))
        merge.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        merge.clicked.connect(self.merge)
        card.box.addWidget(merge)
        return card

    def _warning(self, words: str) -> Card:
        card = Card(self._theme, "wait", horizontal=True)
        card.box.addWidget(Light(self._theme, "wait", words), 1)
        return card
