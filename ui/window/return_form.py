"""补正: every lacking material with its standard and a remark, and the notice as it will read."""

from dataclasses import dataclass

from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from kiosk.domain.bodies import Lacking
from ui.texts import t
from ui.theme import Theme
from ui.widgets.boxes import Card, clear, column
from ui.widgets.labels import label
from ui.window.decisions import Decision, first_ticks, lacking
from ui.window.forms import Form
from ui.window.materials import MaterialView, materials
from ui.window.small import Tick


@dataclass(frozen=True, slots=True)
class Line:
    """A material to tick, and what is wrong with it."""

    code: str
    tick: Tick
    remark: QLineEdit


class ReturnForm(Form):
    """One notice for all that lacks: what is not written on it may not be asked for later."""

    reading = False
    """Whether the notice is being read, the last step before it is sent."""

    def build(self) -> None:
        if self.typed.remarks is None:
            self.typed.remarks = first_ticks(self.file)
        self._remarks = self.typed.remarks
        self._choosing, self._reading = QWidget(), QWidget()
        self._choices = column(self.theme.gap, 0, self._choosing)
        self._choices.addWidget(label(t("空格勾选缺的材料，Tab 写问题；按数字键可对照原件。"), "note"))
        self.lines = [self._line(view) for view in materials(self.file)]
        self._notice = Card(self.theme, "card")
        read = column(self.theme.gap, 0, self._reading)
        read.addWidget(self._notice)
        read.addWidget(self.what_follows())
        self.box.addWidget(self._choosing)
        self.box.addWidget(self._reading)
        self._reading.hide()

    def submit_words(self) -> str:
        return t("发出告知书") if self.reading else t("预览告知书")

    def confirm(self) -> None:
        """First the notice is read as it will go out, then it is sent."""
        if self.reading:
            super().confirm()
        elif self.submit.isEnabled():
            self._read(True)

    def step_back(self) -> bool:
        if self.reading:
            self._read(False)
            return True
        return False

    def problem(self) -> str:
        return "" if self._remarks else t("请先勾选至少一份材料。")

    def decision(self) -> Decision:
        return Decision("return", self._lacking())

    def first(self) -> QWidget:
        return self.lines[0].tick if self.lines else self.submit

    def _lacking(self) -> tuple[Lacking, ...]:
        return lacking(self.file, self._remarks)

    def _line(self, view: MaterialView) -> Line:
        tick = Tick(self.theme, view.name)
        tick.setToolTip(view.name)
        tick.setChecked(view.code in self._remarks)
        remark = QLineEdit(self._remarks.get(view.code, ""))
        remark.setPlaceholderText(t("哪里不符合要求"))
        remark.setMaxLength(200)
        told = label(f"{view.status}　{t('要求')}：{view.standard or '—'}", "note")
        self._choices.addLayout(_stepped(self.theme, tick, told, remark))
        remark.setHidden(not tick.isChecked())
        line = Line(view.code, tick, remark)
        tick.toggled.connect(lambda on: self._ticked(line, on))
        remark.textChanged.connect(lambda text: self._written(line, text))
        return line

    def _ticked(self, line: Line, on: bool) -> None:
        line.remark.setVisible(on)
        if on:
            self._remarks[line.code] = line.remark.text()
        else:
            self._remarks.pop(line.code, None)
        self.check()

    def _written(self, line: Line, text: str) -> None:
        if line.tick.isChecked():
            self._remarks[line.code] = text
            self.check()

    def _read(self, reading: bool) -> None:
        """Lay the notice in place of the ticks, or the other way round."""
        self.reading = reading
        clear(self._notice.box)
        self._notice.add(label(t("补正材料一次告知书"), "strong"))
        for words in _notice_lines(self._lacking()):
            self._notice.add(label(words, "note", "ink"))
        self._choosing.setHidden(reading)
        self._reading.setHidden(not reading)
        self.submit.say(self.submit_words())
        self.back.say(t("返回修改") if reading else t("先不办，返回"))
        (self.submit if reading else self.first()).setFocus()


def _notice_lines(lines: tuple[Lacking, ...]) -> list[str]:
    return [
        f"{number}. {each.name}\n　 {t('要求')}：{each.standard}"
        + (f"\n　 {t('问题')}：{each.remark}" if each.remark else "")
        for number, each in enumerate(lines, 1)
    ]


def _stepped(theme: Theme, head: QWidget, *below: QWidget) -> QGridLayout:
    """What belongs to a tick stands under its words."""
    grid = QGridLayout()
    grid.setVerticalSpacing(theme.grid // 2)
    grid.setHorizontalSpacing(0)
    grid.setColumnMinimumWidth(0, theme.px(30))
    grid.setColumnStretch(1, 1)
    grid.addWidget(head, 0, 0, 1, 2)
    for place, widget in enumerate(below, 1):
        grid.addWidget(widget, place, 1)
    return grid
