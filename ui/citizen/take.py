"""Before a number is taken: what waits, whether one is called first, and only then the number."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy

from kiosk.queue_desk import Priority, ServiceRow, TicketTaken
from ui.citizen.presenters.priority import PRIORITIES, is_old, offered
from ui.citizen.presenters.queue import spoken, wait_parts, windows_words
from ui.citizen.screen import Foot, Screen
from ui.citizen.visit import Step
from ui.tasks import Trouble
from ui.texts import t
from ui.widgets.banner import Banner
from ui.widgets.boxes import Card, TouchScroll, fact
from ui.widgets.busy import Busy
from ui.widgets.buttons import button
from ui.widgets.labels import label


class TakeScreen(Screen):
    """One business with its figures of now; the number is taken by the key at the foot and nothing else."""

    @property
    def question(self) -> str:
        return t("取“{name}”的号", name=self.row.name) if self.row else t("取号")

    @property
    def why(self) -> str:
        return t("看一看要等多久，再决定取不取。取了不想等，随时可以退号。")

    @property
    def foot(self) -> Foot:
        ready = self.row is not None and not self.row.closed and not self.holding
        back = "" if self.holding else None
        return Foot(t("取号"), enabled=ready, back=back, leave=False, note=t("取号后马上打印小票"))

    def build(self) -> None:
        self.row: ServiceRow | None = None
        self.said = Banner(self.theme)
        self.box.addWidget(self.said)
        self.busy = Busy(self.theme, t("正在看要等多久…"))
        self.box.addWidget(self.busy)
        scroll = TouchScroll(self.theme, self.theme.group // 2)
        self.box.addWidget(scroll, 1)
        self.column = scroll.box
        work = self.room.tasks.op(self, self.room.queue.services, "calls")
        work.success(self._show).failure(self._failed)

    def _show(self, businesses: Sequence[ServiceRow]) -> None:
        self.busy.hide()
        self.row = next((each for each in businesses if each.code == self.visit.service), None)
        if self.row is None:
            self.said.show_note(t("这种号已经不设了"), t("请回上一步，另选一种。"))
            return
        if self.row.closed:
            self.said.show_note(t(self.row.closed), t("请换一种业务，或到咨询台问一问。"))
        else:
            self._figures(self.row)
            self._first_called(self.row)
        self.column.addStretch()
        self.refreshed.emit()

    def _figures(self, business: ServiceRow) -> None:
        facts = QGridLayout()
        facts.setSpacing(self.theme.gap)
        facts.addWidget(fact(self.theme, str(business.waiting), t("人"), t("现在在等")), 0, 0)
        facts.addWidget(fact(self.theme, *wait_parts(business.estimate), t("大约要等")), 0, 1)
        self.column.addLayout(facts)
        windows = Card(self.theme)
        windows.add(label(t("在这些窗口办"), "note"), label(windows_words(business.windows), "strong"))
        self.column.addWidget(windows)

    def _first_called(self, business: ServiceRow) -> None:
        """Priority: known of whoever was identified, said by everybody else, checked at the window."""
        old = is_old(self.visit, self.room.clock.now().astimezone(self.room.zone).date())
        if old and "elder" in business.classes and not self.visit.priority:
            self.keep(replace(self.visit, priority="elder"))
        self.column.addWidget(label(t("有下面情况的优先叫号"), "strong"))
        known = t("您已满 70 岁，已为您选好。") if old else t("没有就不用选。请带好证件，窗口会核对。")
        self.column.addWidget(label(known, "note"))
        self._keys: dict[Priority, QPushButton] = {}
        grid = QGridLayout()
        grid.setSpacing(self.theme.gap // 2)
        across = 4 if self.room.wide and not self.theme.elder else 2
        for place, lane in enumerate(offered(business, old)):
            grid.addWidget(self._key(lane), place // across, place % across)
        self.column.addLayout(grid)

    def _key(self, lane: Priority) -> QPushButton:
        key = self._keys[lane] = button(self.theme, t(PRIORITIES[lane]), "choice")
        key.setObjectName(lane)
        key.setCheckable(True)
        key.setChecked(self.visit.priority == lane)
        key.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        key.clicked.connect(lambda on: self._choose(lane if on else ""))
        return key

    def _choose(self, lane: Priority) -> None:
        self.keep(replace(self.visit, priority=lane))
        for each, key in self._keys.items():
            key.setChecked(each == lane)

    def forward(self) -> None:
        if self.holding:
            return
        self.holding = True
        self.said.dismiss()
        self.busy.say(t("正在取号…"))
        self.refreshed.emit()
        queue, service, lane = self.room.queue, self.visit.service, self.visit.priority
        work = self.room.tasks.op(self, lambda: queue.take(service, lane), "calls")
        work.success(self._taken).failure(self._failed)

    def _taken(self, ticket: TicketTaken) -> None:
        self.holding = False
        self.moved.emit(self.visit.took(ticket))

    def _failed(self, trouble: Trouble) -> None:
        self.holding = False
        self.busy.hide()
        self.said.show_note(*spoken(trouble))
        self.refreshed.emit()

    def back(self) -> None:
        """To the search or the guide that led here, or to all the businesses."""
        before = Step.FIND if self.visit.seeking else Step.GUIDE if self.visit.item else Step.NUMBERS
        self.moved.emit(self.visit.at(before))
