"""The line across the top: which hall, how the line stands, who signs."""

from PySide6.QtCore import Signal

from kiosk.desk import Place
from ui.texts import t
from ui.theme import Theme
from ui.widgets.labels import label
from ui.window.small import Lamp, Pane, chip, key_cap
from ui.window.wording import Alert


class Top(Pane):
    """`change_officer` is asked for at the end of a shift."""

    change_officer = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__("bar", horizontal=True, spacing=theme.gap * 3 // 2, margin=theme.grid)
        self.box.setContentsMargins(theme.gap, theme.grid, theme.gap, theme.grid)
        self._hall = label("", "choice", wrap=False)
        self._light = Lamp(theme, "wait", t("正在连线…"))
        self._officer = label("", "body", wrap=False)
        change = chip(t("换人"))
        change.clicked.connect(self.change_officer)
        self.box.addWidget(self._hall)
        self.box.addWidget(label(t("综合窗口"), "note", wrap=False))
        self.box.addStretch()
        for widget in (self._light, self._officer, key_cap("F9"), change):
            self.box.addWidget(widget)

    def show_place(self, place: Place) -> None:
        self._hall.setText(place.hall_name or place.hall)

    def show_line(self, alert: Alert) -> None:
        self._light.show_state(alert.level, alert.words)

    def show_officer(self, name: str) -> None:
        self._officer.setText(t("经办人：{name}", name=name) if name else "")
