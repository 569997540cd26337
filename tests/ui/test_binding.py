"""The binding itself: PySide6 6.12.0 on Python 3.11 takes a reference to None or True too many with every call."""

import sys

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

CALLS = 100


class Emitter(QObject):
    """Says something."""

    said = Signal()


def test_calls_into_qt_leave_none_and_true_alone(qtbot: QtBot) -> None:
    """Before Python 3.12 these die when their last reference goes, and the program with them."""
    widget, emitter = QWidget(), Emitter()
    qtbot.addWidget(widget)
    before = sys.getrefcount(None), sys.getrefcount(True)
    for _ in range(CALLS):
        widget.update()
        emitter.said.emit()
    lost = before[0] - sys.getrefcount(None), before[1] - sys.getrefcount(True)
    assert max(lost) < CALLS // 2, "pin PySide6 to a version that counts"
