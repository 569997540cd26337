"""Who sits here: number and password where the region has registered its clerks, otherwise a name alone."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from kiosk.desk import Signed, WindowDesk
from kiosk.domain.clerk import Leaving
from kiosk.errors import Fault, Refused
from ui.tasks import Tasks
from ui.texts import t
from ui.theme import Theme
from ui.widgets.labels import label
from ui.window.lone_card import lone_card
from ui.window.small import KeyButton


class OfficerPage(QWidget):
    """`signed` carries the name that stands on every notice of this session; `who` is whom it is kept apart by."""

    signed = Signal(str)

    def __init__(self, theme: Theme, desk: WindowDesk, tasks: Tasks) -> None:
        super().__init__()
        self.setProperty("ground", "paper")
        self._desk, self._tasks = desk, tasks
        self.who = ""
        self.registered, self._busy = False, False
        self.trouble = label("", "strong", "amber")
        self.trouble.hide()
        self._question, self._note = label("", "question"), label("", "note")
        self.field, self.password = QLineEdit(), QLineEdit()
        self._go = KeyButton(theme, t("开始办件"), "Enter", "primary")
        self._build(theme)
        self._connect()
        self._dress()

    def ask(self, name: str, why: Leaving = "handed_over") -> None:
        """Whoever sat here leaves, and who comes is asked, as the region asks by now."""
        self._tasks.op(self, lambda: self._desk.sign_out(why))
        self._tasks.op(self, self._desk.sign_in_needed).success(self._learnt)
        self.trouble.hide()
        self.password.clear()
        self.field.setText(self.who if self.registered else name)
        self.field.selectAll()
        self._first().setFocus()

    def _build(self, theme: Theme) -> None:
        card = lone_card(theme, self, 440, above=2, below=3)
        self.field.setMaxLength(30)
        self.password.setMaxLength(128)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setPlaceholderText(t("密码"))
        card.add(self._question, self._note, self.field, self.password, self.trouble, self._go)

    def _connect(self) -> None:
        self.field.textChanged.connect(self._may_go)
        self.password.textChanged.connect(self._may_go)
        self.field.returnPressed.connect(self._on)
        self.password.returnPressed.connect(self._sign)
        self._go.clicked.connect(self._sign)

    def _learnt(self, registered: bool) -> None:
        """The first clerk may have been registered since."""
        if registered == self.registered:
            return
        self.registered = registered
        self._dress()
        self.field.clear()
        self.field.setFocus()

    def _dress(self) -> None:
        note = t("离开座位请按 F9。长时间没有操作会自动退出，写了一半的内容为您留着。")
        alone = t("这个名字会写在您发出的每一张通知书上，只在本次使用中记住。本地区还没有登记工作人员，所以不用密码。")
        self._question.setText(t("请登录") if self.registered else t("请问您是哪位？"))
        self._note.setText(note if self.registered else alone)
        self.field.setPlaceholderText(t("工号") if self.registered else t("姓名或工号"))
        self.password.setVisible(self.registered)
        self._may_go()

    def _may_go(self) -> None:
        whole = bool(self.field.text().strip()) and (not self.registered or bool(self.password.text()))
        self._go.setEnabled(whole and not self._busy)

    def _first(self) -> QLineEdit:
        """Where typing begins: a clerk who comes back gives the password alone."""
        return self.password if self.registered and self.field.text() else self.field

    def _on(self) -> None:
        if self.registered and not self.password.text():
            self.password.setFocus()
        else:
            self._sign()

    def _sign(self) -> None:
        name, password = self.field.text().strip(), self.password.text()
        if self._busy or not name:
            return
        if not self.registered:
            self._seated(Signed(name, name))
        elif password:
            self._set_busy(True)
            asked = self._tasks.op(self, lambda: self._desk.sign_in(name, password))
            asked.success(self._seated).failure(self._turned_away)

    def _seated(self, signed: Signed) -> None:
        self._set_busy(False)
        self.password.clear()
        self.trouble.hide()
        self.who = signed.number
        self.signed.emit(signed.name)

    def _turned_away(self, trouble: Refused | Fault) -> None:
        self._set_busy(False)
        self.trouble.setText(trouble.message)
        self.trouble.show()
        self.password.clear()
        self.password.setFocus()

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self._may_go()
