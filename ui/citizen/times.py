"""When to come: the days in a row, under them the times of one day with how many places are left."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from kiosk.booking_desk import OpenTime, Timetable
from ui.citizen.looking import LookingScreen
from ui.citizen.presenters.booking import Day, day_shown, days_of, halves, left_words, span_words
from ui.citizen.screen import Foot
from ui.citizen.visit import Step
from ui.citizen.week import DayRow
from ui.texts import t
from ui.theme import Theme
from ui.widgets.banner import Banner
from ui.widgets.boxes import TouchScroll, clear, column
from ui.widgets.busy import Busy
from ui.widgets.buttons import Plate
from ui.widgets.labels import label
from ui.widgets.lights import Light


class TimeDoor(Plate):
    """One half hour; a full one stays in sight and cannot be pressed."""

    def __init__(self, theme: Theme, time: OpenTime, alone: bool) -> None:
        super().__init__()
        self.setProperty("kind", "choice")
        self.setObjectName(time.start)
        span = span_words(time.start, time.minutes)
        self.setAccessibleName(span)
        words = column(theme.grid // 2, theme.gap // 2, self)
        self._left = label("", "note")
        for each in (label(span, "strong", wrap=False), self._left):
            each.setAlignment(Qt.AlignmentFlag.AlignCenter)
            words.addWidget(each)
        self.setMinimumHeight(theme.target)
        self.show_left(time.left, alone)

    def show_left(self, left: int, alone: bool) -> None:
        self.setEnabled(left > 0)
        self._left.setText(left_words(left, alone))


class TimesScreen(LookingScreen[Timetable]):
    """One day at a time; what others take meanwhile is seen within seconds."""

    @property
    def question(self) -> str:
        return t("您什么时候来？")

    @property
    def why(self) -> str:
        return self.table.name if self.table else ""

    @property
    def foot(self) -> Foot:
        return Foot(leave=False, note=t("下一步先核对，再决定约不约"))

    def build(self) -> None:
        self.table: Timetable | None = None
        self.day = self.visit.start[:10]
        self._doors: dict[str, TimeDoor] = {}
        self.said = Banner(self.theme)
        self.busy = Busy(self.theme, t("正在看还有哪些时间…"))
        self.days = DayRow(self.room)
        self.days.chosen.connect(self._turn_to)
        self._alone = Light(self.theme, "wait", t("暂时连不上平台，现在只能约本机预留的名额。"), "body")
        self._alone.hide()
        scroll = TouchScroll(self.theme)
        self._middle = scroll.box
        for part in (self.said, self.days, self._alone):
            self.box.addWidget(part)
        self.box.addWidget(scroll, 1)
        self.box.addWidget(self.busy)
        self.look()

    def known(self) -> Timetable:
        return self.room.booking.times(self.visit.service)

    def show_known(self, known: Timetable) -> None:
        self.table = known
        self._alone.setVisible(known.alone)
        days = days_of(known.times)
        self.day = day_shown(days, self.day)
        self.days.show_days(days, self.day, known.alone)
        self._lay(days)
        self.refreshed.emit()

    def _lay(self, days: Sequence[Day]) -> None:
        """Doors that stand already only get their new figure: nothing moves under the hand."""
        assert self.table is not None
        here = {one.start: one for one in self.table.times if self.day and one.start.startswith(self.day)}
        if here.keys() == self._doors.keys() and here:
            for start, one in here.items():
                self._doors[start].show_left(one.left, self.table.alone)
            return
        clear(self._middle)
        self._doors = {}
        if not days and self.fresh:
            self._middle.addWidget(label(t("这类事现在没有开放预约的时段，可以直接取号。"), "body"))
        for title, times in zip((t("上午"), t("下午")), halves(self.table.times, self.day), strict=True):
            self._half(title, times, self.table.alone)

    def _half(self, title: str, times: Sequence[OpenTime], alone: bool) -> None:
        if not times:
            return
        self._middle.addWidget(label(title, "strong"))
        grid = QGridLayout()
        grid.setSpacing(self.theme.gap // 2)
        across = 5 if self.room.broad else 2 if self.theme.elder else 3
        for place, one in enumerate(times):
            door = self._doors[one.start] = TimeDoor(self.theme, one, alone)
            door.clicked.connect(lambda _=False, start=one.start: self.moved.emit(self.visit.wish(start)))
            grid.addWidget(door, place // across, place % across)
        for place in range(across):
            grid.setColumnStretch(place, 1)
        self._middle.addLayout(grid)

    def _turn_to(self, day: str) -> None:
        self.day = day
        if self.table is not None:
            self.show_known(self.table)

    def back(self) -> None:
        self.moved.emit(self.visit.at(Step.BOOKABLE))
