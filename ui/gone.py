"""The last page of a machine that the platform has dismissed and that has wiped itself: nothing works here any more."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow, QWidget

from kiosk.errors import Fault
from ui.texts import t
from ui.theme import Theme
from ui.widgets.boxes import column
from ui.widgets.labels import label

REVOKED = "revoked"


class Word(QObject):
    """Carries the platform's word from the thread that heard it to the one that shows it."""

    came = Signal(object)

    def __init__(self, wiped: Callable[[], bool]) -> None:
        super().__init__()
        self._wiped = wiped

    def hear(self, report: object) -> bool:
        """Of all that an exchange reports only this: the machine was dismissed, and has obeyed. Whether it was that."""
        gone = isinstance(report, Fault) and report.code == REVOKED and self._wiped()
        if gone:
            self.came.emit(report)
        return gone


class Gone(QWidget):
    """Says it in one sentence to whoever stands there, and in small to staff."""

    def __init__(self, theme: Theme, fault: Fault) -> None:
        super().__init__()
        self.setProperty("ground", "paper")
        around = column(theme.group, theme.edge, self)
        around.addStretch(2)
        around.addWidget(label(t("这台机器已停用"), "question"))
        around.addWidget(label(t("请到窗口办理，或请工作人员来看一下。"), "choice"))
        around.addWidget(label(f"{fault.message}\n{fault.mend}", "note"))
        around.addStretch(3)


def show_gone(window: QMainWindow, theme: Theme, fault: Fault) -> None:
    """In place of everything that `window` showed; what was copied goes too."""
    if isinstance(window.centralWidget(), Gone):
        return
    QGuiApplication.inputMethod().reset()
    QGuiApplication.clipboard().clear()
    before: QWidget | None = window.takeCentralWidget()
    window.setCentralWidget(Gone(theme, fault))
    if before is not None:
        before.setParent(window)
        before.hide()
