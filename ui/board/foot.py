"""The top and the foot of a board: whose hall, what time; notices, or since when nothing was heard."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.board.presenter import BoardPresenter
from ui.texts import t
from ui.theme import Theme
from ui.widgets.boxes import Card, Tone, row
from ui.widgets.fitted import Fitted
from ui.widgets.labels import label


class Top(QWidget):
    """The hall's name and its time."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.hall = Fitted(theme, theme.type.note, theme.type.body, bold=True)
        self.clock = Fitted(theme, theme.type.note, theme.type.body)
        self.clock.alignment = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        box = row(theme.gap, 0, self)
        box.addWidget(self.hall, 1)
        box.addWidget(self.clock, 1)

    def tell(self, presenter: BoardPresenter) -> None:
        assert presenter.view is not None
        now = presenter.now()
        days = (t("星期一"), t("星期二"), t("星期三"), t("星期四"), t("星期五"), t("星期六"), t("星期日"))
        self.hall.say(presenter.view.hall.hall_name)
        date = t("{month}月{day}日 {weekday}", month=now.month, day=now.day, weekday=days[now.weekday()])
        self.clock.say(f"{date} {now:%H:%M}")


class FootLine(Card):
    """What everybody should know; where the board is stale it says so on vermilion."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.line = label("", "note", "ink")
        self.add(self.line)

    def tell(self, presenter: BoardPresenter) -> None:
        foot = presenter.foot()
        tone: Tone = "wrong" if foot.alarm else "card"
        if self.property("tone") != tone:
            self.set_tone(tone)
        if self.line.text() != foot.text:
            self.line.setText(foot.text)
