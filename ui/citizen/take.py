"""Before a number is taken: what waits, whether one is called first, one more matter, and only then the number."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy

from kiosk.queue_desk import Priority, ServiceRow
from ui.citizen.matters import MOST, ChosenMatters
from ui.citizen.presenters.priority import PRIORITIES, is_old, offered
from ui.citizen.presenters.queue import wait_parts, windows_words
from ui.citizen.screen import Foot
from ui.citizen.taking import TakingScreen
from ui.citizen.visit import Step
from ui.texts import t
from ui.widgets.banner import Banner
from ui.widgets.boxes import Card, TouchScroll, clear, fact, row
from ui.widgets.busy import Busy
from ui.widgets.buttons import button
from ui.widgets.labels import label


class TakeScreen(TakingScreen):
    """What is chosen, with its figures of now; the number is taken by the key at the foot and nothing else."""

    @property
    def question(self) -> str:
        if len(self.rows) > 1:
            return t("一个号办 {count} 件", count=len(self.rows))
        return t("取“{name}”的号", name=self.rows[0].name) if self.rows else t("取号")

    @property
    def why(self) -> str:
        if len(self.rows) > 1:
            return t("办完一件，还用这个号等下一件。排队从取号时算起。")
        return t("看一看要等多久，再决定取不取。取了不想等，随时可以退号。")

    @property
    def foot(self) -> Foot:
        ready = bool(self.rows) and not any(each.closed for each in self.rows) and not self.holding
        back = "" if self.holding else None
        return Foot(t("取号"), enabled=ready, back=back, leave=False, note=t("取号后马上打印小票"))

    def build(self) -> None:
        self._all: Sequence[ServiceRow] = ()
        self.rows: Sequence[ServiceRow] = ()
        self.said = Banner(self.theme)
        self.box.addWidget(self.said)
        self.busy = Busy(self.theme, t("正在看要等多久…"))
        self.box.addWidget(self.busy)
        scroll = TouchScroll(self.theme, self.theme.group // 2)
        self.box.addWidget(scroll, 1)
        self.column = scroll.box
        work = self.room.tasks.op(self, self.room.queue.services, "calls")
        work.success(self._show).failure(self.failed)

    def _show(self, businesses: Sequence[ServiceRow]) -> None:
        self.busy.hide()
        self._all = businesses
        if not {each.code for each in businesses}.issuperset(self.visit.matters):
            self.said.show_note(t("这种号已经不设了"), t("请回上一步，另选一种。"))
            return
        self._lay()

    def _lay(self) -> None:
        """Everything in the middle, for what is chosen now."""
        clear(self.column)
        known = {each.code: each for each in self._all}
        self.rows = [known[code] for code in self.visit.matters]
        closed = next((each.closed for each in self.rows if each.closed), "")
        self.said.dismiss()
        if closed:
            self.said.show_note(t(closed), t("请换一种业务，或到咨询台问一问。"))
        if len(self.rows) > 1:
            self._matters()
        elif not closed:
            self._figures(self.rows[0])
        if not closed:
            self._one_more()
            self._first_called(self.rows[0])
        self.refreshed.emit()

    def _matters(self) -> None:
        matters = ChosenMatters(self.theme, self.rows)
        matters.ordered.connect(self._reorder)
        self.column.addWidget(matters)

    def _reorder(self, codes: tuple[str, ...]) -> None:
        self.keep(self.visit.in_order(codes))
        self._lay()

    def _one_more(self) -> None:
        """Beside the way of one matter, never in it."""
        if not len(self.rows) < min(MOST, len(self._all)):
            return
        line = row(self.theme.gap)
        line.addWidget(label(t("还有别的事要办？可以合用一个号。"), "note", "ink"), 1)
        more = button(self.theme, t("再办一件"), "outline", "ticket")
        more.setObjectName("one-more")
        more.clicked.connect(lambda: self.moved.emit(self.visit.one_more()))
        line.addWidget(more)
        self.column.addLayout(line)

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
        queue, visit = self.room.queue, self.visit
        self.ask(t("正在取号…"), lambda: queue.take(visit.service, visit.priority, visit.then))

    def back(self) -> None:
        """To the search or the guide that led here, or to all the businesses; the last one added is let go."""
        if self.visit.then:
            self.moved.emit(self.visit.in_order(self.visit.matters[:-1]).one_more())
            return
        before = Step.FIND if self.visit.seeking else Step.GUIDE if self.visit.item else Step.NUMBERS
        self.moved.emit(self.visit.at(before))
