"""Ten fingers on a keyboard in front of a window: keys go to whatever has the focus there."""

from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeySequence, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from ui.story.patience import Waited, rest

BETWEEN_MS = 10
"""From one key to the next: quicker than any hand."""


class Keyboard:
    """Speaks to the window alone, never to a widget in it."""

    def __init__(self, top: QWidget) -> None:
        self._top = top

    def press(self, keys: str) -> None:
        """One key, with its modifiers as Qt writes them: "F3", "Ctrl+Return"."""
        QTest.keySequence(self._window, QKeySequence(keys))

    def type(self, text: str) -> None:
        """Latin letters key by key; anything else as an input method commits it."""
        for mark in text:
            if mark.isascii():
                QTest.keyClick(self._window, ord(mark))
            else:
                self._commit(mark)
            rest(BETWEEN_MS)

    def _commit(self, mark: str) -> None:
        focus = QGuiApplication.focusObject()
        if focus is None:
            raise Waited("nothing takes what is typed")
        typed = QInputMethodEvent()
        typed.setCommitString(mark)
        QApplication.sendEvent(focus, typed)

    @property
    def _window(self) -> QWindow:
        window = self._top.windowHandle()
        if window is None:
            raise Waited("the window is not there")
        return window
