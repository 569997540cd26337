"""The number, huge; then its paper. Whatever becomes of the paper, the number stands."""

from dataclasses import replace

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout

from kiosk.queue_desk import Matter, Printed, TicketTaken
from ui.citizen.giving_back import GivingBack
from ui.citizen.matters import Course
from ui.citizen.presenters.progress import moment_words
from ui.citizen.presenters.queue import ahead_parts, missed_words, names_words, spoken, wait_parts, windows_words
from ui.citizen.screen import Foot, Screen
from ui.citizen.visit import Step
from ui.tasks import Trouble
from ui.texts import t
from ui.widgets.banner import Banner
from ui.widgets.boxes import Card, TouchScroll, clear, column, fact, row
from ui.widgets.buttons import button, picture
from ui.widgets.labels import Role, label
from ui.widgets.lights import Light
from ui.widgets.qr import qr_picture

LONG = 6
"""A number of so many marks is written smaller, in elder mode one of a mark less."""


class TicketScreen(Screen):
    """Shown first, printed then: the paper is asked for when the number is on the screen."""

    @property
    def question(self) -> str:
        return t("取到号了，请记住号码")

    @property
    def why(self) -> str:
        return names_words([self.ticket.service_name, *(each.service_name for each in self.ticket.then)])

    @property
    def foot(self) -> Foot:
        back = t("回到指南") if self.visit.item else ""
        return Foot(t("好了，回首页"), back=back, leave=False, note=t("号码只在今天有用"))

    @property
    def ticket(self) -> TicketTaken:
        """The number; LookupError before one was taken."""
        if self.visit.ticket is None:
            raise LookupError("no number taken")
        return self.visit.ticket

    def build(self) -> None:
        self.said = Banner(self.theme)
        self.box.addWidget(self.said)
        self.paper = column()
        number = self._number()
        head = row(self.theme.gap)
        head.addLayout(number, 1)
        if self.ticket.qr:
            head.addWidget(self._phone(), 0, Qt.AlignmentFlag.AlignTop)
        scroll = TouchScroll(self.theme)
        scroll.box.addLayout(head)
        if self.ticket.source == "lease":
            plain = t("大厅主机暂时连不上。号码有效，只是要等多久现在说不准，请留意叫号。")
            scroll.box.addWidget(Light(self.theme, "wait", plain, "body"))
        (number if self.room.broad else scroll.box).addLayout(self.paper)
        scroll.box.addLayout(self._figures())
        if self.ticket.then:
            now = Matter(self.ticket.service_name, self.ticket.windows)
            scroll.box.addWidget(Course(self.theme, (), now, self.ticket.then, over=False))
        scroll.box.addWidget(self._rule())
        scroll.box.addLayout(self._give_back())
        self.box.addWidget(scroll, 1)
        self._show_paper()

    def _number(self) -> QVBoxLayout:
        words = column(self.theme.grid)
        role: Role = "call" if len(self.ticket.number) < LONG - self.theme.elder else "number"
        words.addWidget(label(self.ticket.number, role, "jade", wrap=False))
        return words

    def begin(self) -> None:
        """The number is up; its paper follows, once: the screen holds from now on."""
        if not self.visit.paper:
            self.holding = True
            QTimer.singleShot(0, self, lambda: self._print(""))

    def _figures(self) -> QGridLayout:
        facts = QGridLayout()
        facts.setSpacing(self.theme.gap)
        ahead = ahead_parts(self.ticket.ahead, sure=self.ticket.source == "hub")
        facts.addWidget(fact(self.theme, *ahead, t("前面还有")), 0, 0)
        facts.addWidget(fact(self.theme, *wait_parts(self.ticket.estimate), t("大约等")), 0, 1)
        if self.ticket.then:
            return facts  # the windows stand beside each matter
        windows = Card(self.theme)
        where = label(windows_words(self.ticket.windows), "strong")
        where.setMinimumWidth(self.theme.px(200))
        windows.add(label(t("办理窗口"), "note"), where)
        windows.box.addStretch()
        facts.addWidget(windows, *((0, 2) if self.room.broad else (1, 0, 1, 2)))
        return facts

    def _phone(self) -> Card:
        card = Card(self.theme)
        side = self.theme.px(200 if self.theme.elder else 260)
        code = QLabel()
        code.setFixedSize(side, side)
        code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.in_turns(0, [lambda: code.setPixmap(qr_picture(self.ticket.qr, side))])
        words = label(t("扫码看排队"), "note", "ink")
        words.setFixedWidth(side)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        card.add(code, words)
        card.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        return card

    def _rule(self) -> Card:
        card = Card(self.theme)
        card.add(label(t("听到叫号，请到窗口"), "strong"))
        card.add(label(missed_words(self.ticket.missed), "note", "ink"))
        taken = moment_words(self.ticket.taken_at, self.room.zone)
        card.add(label(t("取号时间 {moment}", moment=taken), "note"))
        card.box.addStretch()
        return card

    def _give_back(self) -> QHBoxLayout:
        line = row(self.theme.gap)
        giving = GivingBack(self.room, self.ticket.token, self.ticket.number)
        giving.done.connect(lambda _: self.ended.emit())
        giving.failed.connect(self._failed)
        line.addWidget(giving)
        line.addStretch()
        return line

    def _print(self, printer: str) -> None:
        self.holding = True  # also where it is printed once more
        self.keep(replace(self.visit, paper="asked", printed=None))
        self._show_paper()
        queue, ticket = self.room.queue, self.ticket
        work = self.room.tasks.op(self, lambda: queue.print_ticket(ticket, printer), "calls")
        work.success(self._printed).failure(self._not_printed)

    def _printed(self, printed: Printed) -> None:
        self.holding = False
        self.keep(replace(self.visit, paper="done" if printed.done else "failed", printed=printed))
        self._show_paper()

    def _not_printed(self, trouble: Trouble) -> None:
        message, mend = spoken(trouble)
        self._printed(Printed(done=False, message=message, mend=mend, second=""))

    def _show_paper(self) -> None:
        clear(self.paper)
        printed = self.visit.printed
        self.paper.addWidget(self._paper() if printed is None or printed.done else self._no_paper(printed))

    def _paper(self) -> Card:
        card, done = Card(self.theme, "open", horizontal=True), self.visit.paper == "done"
        card.box.addWidget(picture(self.theme, "printer", 40, "jade" if done else "ink_2"))
        card.box.addWidget(label(t("小票打好了，请取走") if done else t("正在打印小票…"), "body"), 1)
        if done:
            card.box.addWidget(self._print_key(t("再打一张"), ""))
        return card

    def _no_paper(self, printed: Printed) -> Card:
        card = Card(self.theme, "wait", horizontal=True)
        words = column(self.theme.grid)
        plain = t("小票没有打出来。号码有效，请记下。")
        words.addWidget(label(plain + t("也可以用手机扫上面的码。") if self.ticket.qr else plain, "strong"))
        if printed.mend:
            words.addWidget(label(t("请工作人员：{mend}", mend=printed.mend), "note", "ink"))
        way = QBoxLayout.Direction.TopToBottom if self.theme.elder else QBoxLayout.Direction.LeftToRight
        keys = QBoxLayout(way)
        keys.setSpacing(self.theme.gap)
        if printed.second:
            keys.addWidget(self._print_key(t("用另一台打印机打"), printed.second))
        keys.addWidget(self._print_key(t("再试一次"), ""))
        keys.addStretch()
        words.addLayout(keys)
        card.box.addWidget(picture(self.theme, "triangle-alert", 48, "amber"), 0, Qt.AlignmentFlag.AlignTop)
        card.box.addLayout(words, 1)
        return card

    def _print_key(self, words: str, printer: str) -> QPushButton:
        key = button(self.theme, words, "outline", "printer")
        key.setObjectName(f"print-{printer or 'again'}")
        key.clicked.connect(lambda: self._print(printer))
        return key

    def _failed(self, trouble: Trouble) -> None:
        self.said.show_note(*spoken(trouble))

    def forward(self) -> None:
        self.ended.emit()

    def back(self) -> None:
        self.moved.emit(self.visit.at(Step.GUIDE))
