"""Who sits here: asked once, before anything is signed; a real sign-in takes this place later."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.texts import t
from ui.theme import Theme
from ui.widgets.boxes import Card, column
from ui.widgets.labels import label
from ui.window.small import KeyButton


class OfficerPage(QWidget):
    """`signed` carries the name that stands on every notice of this session."""

    signed = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("ground", "paper")
        card = Card(theme)
        card.setFixedWidth(theme.px(440))
        card.box.setContentsMargins(theme.edge, theme.edge, theme.edge, theme.edge)
        self.field = QLineEdit()
        self.field.setMaxLength(30)
        self.field.setPlaceholderText(t("姓名或工号"))
        self._go = KeyButton(theme, t("开始办件"), "Enter", "primary")
        card.add(label(t("请问您是哪位？"), "question"))
        card.add(label(t("这个名字会写在您发出的每一张通知书上，只在本次使用中记住。"), "note"))
        card.box.setSpacing(theme.gap)
        card.add(self.field, self._go)
        box = column(0, theme.edge, self)
        box.addStretch(2)
        box.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(3)
        self._go.setEnabled(False)
        self.field.textChanged.connect(lambda text: self._go.setEnabled(bool(text.strip())))
        self.field.returnPressed.connect(self._sign)
        self._go.clicked.connect(self._sign)

    def ask(self, name: str) -> None:
        self.field.setText(name)
        self.field.selectAll()
        self.field.setFocus()

    def _sign(self) -> None:
        if name := self.field.text().strip():
            self.signed.emit(name)
