"""Review: the form as the document it will become, each part tappable."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy

from ui.citizen.presenters.answers import pages, wrong
from ui.citizen.presenters.materials import lacking_words
from ui.citizen.presenters.review import Section, sections
from ui.citizen.screen import Foot, Screen
from ui.citizen.visit import Step
from ui.texts import t
from ui.widgets.boxes import Card, TouchScroll, row, rule
from ui.widgets.buttons import button
from ui.widgets.labels import label


class ReviewScreen(Screen):
    """One sheet of paper; a change leads back here."""

    @property
    def question(self) -> str:
        return t("请从头到尾看一遍")

    @property
    def why(self) -> str:
        return t("交上去的就是这一份。哪里不对，点“改”就能改。")

    @property
    def foot(self) -> Foot:
        return Foot(t("没有错，去签名"), note=t("提交后、受理前，都可以撤回"))

    def build(self) -> None:
        scroll = TouchScroll(self.theme)
        paper = Card(self.theme)
        margin = self.theme.px(40)
        paper.box.setContentsMargins(margin, margin, margin, margin)
        title = label(self.item.name, "choice")
        title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        to = label(t("交给：{department}", department=self.item.department), "note")
        to.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        paper.add(title, to)
        scroll.box.addWidget(paper)
        self.box.addWidget(scroll, 1)
        self.in_turns(1, [partial(self._show, paper, section) for section in sections(self.guide, self.visit)])

    def _show(self, paper: Card, section: Section) -> None:
        paper.add(rule())
        head = row(self.theme.gap)
        head.addWidget(label(section.title, "strong"), 1)
        head.addWidget(self._change(section))
        paper.box.addLayout(head)
        grid = QGridLayout()
        grid.setHorizontalSpacing(self.theme.gap)
        grid.setVerticalSpacing(self.theme.grid)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 3)
        for place, (name, value) in enumerate(section.rows):
            grid.addWidget(label(name, "note"), place, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(value), place, 1)
        paper.box.addLayout(grid)

    def _change(self, section: Section) -> QPushButton:
        key = button(self.theme, t("改"), "plain", "pen-line")
        key.setAccessibleName(t("改{title}", title=section.title))
        key.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        key.clicked.connect(lambda: self.moved.emit(self.visit.mend(section.step, section.page)))
        return key

    def forward(self) -> None:
        """A change may have opened a question that nobody has answered: go there first."""
        asked = [[field.at for field in group.fields] for group in pages(self.guide, self.visit.form)]
        problems = wrong(self.guide, self.visit.form, [at for ats in asked for at in ats])
        if problems:
            page = next(page for page, ats in enumerate(asked) if problems.keys() & set(ats))
            self.moved.emit(self.visit.mend(Step.FORM, page))
            return
        if lacking_words(self.guide, self.visit):
            self.moved.emit(self.visit.mend(Step.MATERIALS))
            return
        super().forward()
