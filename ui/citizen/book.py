"""Before a time is booked: all that will be, the last four of a phone or nothing, and only then the booking."""

from dataclasses import replace

from PySide6.QtWidgets import QBoxLayout, QWidget

from kiosk.booking_desk import Appointment, Plan
from kiosk.errors import Refused
from ui.citizen.coming import coming, when_card
from ui.citizen.presenters.booking import DIGITS, by_words, digits_wrong, spoken
from ui.citizen.screen import Foot, Screen
from ui.citizen.visit import Step
from ui.tasks import Trouble
from ui.texts import t
from ui.widgets.banner import Banner
from ui.widgets.boxes import TouchScroll, clear, column
from ui.widgets.busy import Busy
from ui.widgets.keypad import Keypad, keyed_line
from ui.widgets.labels import label

TALL_KEYS, WIDE_KEYS = ("12345", "67890"), ("123", "456", "789", "0")


class BookScreen(Screen):
    """Booked by the key at the foot and nothing else, and only once for one plan."""

    @property
    def question(self) -> str:
        return t("请核对一下")

    @property
    def why(self) -> str:
        return by_words(self.visit.start) if self._stuck else t("按“约这个时间”以后才算约上。")

    @property
    def foot(self) -> Foot:
        if self._stuck:
            return Foot(t("换个时间"), back=t("回首页"), leave=False)
        back = "" if self.holding else t("换个时间")
        ready = self.visit.plan is not None and not self.holding
        return Foot(t("约这个时间"), enabled=ready, back=back, leave=False, note=t("约上以后给您预约码"))

    @property
    def _stuck(self) -> bool:
        """This time cannot be booked as things are."""
        return self.visit.plan is None and not self._asking

    def build(self) -> None:
        self._asking = False
        self.said = Banner(self.theme)
        self.busy = Busy(self.theme, "")
        self.busy.hide()
        self.box.addWidget(self.said)
        way = QBoxLayout.Direction.LeftToRight if self.room.wide else QBoxLayout.Direction.TopToBottom
        parts = QBoxLayout(way)
        parts.setSpacing(self.theme.group if self.room.wide else self.theme.gap)
        scroll = TouchScroll(self.theme)
        self._middle = scroll.box
        parts.addWidget(scroll, 3)
        self._phone = self._ask_phone()
        parts.addWidget(self._phone, 2 if self.room.wide else 0)
        self.box.addLayout(parts, 1)
        self.box.addWidget(self.busy)
        if self.visit.plan:
            self._lay(self.visit.plan)
        else:
            self._foresee()

    def begin(self) -> None:
        self.line.setFocus()

    def _ask_phone(self) -> QWidget:
        asked = QWidget()
        words = column(self.theme.gap // 2, 0, asked)
        words.addWidget(label(t("手机号后四位（选填）"), "strong"))
        note = t("只用后四位，签到时核对；不保存完整号码。不填，就凭预约码签到。")
        words.addWidget(label(note, "note"))
        self.line = keyed_line(t("后四位"), DIGITS)
        self.line.setText(self.visit.digits)
        self.line.textChanged.connect(self._typed)
        words.addWidget(self.line)
        words.addWidget(Keypad(self.theme, self.line, *(WIDE_KEYS if self.room.wide else TALL_KEYS)))
        if self.room.wide:
            words.addStretch()
        return asked

    def _typed(self, digits: str) -> None:
        if not self._stuck:
            self.said.dismiss()
        self.keep(replace(self.visit, digits=digits))

    def _foresee(self) -> None:
        self._asking = True
        self._phone.show()
        self.said.dismiss()
        self.busy.say(t("正在看这个时间还有没有名额…"))
        desk, visit = self.room.booking, self.visit
        work = self.room.tasks.op(self, lambda: desk.plan(visit.service, visit.start), "line")
        work.success(self._foreseen).failure(self._failed)

    def _foreseen(self, plan: Plan) -> None:
        self._asking = False
        self.busy.hide()
        self.keep(replace(self.visit, plan=plan))
        self._lay(plan)
        self.refreshed.emit()

    def _lay(self, plan: Plan) -> None:
        clear(self._middle)
        when = by_words(plan.start)
        note = t("{when} 以前都可以取消：约上就在下一页，以后凭预约码在“预约签到”里。", when=when)
        self._middle.addWidget(when_card(self.theme, plan, note))
        self._middle.addWidget(coming(self.theme, plan))

    def forward(self) -> None:
        if self.holding or self._asking:
            return
        if self.visit.plan is None:
            self._elsewhen()
        elif digits_wrong(self.visit.digits):
            self.said.show_note(t("请填写手机号的后四位数字，或不填"))
            self.line.setFocus()
        else:
            self._book(self.visit.plan)

    def _book(self, plan: Plan) -> None:
        self.holding = True
        self.said.dismiss()
        self.busy.say(t("正在预约…"))
        self.refreshed.emit()
        desk, digits = self.room.booking, self.visit.digits
        self.room.tasks.op(self, lambda: desk.book(plan, digits), "line").success(self._booked).failure(self._refused)

    def _booked(self, made: Appointment) -> None:
        self.holding = False
        self.moved.emit(self.visit.booked(made))

    def _refused(self, trouble: Trouble) -> None:
        """A fault may come after the booking: it is asked for under the same key; what was refused needs a new one."""
        if isinstance(trouble, Refused):
            self.keep(replace(self.visit, plan=None))
            clear(self._middle)
        self._failed(trouble)

    def _failed(self, trouble: Trouble) -> None:
        self.holding = self._asking = False
        self._phone.setHidden(self._stuck)
        self.busy.hide()
        self.said.show_note(*spoken(trouble))
        self.refreshed.emit()

    def back(self) -> None:
        if self._stuck:
            self.ended.emit()
        else:
            self._elsewhen()

    def _elsewhen(self) -> None:
        self.moved.emit(replace(self.visit, plan=None).at(Step.TIMES))
