"""Days in a row, as many as there is room for, and keys to those before and after."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui.citizen.presenters.booking import Day, day_shown, day_words, left_words, weekday_words
from ui.citizen.room import Room
from ui.texts import t
from ui.theme import Theme
from ui.widgets.boxes import clear, column, row
from ui.widgets.buttons import Plate, button
from ui.widgets.labels import label


class DayKey(Plate):
    """The weekday, the date, and how much is left on it."""

    def __init__(self, theme: Theme, day: Day) -> None:
        super().__init__()
        self.setProperty("kind", "choice")
        self.setCheckable(True)
        self.setObjectName(day.day)
        self.setAccessibleName(f"{day_words(day.day)} {weekday_words(day.day)}")
        words = column(theme.grid // 2, theme.gap // 2, self)
        self._left = label("", "note", wrap=False)
        weekday, date = label(weekday_words(day.day), "strong", wrap=False), label(day_words(day.day), "note", "ink")
        date.setWordWrap(False)
        for each in (weekday, date, self._left):
            each.setAlignment(Qt.AlignmentFlag.AlignCenter)
            words.addWidget(each)

    def show_now(self, day: Day, at: str, alone: bool) -> None:
        self.setChecked(day.day == at)
        self._left.setText(left_words(day.left, alone))


class DayRow(QWidget):
    """`chosen` gives the day (ISO 8601) that was touched."""

    chosen = Signal(str)

    def __init__(self, room: Room) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._theme = room.theme
        self._most = 3 if room.theme.elder else 7 if room.broad else 5
        self._days: Sequence[Day] = ()
        self._at = ""
        self._keys: dict[str, DayKey] = {}
        line = row(self._theme.gap // 2, 0, self)
        self._before = self._turner("chevron-left", t("前几天"), -1)
        self._after = self._turner("chevron-right", t("后几天"), 1)
        self._line = row(self._theme.gap // 2)
        line.addWidget(self._before)
        line.addLayout(self._line, 1)
        line.addWidget(self._after)

    def show_days(self, days: Sequence[Day], at: str, alone: bool) -> None:
        """These, the one that is looked at marked; keys that stand already stay where they are.

        `alone`: without a line, see `Timetable`.
        """
        self._days, self._at = days, at
        page = self._page(self._place)
        if [day.day for day in page] != list(self._keys):
            self._lay(page)
        for day in page:
            self._keys[day.day].show_now(day, at, alone)
        for turner, way in ((self._before, -1), (self._after, 1)):
            turner.setVisible(len(days) > self._most)
            turner.setEnabled(bool(self._page(self._place + way * self._most)))

    @property
    def _place(self) -> int:
        """Where the page begins on which the day is that is looked at."""
        place = next((place for place, one in enumerate(self._days) if one.day == self._at), 0)
        return place - place % self._most

    def _page(self, since: int) -> Sequence[Day]:
        return self._days[since : since + self._most] if since >= 0 else ()

    def _lay(self, page: Sequence[Day]) -> None:
        clear(self._line)
        self._keys = {day.day: DayKey(self._theme, day) for day in page}
        for name, key in self._keys.items():
            key.clicked.connect(lambda _=False, name=name: self.chosen.emit(name))
            self._line.addWidget(key, 1)

    def _turner(self, picture: str, name: str, way: int) -> QPushButton:
        made = button(self._theme, "", "outline", picture)
        made.setAccessibleName(name)
        made.setObjectName("days-before" if way < 0 else "days-after")
        made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        made.setFixedWidth(self._theme.target)
        made.hide()
        made.clicked.connect(lambda: self._turn(way))
        return made

    def _turn(self, way: int) -> None:
        """To the first day over there with a place left."""
        page = self._page(self._place + way * self._most)
        self.chosen.emit(day_shown(page))
