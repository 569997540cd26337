"""Check-in: an appointment becomes a number, by its code, an ID or a phone's last four digits."""

from ui.citizen.screen import Foot
from ui.citizen.taking import TakingScreen
from ui.tasks import Trouble
from ui.texts import t
from ui.widgets.banner import Banner
from ui.widgets.boxes import Card
from ui.widgets.busy import Busy
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
        ready = bool(self.line.text().strip()) and not self.holding
        back = "" if self.holding else t("回首页")
        return Foot(t("签到取号"), enabled=ready, back=back, leave=False, note=t("签到后马上打印小票"))

    def build(self) -> None:
        self.line = keyed_line(t("预约码、身份证号或手机后四位"))
        self.line.textChanged.connect(lambda _: self.refreshed.emit())
        self.line.returnPressed.connect(self.forward)
        self.box.addWidget(self.line)
        self.said = Banner(self.theme)
        self.box.addWidget(self.said)
        self.busy = Busy(self.theme, t("正在签到…"))
        self.busy.hide()
        self.box.addWidget(self.busy)
        self.box.addWidget(self._rules())
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

    def forward(self) -> None:
        said = self.line.text().strip()
        if not said or self.holding:
            return
        queue = self.room.queue
        self.ask(t("正在签到…"), lambda: queue.check_in(said))

    def failed(self, trouble: Trouble) -> None:
        super().failed(trouble)
        self.line.selectAll()
        self.line.setFocus()

    def back(self) -> None:
        self.ended.emit()
