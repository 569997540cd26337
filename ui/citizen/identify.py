"""Who is here: the card, or the number typed; and the consent that the law asks for."""

from dataclasses import replace

from PySide6.QtWidgets import QPushButton, QWidget

from ui.citizen.asking import Asking
from ui.citizen.presenters.answers import IDENTITY, identity_views, put, wrong
from ui.citizen.screen import Foot, Screen
from ui.texts import t
from ui.widgets.boxes import Card, column
from ui.widgets.buttons import button, picture
from ui.widgets.labels import label


class IdentifyScreen(Screen):
    """Four fields and one consent; nothing more is asked than the matter needs."""

    @property
    def question(self) -> str:
        return t("请问您是哪位？")

    @property
    def why(self) -> str:
        return t("核对办事人身份。办理进度会发到您的手机。")

    @property
    def foot(self) -> Foot:
        if self.visit.returning:
            return Foot(t("改好了，回去核对"))
        return Foot(t("下一步：填表"))

    def build(self) -> None:
        self.asking = Asking(self.theme, self._card_hint())
        self.asking.changed.connect(self._changed)
        form = self.visit.form if self.visit.form.get("applicant") else put({}, "/applicant/id_kind", "resident_id")
        self.asking.show_fields(identity_views(self.guide), form)
        self.asking.box.addWidget(self._consent())
        self.box.addWidget(self.asking, 1)

    def _card_hint(self) -> QWidget:
        card = Card(self.theme, "good", horizontal=True)
        card.box.addWidget(picture(self.theme, "id-card", 72))
        words = column(self.theme.grid)
        words.addWidget(label(t("本机没有接读卡器，请照证件输入"), "strong"))
        words.addWidget(label(t("请先把证件拿在手里，逐位核对。"), "note", "ink"))
        card.box.addLayout(words, 1)
        return card

    def _consent(self) -> QWidget:
        holder = Card(self.theme)
        sentence = t(
            "为办理“{item}”，{department}将处理您填写的姓名、证件号码、手机号和材料，只用于办这件事，按法定期限保存。"
            "您可以不同意，到窗口办；提交前退出，本机不留任何内容。",
            item=self.item.name,
            department=self.item.department,
        )
        self.consent: QPushButton = button(self.theme, t("我已知道，同意处理这些信息"), "choice")
        self.consent.setCheckable(True)
        self.consent.setChecked(self.visit.consent)
        self.consent.setObjectName("consent")
        self.consent.toggled.connect(self._consented)
        self._missing = label(t("请先看过这段说明并点同意；不同意也可以到窗口办。"), "note", "seal")
        self._missing.hide()
        holder.add(label(t("个人信息怎么用"), "strong"), label(sentence, "note", "ink"), self.consent, self._missing)
        return holder

    def _consented(self, agreed: bool) -> None:
        self.keep(replace(self.visit, consent=agreed))
        self._missing.hide()

    def _changed(self, at: str) -> None:
        self._take_all()
        self.asking.clear_problem(at)

    def _take_all(self) -> None:
        form = self.visit.form
        for at, each in self.asking.editors.items():
            form = put(form, at, each.value())
        self.keep(self.visit.answer(form))

    def forward(self) -> None:
        self._take_all()
        problems = wrong(self.guide, self.visit.form, IDENTITY)
        self.asking.show_problems(problems)
        self._missing.setVisible(not self.visit.consent)
        if problems:
            return
        if not self.visit.consent:
            self.asking.ensureWidgetVisible(self._missing)
            return
        self.moved.emit(self.visit.forward())
