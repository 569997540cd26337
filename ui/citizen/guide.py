"""The guide: everything is foreseeable before one starts."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QSizePolicy

from kiosk.domain.catalogue import Guide, Material
from ui.citizen.presenters.answers import pages
from ui.citizen.presenters.guide import figures, minutes, statutory_words, target_words
from ui.citizen.screen import Foot, Screen
from ui.citizen.visit import Readiness
from ui.texts import t
from ui.widgets.boxes import Card, TouchScroll, fact, row
from ui.widgets.buttons import button
from ui.widgets.labels import label


class GuideScreen(Screen):
    """Four large facts, then what is needed, then what comes out."""

    @property
    def question(self) -> str:
        return self.item.name

    @property
    def why(self) -> str:
        return self.item.department

    @property
    def foot(self) -> Foot:
        if not self.item.fillable:
            return Foot(t("取号"), back=t("换一项"), leave=False) if self.room.tickets else Foot(back=t("换一项"))
        about = minutes(self.guide, len(pages(self.guide, self.visit.form)))
        return Foot(t("开始办理"), back=t("换一项"), note=t("填写约 {minutes} 分钟", minutes=about))

    def build(self) -> None:
        self._ready_keys: dict[tuple[str, str], QPushButton] = {}
        scroll = TouchScroll(self.theme, self.theme.group // 2)
        self.box.addWidget(scroll, 1)
        self.column = scroll.box
        if self.item.guide is None:
            self._show_window_only()
        else:
            self._show_guide(self.item.guide)

    def _show_window_only(self) -> None:
        where = t("这一件暂时不能在本机办。请到咨询台取号，工作人员会告诉您要带什么。")
        if self.room.tickets:
            where = t("这一件暂时不能在本机填表。可以在这里取号，到窗口办；要带什么，请先问咨询台。")
        self._part(t("请到窗口办理"), [where])
        self._part(t("事项编码"), [self.item.code.replace("-", "-\u200b")])

    def _show_guide(self, guide: Guide) -> None:
        facts = QGridLayout()
        facts.setSpacing(self.theme.gap)
        across = 2 if self.theme.elder or not self.room.wide else 4
        for place, each in enumerate(figures(guide)):
            facts.addWidget(fact(self.theme, each.figure, each.unit, each.what), place // across, place % across)
        self.column.addLayout(facts)
        if self.room.tickets:
            number = button(self.theme, t("想到窗口办？取一个号"), "outline", "ticket")
            number.setObjectName("number")
            number.clicked.connect(self._to_number)
            self.column.addWidget(number)
        self._part(t("谁能办"), [target_words(guide), *guide.conditions])
        self._show_materials(guide)
        steps = [f"{place}. {step.name}　{step.by}" for place, step in enumerate(guide.steps, 1)]
        self._part(t("怎么办的"), [*steps, statutory_words(guide)])
        validity = t("有效期：{validity}", validity=guide.result.validity) if guide.result.validity else ""
        self._part(t("办好后拿到"), [guide.result.name, validity])
        self._part(t("收费"), [guide.fee.basis])
        self._part(t("法律依据"), guide.law)
        self._part(t("问谁"), [f"{guide.hall} {guide.window}", t("电话 {phone}", phone=guide.phone)])

    def _to_number(self) -> None:
        queue, code = self.room.queue, self.item.code
        work = self.room.tasks.op(self, lambda: queue.service_of_item(code), "calls")
        work.success(lambda service: self.moved.emit(self.visit.number_for(service))).failure(self.trouble)

    def forward(self) -> None:
        if self.item.fillable:
            super().forward()
        else:
            self._to_number()

    def _part(self, title: str, lines: Sequence[str]) -> None:
        card = Card(self.theme, "open")
        card.add(label(title, "choice"))
        for line in lines:
            if line:
                card.add(label(line, "body"))
        self.column.addWidget(card)

    def _show_materials(self, guide: Guide) -> None:
        self.column.addWidget(label(t("要准备的材料"), "choice"))
        for material in sorted(guide.materials, key=lambda each: not each.required):
            self.column.addWidget(self._material(material))

    def _material(self, material: Material) -> Card:
        card = Card(self.theme)
        kind = t("必交") if material.required else t("有的情况要交") if material.when else t("选交")
        card.add(label(material.name, "strong"), label(f"{kind}　{material.source}", "note"))
        how = label("\n".join(filter(None, [t("要求：") + material.standard, material.note])), "note", "ink")
        how.hide()
        keys = row(self.theme.gap // 2)
        self._ready_key(keys, material, "have", t("已备好"))
        self._ready_key(keys, material, "photo", t("现场拍"))
        unfold = button(self.theme, t("怎么准备"), "choice")
        unfold.setCheckable(True)
        unfold.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        unfold.toggled.connect(how.setVisible)
        keys.addWidget(unfold)
        card.box.addLayout(keys)
        card.add(how)
        return card

    def _ready_key(self, keys: QHBoxLayout, material: Material, state: Readiness, words: str) -> None:
        key = button(self.theme, words, "choice")
        key.setCheckable(True)
        key.setChecked(self.visit.readiness.get(material.code) == state)
        key.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._ready_keys[material.code, state] = key
        key.clicked.connect(lambda on: self._tick(material.code, state if on else None))
        keys.addWidget(key)

    def _tick(self, code: str, state: Readiness | None) -> None:
        others = {name: kept for name, kept in self.visit.readiness.items() if name != code}
        self.keep(replace(self.visit, readiness=others | ({code: state} if state else {})))
        for other in ("have", "photo"):
            self._ready_keys[code, other].setChecked(other == state)
