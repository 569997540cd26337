"""Done: the number, huge; what is certain by now; what happens next."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QBoxLayout, QLabel, QVBoxLayout

from kiosk.desk import Receipt
from kiosk.domain.progress import Progress
from ui.citizen.presenters.progress import due_words, moment_words, next_words, received
from ui.citizen.screen import Foot, Screen
from ui.tasks import Trouble
from ui.texts import t
from ui.widgets.boxes import Card, TouchScroll, column
from ui.widgets.buttons import button
from ui.widgets.labels import label
from ui.widgets.lights import Light
from ui.widgets.qr import qr_picture

ASK_MS = 3000


class DoneScreen(Screen):
    """The receipt; the light for the platform turns by itself."""

    @property
    def question(self) -> str:
        return t("已经交好了")

    @property
    def why(self) -> str:
        return self.item.name

    @property
    def foot(self) -> Foot:
        return Foot(t("办完了，清除并回首页"), back="", leave=False, note=t("离开后，本机不留您的内容"))

    @property
    def receipt(self) -> Receipt:
        """The receipt; LookupError before anything was handed in."""
        if self.visit.receipt is None:
            raise LookupError("nothing handed in")
        return self.visit.receipt

    def build(self) -> None:
        self.box.addWidget(label(t("回执编号"), "note"))
        number = label(self.receipt.receipt, "number", wrap=False)
        number.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.box.addWidget(number)
        self.box.addWidget(Light(self.theme, "good", t("已安全保存在本机"), "body"))
        self.platform = Light(self.theme, "wait", t("等待平台确认，网络一通就送"), "body")
        self.box.addWidget(self.platform)
        self.box.addSpacing(self.theme.gap)
        way = QBoxLayout.Direction.LeftToRight if self.room.wide else QBoxLayout.Direction.TopToBottom
        parts = QBoxLayout(way)
        parts.setSpacing(self.theme.gap)
        parts.addWidget(self._take_home(), 1)
        parts.addWidget(self._next(), 1)
        scroll = TouchScroll(self.theme)
        scroll.box.addLayout(parts)
        self.box.addWidget(scroll, 1)
        self._show_received(not self.receipt.tentative)
        self._watch()

    def _take_home(self) -> Card:
        card = Card(self.theme, horizontal=True)
        side = self.theme.px(290 if self.room.wide else 400)
        code = QLabel()
        code.setFixedSize(side, side)
        card.box.addWidget(code, 0, Qt.AlignmentFlag.AlignTop)
        self.in_turns(0, [lambda: code.setPixmap(qr_picture(self.receipt.qr, side))])
        words: QVBoxLayout = column(self.theme.gap)
        words.addWidget(label(t("带走回执"), "strong"))
        words.addWidget(label(t("用手机扫码，随时查进度、撤回、补材料。"), "note", "ink"))
        self.print_key = button(self.theme, t("打印回执"), "outline", "printer")
        self.print_key.clicked.connect(self._print)
        words.addWidget(self.print_key)
        self.printed = label("", "note")
        words.addWidget(self.printed)
        words.addStretch()
        card.box.addLayout(words, 1)
        return card

    def _next(self) -> Card:
        card = Card(self.theme)
        card.add(label(t("接下来"), "strong"))
        self.what_next = label(next_words(not self.receipt.tentative))
        self.by_when = label("", "body")
        self.by_when.hide()
        card.add(self.what_next, self.by_when)
        handed = t("提交时间 {moment}", moment=moment_words(self.receipt.handed_in_at, self.room.zone))
        card.add(label(handed, "note"))
        phone = self.guide.phone
        card.add(label(t("有疑问请拨 {phone}", phone=phone), "note"))
        card.box.addStretch()
        return card

    def _print(self) -> None:
        self.print_key.setEnabled(False)
        self.printed.setText(t("正在打印…"))
        work = self.room.tasks.op(self, lambda: self.room.desk.print_receipt(self.receipt))
        work.success(lambda _: self._printed(t("已打印，请取走"))).failure(self._print_failed)

    def _printed(self, words: str) -> None:
        self.print_key.setEnabled(True)
        self.printed.setText(words)

    def _print_failed(self, trouble: Trouble) -> None:
        self._printed(t("没有打出来。编号和二维码同样有效。"))
        self.trouble(trouble)

    def _watch(self) -> None:
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(ASK_MS)
        self._timer.timeout.connect(self._ask)
        self._timer.start(0)

    def _ask(self) -> None:
        desk, number = self.room.desk, self.receipt.receipt
        work = self.room.tasks.op(self, lambda: desk.progress(number), "line")
        work.success(self._heard).failure(lambda _: self._timer.start(ASK_MS))

    def _heard(self, progress: Progress) -> None:
        self.by_when.setText(due_words(progress))
        self.by_when.setVisible(bool(progress.due))
        self._show_received(received(progress))
        if not received(progress):
            self._timer.start(ASK_MS)

    def _show_received(self, yes: bool) -> None:
        if yes:
            self.platform.show_state("good", t("平台已收到"))
            self.what_next.setText(next_words(arrived=True))

    def forward(self) -> None:
        self.ended.emit()
