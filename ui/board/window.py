"""The small board over one window: which window, whom it calls, what it does, and why it pauses."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from kiosk.board_desk import WindowNow
from ui.board.foot import FootLine
from ui.board.presenter import BoardPresenter
from ui.texts import t
from ui.theme import Theme
from ui.widgets.boxes import column, row
from ui.widgets.fitted import Fitted


class WindowBoard(QWidget):
    """`code` is the window's in the hall."""

    def __init__(self, presenter: BoardPresenter, theme: Theme, code: str) -> None:
        super().__init__()
        self._presenter = presenter
        self._code = code
        size = theme.type
        self.label = Fitted(theme, size.body, bold=True)
        self.services = Fitted(theme, size.note, size.choice, "ink_2")
        self.number = Fitted(theme, size.question, bold=True)
        self.state = Fitted(theme, size.note, size.question, bold=True)
        self.foot = FootLine(theme)
        self.services.alignment = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for part in (self.number, self.state):
            part.alignment = Qt.AlignmentFlag.AlignCenter
        head = row(theme.gap)
        head.addWidget(self.label, 3)
        head.addWidget(self.services, 5)
        box = column(theme.grid, theme.gap, self)
        box.addLayout(head, 4)
        box.addWidget(self.number, 10)
        box.addWidget(self.state, 4)
        box.addWidget(self.foot, 2)
        self.setProperty("ground", "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def look(self) -> None:
        """Show what the presenter says now; the foot appears when there is no news from the hub."""
        self.foot.tell(self._presenter)
        if self._presenter.view is None:
            return
        self.foot.setVisible(self._presenter.foot().alarm)
        window = self._presenter.window(self._code)
        if window is None:
            self._say(self._code, "", "", t("大厅里没有这个窗口"), "seal")
            return
        label = t("{window}号窗口", window=window.label)
        about = window.now.service_name if window.now else "、".join(window.services)
        self._say(label, about, *_at(window, self._presenter))

    def _say(self, label: str, services: str, number: str, state: str, tone: str) -> None:
        self.label.say(label)
        self.services.say(services, "ink_2")
        self.number.say(number, tone)
        self.state.say(state, tone)


def _at(window: WindowNow, presenter: BoardPresenter) -> tuple[str, str, str]:
    """The number, what it is about, and its colour."""
    if window.now is not None:
        called = window.now.state == "called"
        return window.now.number, t("请到本窗口办理") if called else t("正在办理"), "amber" if called else "ink"
    if window.paused is not None:
        return t("暂停"), window.paused or t("请稍候，或听叫号到其他窗口"), "seal"
    if presenter.view is not None and presenter.view.closed:
        return t("休息"), presenter.view.closed, "ink_2"
    return t("空闲"), t("请等候叫号"), "jade"
