"""Now called: one number as large as the place, and under it those who are called in the same moment."""

from PySide6.QtWidgets import QWidget

from kiosk.domain.calling import CROWD
from ui.board.presenter import BoardPresenter, Shown
from ui.board.words import tone, whereto
from ui.texts import t
from ui.theme import Theme
from ui.widgets.boxes import column, row
from ui.widgets.fitted import Fitted


class NowCalled(QWidget):
    """The part that never moves; a call in it is never covered before its moment is over."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        size = theme.type
        self.head = Fitted(theme, size.note, size.body, "ink_2")
        self.number = Fitted(theme, size.question, bold=True)
        self.place = Fitted(theme, size.choice, bold=True)
        self.service = Fitted(theme, size.note, size.body, "ink_2")
        self.silence = Fitted(theme, size.note, size.question, "ink_2")
        self.next = [Beside(theme) for _ in range(CROWD)]
        self._called = (self.number, self.place, self.service)
        box = column(theme.grid, 0, self)
        for part, share in ((self.head, 2), (self.silence, 8), (self.number, 11), (self.place, 6), (self.service, 2)):
            box.addWidget(part, share)
        box.addSpacing(theme.gap)
        for beside in self.next:
            box.addWidget(beside, 3)

    def show_calls(self, presenter: BoardPresenter) -> None:
        shown = presenter.shown
        more = presenter.more
        self.head.say(t("正在叫号，后面还有 {count} 个号", count=more) if more else t("正在叫号"), "ink_2")
        self.silence.say(presenter.silence, "ink_2")
        self.silence.setVisible(shown is None)
        for part in self._called:
            part.setVisible(shown is not None)
        if shown is not None:
            self.number.say(shown.number, tone(shown))
            self.place.say(f"→ {whereto(shown)}", tone(shown))
            self.service.say(_service(shown), "ink_2")
        waiting = presenter.next
        for number, beside in enumerate(self.next):
            beside.say(waiting[number] if number < len(waiting) else None)


class Beside(QWidget):
    """One who is called in the same moment; its place is kept while nobody has it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        size = theme.type
        self.number = Fitted(theme, size.note, size.question, bold=True)
        self.place = Fitted(theme, size.note, size.choice)
        box = row(theme.gap, 0, self)
        box.addWidget(self.number, 3)
        box.addWidget(self.place, 5)

    def say(self, shown: Shown | None) -> None:
        self.setVisible(shown is not None)
        self.number.say(shown.number if shown else "", tone(shown) if shown else "ink")
        self.place.say(f"→ {whereto(shown)}" if shown else "", tone(shown) if shown else "ink")


def _service(shown: Shown) -> str:
    said = {"serving": t("办理中"), "held": t("请稍候"), "missed": t("请到服务台询问")}.get(shown.state, "")
    return " · ".join(filter(None, (shown.service, said)))
