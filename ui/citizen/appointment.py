"""What was booked: its code, shown once; the slip for it; and the way out of it."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy

from kiosk.booking_desk import Appointment
from ui.citizen.coming import coming, when_card
from ui.citizen.overlay import Overlay, nothing
from ui.citizen.presenters.booking import by_words, code_words, spoken
from ui.citizen.screen import Foot, Screen
from ui.tasks import Trouble
from ui.texts import t
from ui.widgets.banner import Banner
from ui.widgets.boxes import Card, TouchScroll, column, row
from ui.widgets.busy import Busy
from ui.widgets.buttons import button
from ui.widgets.labels import label
from ui.widgets.lights import Light
from ui.widgets.qr import qr_label


class AppointmentScreen(Screen):
    """Stays until its owner leaves, or nobody is there any more; then the code is nowhere on this machine."""

    @property
    def question(self) -> str:
        if self._over:
            return t("预约已取消")
        return t("这是您的预约") if self.made.before else t("约好了，请记下预约码")

    @property
    def why(self) -> str:
        if self._over:
            return t("这个时间已经让给别人。还要来，请重新预约。")
        if self.made.before:
            return t("到时候凭预约码签到。来不了，请取消，把时间让给别人。")
        return t("签到时要用。离开这一页就不再显示，请拍照、抄下或打印。")

    @property
    def foot(self) -> Foot:
        return Foot(t("好了，回首页"), enabled=not self.holding, back="", leave=False)

    @property
    def made(self) -> Appointment:
        """The appointment; LookupError before one was made."""
        if self.visit.appointment is None:
            raise LookupError("no appointment made")
        return self.visit.appointment

    @property
    def _over(self) -> bool:
        return self.made.holds in {"cancelled", "cancelling"}

    def build(self) -> None:
        self.said = Banner(self.theme)
        self.busy = Busy(self.theme, "")
        self.busy.hide()
        self.box.addWidget(self.said)
        scroll = TouchScroll(self.theme)
        way = QBoxLayout.Direction.LeftToRight if self.room.broad else QBoxLayout.Direction.TopToBottom
        parts = QBoxLayout(way)
        parts.setSpacing(self.theme.gap)
        first, second = column(self.theme.gap), column(self.theme.gap)
        if not self._over:
            first.addWidget(self._code())
        first.addWidget(when_card(self.theme, self.made.plan, self._rule()))
        self._tell(first)
        if not self._over:
            first.addLayout(self._keys())
            second.addWidget(coming(self.theme, self.made.plan))
        for each in (first, second):
            each.addStretch()
            parts.addLayout(each, 1)
        scroll.box.addLayout(parts)
        self.box.addWidget(scroll, 1)
        self.box.addWidget(self.busy)

    def _rule(self) -> str:
        """Until when it can be cancelled, and how."""
        when = by_words(self.made.plan.start)
        return "" if self._over else t("{when} 以前都可以取消：就在这里，以后凭预约码在“预约签到”里。", when=when)

    def _code(self) -> Card:
        card = Card(self.theme, "chosen", horizontal=True)
        words = column(self.theme.grid)
        words.addStretch()
        words.addWidget(label(t("预约码"), "note", "ink"))
        words.addWidget(label(code_words(self.made.code), "number", "jade", wrap=False))
        words.addWidget(label(t("签到时输入，或扫右边的码。不要给别人看。"), "note", "ink"))
        words.addStretch()
        card.box.addLayout(words, 1)
        code = qr_label(self.made.code, self.theme.px(180 if self.theme.elder else 220))
        code.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        card.box.addWidget(code, 0, Qt.AlignmentFlag.AlignVCenter)
        return card

    def _tell(self, box: QBoxLayout) -> None:
        """What the platform does not know yet."""
        if self.made.holds == "promised":
            plain = t("暂时连不上平台，这个名额是本机预留的，已经给您了，到时照常来。")
            box.addWidget(Light(self.theme, "wait", plain, "body"))
        if self.made.holds == "cancelling":
            box.addWidget(Light(self.theme, "wait", t("已记下取消，连上平台就生效，您不用再来。"), "body"))

    def _keys(self) -> QHBoxLayout:
        keys = row(self.theme.gap)
        self._slip = button(self.theme, t("打印预约条"), "outline", "printer")
        self._slip.setObjectName("print")
        self._slip.clicked.connect(self._print)
        self._cancel = button(self.theme, t("取消预约"), "danger", "undo-2")
        self._cancel.setObjectName("cancel")
        self._cancel.clicked.connect(self._ask)
        keys.addWidget(self._slip)
        keys.addWidget(self._cancel)
        keys.addStretch()
        return keys

    def _print(self) -> None:
        self._wait(t("正在打印预约条…"))
        desk, made = self.room.booking, self.made
        work = self.room.tasks.op(self, lambda: desk.print_slip(made), "line")
        work.success(lambda _: self._printed()).failure(self._not_printed)

    def _printed(self) -> None:
        self._go_on()
        self.said.show_good(t("预约条打好了，请取走"))

    def _not_printed(self, trouble: Trouble) -> None:
        self._go_on()
        mend = t("请工作人员：{mend}", mend=spoken(trouble)[1])
        self.said.show_note(t("预约条没有打出来。预约有效，请拍照或抄下预约码。"), mend)

    def _ask(self) -> None:
        title = t("要取消 {when} 的预约吗？", when=by_words(self.made.plan.start))
        words = t("取消后这个时间让给别人。以后要来，可以重新预约。")
        sure = Overlay(self.theme, self.window(), title, words)
        sure.key(t("不取消"), nothing, "primary")
        sure.key(t("取消预约"), self._let_go, "danger")
        sure.open()

    def _let_go(self) -> None:
        self._wait(t("正在取消…"))
        desk, made = self.room.booking, self.made
        work = self.room.tasks.op(self, lambda: desk.cancel(made), "line")
        work.success(self._gone).failure(self._not_gone)

    def _gone(self, made: Appointment) -> None:
        self.holding = False
        self.moved.emit(replace(self.visit, appointment=made))

    def _not_gone(self, trouble: Trouble) -> None:
        self._go_on()
        self.said.show_note(*spoken(trouble))

    def _wait(self, words: str) -> None:
        self.said.dismiss()
        self.busy.say(words)
        self._hold(True)

    def _go_on(self) -> None:
        self.busy.hide()
        self._hold(False)

    def _hold(self, holds: bool) -> None:
        self.holding = holds
        for key in (self._slip, self._cancel):
            key.setEnabled(not holds)
        self.refreshed.emit()

    def forward(self) -> None:
        self.ended.emit()

    def back(self) -> None:
        """There is nothing to go back to: it is booked."""
