"""Sign, and hand in: durable first, then shown."""

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from kiosk.desk import CitizenDesk, Receipt
from kiosk.domain.catalogue import Guide
from kiosk.domain.form import prune, tidied
from ui.citizen.presenters.handing_in import draft
from ui.citizen.screen import Foot, Screen
from ui.citizen.visit import Visit
from ui.tasks import Trouble
from ui.texts import t
from ui.widgets.boxes import row
from ui.widgets.busy import Busy
from ui.widgets.buttons import button
from ui.widgets.labels import label
from ui.widgets.signing import SigningPad


def hand_in(desk: CitizenDesk, guide: Guide, visit: Visit, signature: bytes) -> Receipt:
    """Keep the signature, then the case; blocks on the desk."""
    kept = desk.keep_signature(signature)
    return desk.hand_in(draft(visit, prune(guide, tidied(guide.schema, visit.form)), kept))


class SignScreen(Screen):
    """The last step before it counts."""

    handing_in = False

    @property
    def question(self) -> str:
        return t("请在框里签名")

    @property
    def why(self) -> str:
        return t("签名表示：填写的内容和材料是真实的。")

    @property
    def foot(self) -> Foot:
        return Foot(t("提交"), enabled=self.pad.is_signed and not self.handing_in, note=t("提交后当场给您回执编号"))

    def build(self) -> None:
        self.pad = SigningPad(self.theme)
        self.pad.changed.connect(self.refreshed)
        self.busy = Busy(self.theme, t("正在保存，请不要离开…"))
        self.busy.hide()
        self.box.addWidget(label(t("用手指写您的姓名。写得不满意可以重写。"), "note"))
        self.box.addWidget(self.pad, 3)
        self.box.addWidget(self._keys())
        self.box.addWidget(self.busy)
        self.box.addStretch(1)

    def _keys(self) -> QWidget:
        holder = QWidget()
        line = row(self.theme.gap, 0, holder)
        for words, icon, act in ((t("退一笔"), "undo-2", self.pad.undo), (t("重写"), "refresh-cw", self.pad.clear)):
            key = button(self.theme, words, "outline", icon)
            key.clicked.connect(act)
            line.addWidget(key)
        line.addStretch()
        return holder

    def forward(self) -> None:
        if self.handing_in:
            return
        self.handing_in = True
        self.busy.show()
        self.settled.emit()
        self.refreshed.emit()
        desk, guide, visit, drawing = self.room.desk, self.guide, self.visit, self.pad.drawing()
        work = self.room.tasks.op(self, lambda: hand_in(desk, guide, visit, drawing.png()))
        work.success(self._handed_in).failure(self._failed)

    def _handed_in(self, receipt: Receipt) -> None:
        self.moved.emit(replace(self.visit, returning=False).handed_in(receipt))

    def _failed(self, trouble: Trouble) -> None:
        self.handing_in = False
        self.busy.hide()
        self.trouble(trouble)
        self.refreshed.emit()

    def back(self) -> None:
        if not self.handing_in:
            super().back()
