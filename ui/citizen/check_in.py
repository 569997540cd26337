"""Check-in: an appointment becomes a number, by its code, an ID or a phone's digits; by its code it is shown, too."""

from PySide6.QtCore import Qt

from kiosk.booking_desk import Appointment
from ui.citizen.presenters.booking import is_code
from ui.citizen.presenters.booking import spoken as spoken_of
from ui.citizen.screen import Foot
from ui.citizen.taking import TakingScreen
from ui.tasks import Trouble
from ui.texts import t
from ui.widgets.banner import Banner
from ui.widgets.boxes import Card, column
from ui.widgets.busy import Busy
from ui.widgets.buttons import button
from ui.widgets.keypad import Keypad, keyed_line
from ui.widgets.labels import label

KEYS = ("123456", "7890X")


class CheckInScreen(TakingScreen):
    """A line that a hand, or a scanner, fills; the rules told before anything is asked."""

    @property
    def question(self) -> str:
        return t("预约签到")

    @property
    def why(self) -> str:
        return t("输入预约码、身份证号，或预约手机号的后四位；也可以扫预约码。")

    @property
    def foot(self) -> Foot:
        ready = bool(self._said) and not self.holding
        back = "" if self.holding else t("回首页")
        return Foot(t("签到取号"), enabled=ready, back=back, leave=False, note=t("签到后马上打印小票"))

    @property
    def _said(self) -> str:
        return self.line.text().strip()

    def build(self) -> None:
        self.line = keyed_line(t("预约码、身份证号或手机后四位"))
        self.line.textChanged.connect(lambda _: self._typed())
        self.line.returnPressed.connect(self.forward)
        self.box.addWidget(self.line)
        self.said = Banner(self.theme)
        self.box.addWidget(self.said)
        self.busy = Busy(self.theme, t("正在签到…"))
        self.busy.hide()
        self.box.addWidget(self.busy)
        self.box.addWidget(self._rules())
        self.box.addWidget(self._way_out())
        self.box.addStretch(1)
        self.box.addWidget(Keypad(self.theme, self.line, *KEYS))

    def begin(self) -> None:
        self.line.setFocus()

    def _rules(self) -> Card:
        card = Card(self.theme, "open")
        card.add(label(t("什么时候签到"), "strong"))
        card.add(label(t("可以提前半小时以内签到，签到后优先叫号。"), "note", "ink"))
        card.add(label(t("来晚了也能签到，和现场取号的人一起排队。当天没有来，预约就作废。"), "note", "ink"))
        return card

    def _way_out(self) -> Card:
        card, words = Card(self.theme, "open", horizontal=True), column(self.theme.grid)
        words.addWidget(label(t("来不了"), "strong"))
        words.addWidget(label(t("输入预约码，就能看到预约，也能取消。"), "note", "ink"))
        card.box.addLayout(words, 1)
        self._look = button(self.theme, t("查看或取消预约"), "outline", "calendar-check")
        self._look.setObjectName("look")
        self._look.clicked.connect(self._find)
        self._look.setEnabled(False)
        card.box.addWidget(self._look, 0, Qt.AlignmentFlag.AlignVCenter)
        return card

    def _typed(self) -> None:
        self._look.setEnabled(is_code(self._said) and not self.holding)
        self.refreshed.emit()

    def _find(self) -> None:
        """Only by the code: whoever knows a phone's last four digits is not yet its owner."""
        if self.holding:
            return
        self.holding = True
        self._look.setEnabled(False)
        self.said.dismiss()
        self.busy.say(t("正在查预约…"))
        self.refreshed.emit()
        desk, code = self.room.booking, self._said
        self.room.tasks.op(self, lambda: desk.find(code), "line").success(self._found).failure(self._not_found)

    def _found(self, made: Appointment) -> None:
        self.holding = False
        self.moved.emit(self.visit.booked(made))

    def _not_found(self, trouble: Trouble) -> None:
        super().failed(trouble)
        self._typed()
        self.said.show_note(*spoken_of(trouble))

    def forward(self) -> None:
        said, queue = self._said, self.room.queue
        if not said or self.holding:
            return
        self.ask(t("正在签到…"), lambda: queue.check_in(said))
        self._look.setEnabled(False)

    def failed(self, trouble: Trouble) -> None:
        super().failed(trouble)
        self._typed()
        self.line.selectAll()
        self.line.setFocus()

    def back(self) -> None:
        self.ended.emit()
