"""Which business an appointment is for: only those that have times to come."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from kiosk.booking_desk import Bookable
from kiosk.desk import Place
from ui.citizen.looking import LookingScreen
from ui.citizen.presenters.booking import first_words
from ui.citizen.screen import Foot
from ui.citizen.visit import Step
from ui.texts import t
from ui.widgets.banner import Banner
from ui.widgets.boxes import Card, TouchScroll, clear
from ui.widgets.busy import Busy
from ui.widgets.buttons import Door
from ui.widgets.labels import label
from ui.widgets.qr import qr_label


class BookableScreen(LookingScreen[Sequence[Bookable]]):
    """Businesses in the hall's order; those with nothing left stay in sight."""

    @property
    def question(self) -> str:
        return t("要预约办哪一类事？")

    @property
    def why(self) -> str:
        return t("选好业务，再选哪一天、几点来。约好的人到了先叫号。")

    @property
    def foot(self) -> Foot:
        return Foot(t("现在取号") if self.empty else "", back=t("回首页"), leave=False)

    def build(self) -> None:
        self.empty: bool | None = None
        self._doors: dict[str, Door] = {}
        self.said = Banner(self.theme)
        self.busy = Busy(self.theme, t("正在看还有哪些时间…"))
        self.box.addWidget(self.said)
        scroll = TouchScroll(self.theme)
        self._middle = scroll.box
        self.box.addWidget(scroll, 1)
        self.box.addWidget(self.busy)
        self.look()

    def known(self) -> Sequence[Bookable]:
        return self.room.booking.services()

    def show_known(self, known: Sequence[Bookable]) -> None:
        """Doors that stand already only tell what is new: nothing moves under the hand."""
        if not (known or self.fresh):
            return
        if [one.service for one in known] != list(self._doors) or self.empty is None:
            self._lay(known)
        for one in known:
            self._doors[one.service].tell(first_words(one))
            self._doors[one.service].setEnabled(bool(one.first))

    def _lay(self, known: Sequence[Bookable]) -> None:
        self.empty = not known
        self._doors = {one.service: self._door(one) for one in known}
        clear(self._middle)
        if known:
            self._middle.addLayout(self._grid())
        else:
            self._none()
        self.refreshed.emit()

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(self.theme.gap // 2)
        across = 2 if self.room.broad else 1
        for place, door in enumerate(self._doors.values()):
            grid.addWidget(door, place // across, place % across)
        return grid

    def _door(self, business: Bookable) -> Door:
        door = Door(self.theme, business.name, first_words(business), "calendar-plus")
        door.setObjectName(business.service)
        door.clicked.connect(lambda: self.moved.emit(self.visit.times_of(business.service)))
        return door

    def _none(self) -> None:
        """Nothing to book: what can be done instead."""
        card = Card(self.theme)
        card.add(label(t("这个大厅现在没有开放预约的时段"), "strong"))
        card.add(label(t("可以现在取号，排队到窗口办。"), "body"))
        self._middle.addWidget(card)
        self.room.tasks.op(self, self.room.desk.place, "line").success(self._elsewhere)

    def _elsewhere(self, place: Place) -> None:
        """Other halls, on the phone."""
        if not place.portal or not self.empty:
            return
        card = Card(self.theme, horizontal=True)
        words = label(t("也可以用手机扫码，到网上看别的大厅有没有时间。"), "body")
        card.box.addWidget(qr_label(f"{place.portal}/appointments", self.theme.px(260)))
        card.box.addWidget(words, 1, Qt.AlignmentFlag.AlignVCenter)
        self._middle.insertWidget(1, card)

    def forward(self) -> None:
        self.moved.emit(self.visit.at(Step.NUMBERS))

    def back(self) -> None:
        self.ended.emit()
