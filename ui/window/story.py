"""What a clerk reads of a case: its form, its signature, and what has happened so far."""

from collections.abc import Callable
from datetime import date, tzinfo

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from kiosk.desk import CaseFile
from kiosk.domain.progress import Line
from ui.texts import t
from ui.theme import Theme
from ui.widgets.boxes import clear, column, row, rule
from ui.widgets.labels import label
from ui.widgets.lights import Shape
from ui.window.facts import Section, sections
from ui.window.folder import Folder, Sheet
from ui.window.small import Scroll
from ui.window.wording import moment

SIGNATURE = 600
"""Pixels of the signature's longer side as it is drawn."""


class Story(Scroll):
    """One column, to be pushed with the arrows."""

    def __init__(self, theme: Theme, folder: Folder, zone: tzinfo, today: Callable[[], date]) -> None:
        super().__init__(theme.gap, theme.gap)
        self.setProperty("ring", "true")
        self._theme, self._folder, self._zone, self._today = theme, folder, zone, today
        self._round = QWidget(self)

    def show_case(self, file: CaseFile) -> None:
        clear(self.box)
        self._round.deleteLater()
        self._round = QWidget(self)
        self.box.addLayout(self._history(file.progress.lines))
        parts = sections(file)
        if not parts:
            self.box.addWidget(label(t("本机没有这一件的申请内容，只有办理经过。"), "note"))
        for part in parts:
            self.box.addLayout(self._section(part))
        if file.state.signature:
            self.box.addLayout(self._signature(file.state.signature))
        self.box.addStretch()

    def _section(self, part: Section) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(self._theme.gap)
        grid.setVerticalSpacing(self._theme.grid // 2)
        grid.setColumnMinimumWidth(0, self._theme.px(136))
        grid.setColumnStretch(1, 1)
        grid.addWidget(label(part.title, "strong"), 0, 0, 1, 2)
        for place, fact in enumerate(part.facts, 1):
            name, value = label(fact.title, "note"), label(fact.value)
            name.setFixedWidth(self._theme.px(136))
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(name, place, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, place, 1)
        grid.addWidget(rule(), len(part.facts) + 1, 0, 1, 2)
        return grid

    def _signature(self, blob: str) -> QVBoxLayout:
        made = column(self._theme.grid)
        shown = label(t("正在取签名…"), "note", wrap=False)
        made.addWidget(label(t("签名"), "strong"))
        made.addWidget(shown)
        asked = self._folder.sheet(self._round, blob, 0, SIGNATURE)
        asked.success(lambda sheet: _lay_signature(shown, sheet, self._theme.px(64)))
        asked.failure(lambda trouble: shown.setText(trouble.message))
        return made

    def _history(self, lines: tuple[Line, ...]) -> QGridLayout:
        """The sentences of the citizen's own progress page, to the letter; the newest is the last."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(self._theme.grid)
        grid.setVerticalSpacing(self._theme.grid)
        grid.setColumnStretch(1, 1)
        grid.addWidget(label(t("办理经过"), "strong"), 0, 0, 1, 2)
        for place, line in enumerate(lines, 1):
            shape = Shape(self._theme, "wait" if line.outcome else "good")
            grid.addWidget(_sunk(shape, self._theme), place, 0, Qt.AlignmentFlag.AlignTop)
            grid.addLayout(self._line(line), place, 1)
        grid.addWidget(rule(), len(lines) + 1, 0, 1, 2)
        return grid

    def _line(self, line: Line) -> QVBoxLayout:
        made = column(0)
        head = row(self._theme.gap)
        head.addWidget(label(line.title, "strong", wrap=False))
        head.addWidget(label(moment(line.at, self._zone, self._today()), "note", wrap=False))
        head.addStretch()
        made.addLayout(head)
        if line.detail:
            made.addWidget(label(line.detail, "note", "ink"))
        if line.outcome:
            made.addWidget(label(line.outcome, "note", "amber"))
        return made


def _sunk(shape: Shape, theme: Theme) -> QWidget:
    """The shape at the height of the words beside it."""
    made = QWidget()
    box = column(0, 0, made)
    box.setContentsMargins(0, theme.grid // 2 + 1, 0, 0)
    box.addWidget(shape)
    return made


def _lay_signature(shown: QLabel, sheet: Sheet, height: int) -> None:
    shown.setPixmap(QPixmap.fromImage(sheet.image.scaledToHeight(height, Qt.TransformationMode.SmoothTransformation)))
