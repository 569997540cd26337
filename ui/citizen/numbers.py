"""Which number: the businesses with what waits for each, or the matter by which the business is found."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout

from kiosk.queue_desk import ServiceRow
from ui.citizen.presenters.queue import spoken, wait_words, waiting_words, windows_words
from ui.citizen.screen import Foot, Screen
from ui.citizen.visit import Step
from ui.tasks import Trouble
from ui.texts import t
from ui.theme import Theme
from ui.widgets.banner import Banner
from ui.widgets.boxes import TouchScroll, column, row
from ui.widgets.buttons import Door, Plate
from ui.widgets.labels import label

ASK_MS = 5000


class Business(Plate):
    """One business: its letter, its name, its windows; how many wait and how long; or why it is closed."""

    def __init__(self, theme: Theme, business: ServiceRow) -> None:
        super().__init__()
        self.setProperty("kind", "choice")
        self.setAccessibleName(business.name)
        self.setObjectName(business.code)
        line = row(theme.gap, theme.gap, self)
        letter = label(business.prefix, "question", "jade", wrap=False)
        letter.setAlignment(Qt.AlignmentFlag.AlignCenter)
        line.addWidget(letter)
        words = column(theme.grid)
        words.addStretch()
        self.where = label("", "note")
        words.addWidget(label(business.name, "strong"))
        words.addWidget(self.where)
        words.addStretch()
        line.addLayout(words, 3)
        line.addLayout(self._queue(theme), 2)
        for each in self.findChildren(QLabel):
            each.setMinimumWidth(1)  # wraps rather than push its neighbour out
        letter.setMinimumWidth(theme.px(72))
        self.show_now(business)

    def _queue(self, theme: Theme) -> QVBoxLayout:
        now = column(theme.grid)
        self.waiting, self.wait = label("", "strong"), label("", "note", "ink")
        for words in (self.waiting, self.wait):
            words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        now.addStretch()
        now.addWidget(self.waiting)
        now.addWidget(self.wait)
        now.addStretch()
        return now

    def show_now(self, business: ServiceRow, chosen: bool = False) -> None:
        """The figures of now; the row stays where it is. What is `chosen` already is not chosen twice."""
        self.setEnabled(not business.closed and not chosen)
        self.where.setText(t(business.closed) if business.closed else windows_words(business.windows))
        waiting = t("已经选了") if chosen else waiting_words(business)
        self.waiting.setText(t("取不了号") if business.closed else waiting)
        self.wait.setText(t("大约等 {wait}", wait=wait_words(business.estimate)))
        self.wait.setVisible(not business.closed and not chosen)


class NumbersScreen(Screen):
    """All businesses; closed ones stay in sight with their reason."""

    @property
    def question(self) -> str:
        return t("还要办哪一种？") if self.visit.adding else t("取哪一种号？")

    @property
    def why(self) -> str:
        if self.visit.adding:
            return t("选好的排在后面，还是同一个号。不用再取号。")
        return t("选要办的业务。不知道属于哪一种，就按事项找。")

    @property
    def foot(self) -> Foot:
        back = None if self.visit.adding else t("回首页")
        return Foot(back=back, leave=False, note=t("下一步先看要等多久，再决定取不取"))

    def build(self) -> None:
        self._rows: dict[str, Business] = {}
        self.said = Banner(self.theme)
        self.box.addWidget(self.said)
        seek = Door(self.theme, t("不知道取哪一种？按事项找"), t("输入要办的事，告诉您取哪个号"), "search")
        seek.setObjectName("by-matter")
        seek.clicked.connect(self._by_matter)
        self.box.addWidget(seek)
        scroll = TouchScroll(self.theme)
        self._grid = QGridLayout()
        self._grid.setSpacing(self.theme.gap // 2)
        scroll.box.addLayout(self._grid)
        self.box.addWidget(scroll, 1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(ASK_MS)
        self._timer.timeout.connect(self._ask)
        self._ask()

    def _ask(self) -> None:
        work = self.room.tasks.op(self, self.room.queue.services, "calls")
        work.success(self._show).failure(self._failed)

    def _show(self, businesses: Sequence[ServiceRow]) -> None:
        self.said.dismiss()
        self._timer.start()
        across = 2 if self.room.broad else 1
        for place, business in enumerate(businesses):
            if business.code not in self._rows:
                self._grid.addWidget(self._row(business), place // across, place % across)
            chosen = self.visit.adding and business.code in self.visit.matters
            self._rows[business.code].show_now(business, chosen)

    def _row(self, business: ServiceRow) -> Business:
        made = self._rows[business.code] = Business(self.theme, business)
        made.clicked.connect(lambda: self.moved.emit(self.visit.number_for(business.code)))
        return made

    def _failed(self, trouble: Trouble) -> None:
        self.said.show_note(*spoken(trouble))
        self._timer.start()

    def _by_matter(self) -> None:
        self.moved.emit(replace(self.visit, seeking=True).at(Step.FIND))

    def back(self) -> None:
        """Home, or to what was chosen before."""
        if self.visit.adding:
            self.moved.emit(replace(self.visit, adding=False).at(Step.TAKE))
        else:
            self.ended.emit()
