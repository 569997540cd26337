"""A hand on the screen: touches keys and fills fields as a person does, and waits for what comes of it."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QEvent, QEventLoop, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QWidget
from shiboken6 import isValid

from ui.citizen.form import FormScreen
from ui.citizen.sign import SignScreen
from ui.citizen.terminal import Terminal
from ui.widgets.fields import Editor, TextEditor

W = TypeVar("W", bound=QWidget)
LOOK_MS = 20
PATIENCE_MS = 60_000
TOUCH_MS = 60
"""How long a finger rests; a list that can be pushed tells a tap from a push by it."""


class Waited(Exception):
    """What should have come did not."""


def until(true: Callable[[], object], what: str) -> None:
    """Let the program run until `true`; Waited after a minute."""
    loop, look, over = QEventLoop(), QTimer(), QTimer()
    look.timeout.connect(lambda: loop.quit() if true() else None)
    over.timeout.connect(loop.quit)
    look.start(LOOK_MS)
    over.start(PATIENCE_MS)
    if not true():
        loop.exec()
    look.stop()
    over.stop()
    if not true():
        raise Waited(what)


class Hand:
    """One citizen in front of one terminal."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal

    def press(self, name: str, inside: QWidget | None = None) -> None:
        """Touch the key that is named, or worded, so."""

        def found() -> QPushButton | None:
            keys = (inside or self.terminal).findChildren(QPushButton)
            return next((key for key in keys if _is(key, name) and key.isEnabled()), None)

        until(found, f"no key {name}")
        key = found()
        assert key is not None
        _bring_into_sight(key)
        _touch(key)

    def find(self, kind: type[W], name: str) -> W:
        """The widget of that name, once it is there; one that is being taken down does not count."""
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        until(lambda: self.terminal.findChild(kind, name) is not None, f"no {name}")
        found = self.terminal.findChild(kind, name)
        assert found is not None
        return found

    def forward(self) -> None:
        """The one filled key at the foot."""
        until(self.terminal.frame.forward_button.isEnabled, "the way forward stays closed")
        _touch(self.terminal.frame.forward_button)

    def fill(self, at: str, text: str) -> None:
        """Type into the field at the pointer `at`, as a keyboard for pinyin does."""
        editor = self.find(Editor, at)
        if not isinstance(editor, TextEditor):
            raise Waited(f"{at} takes no text")
        editor.line.clear()
        typed = QInputMethodEvent()
        typed.setCommitString(text)
        QApplication.sendEvent(editor.line, typed)

    def answer(self, value_at: Callable[[str], object]) -> None:
        """Fill in every field of the page, those too that an answer opens."""
        page = self.terminal.screen_now
        if not isinstance(page, FormScreen):
            raise Waited("not at the form")
        answered: set[str] = set()
        while left := set(page.asking.editors) - answered:
            editor = page.asking.editors[min(left)]
            editor.set_value(value_at(min(left)))
            editor.changed.emit()
            answered.add(min(left))

    def sign(self) -> None:
        """A line across the field, with a wave in it."""
        page = self.terminal.screen_now
        if not isinstance(page, SignScreen):
            raise Waited("not at the signature")
        QTest.mousePress(page.pad, Qt.MouseButton.LeftButton, pos=QPoint(100, 160))
        for x in range(110, 700, 6):
            QTest.mouseMove(page.pad, QPoint(x, 160 + (x * 7 % 150) - 60))
        QTest.mouseRelease(page.pad, Qt.MouseButton.LeftButton, pos=QPoint(700, 180))


def _touch(key: QWidget) -> None:
    QTest.mousePress(key, Qt.MouseButton.LeftButton)
    _rest()
    if isValid(key):
        QTest.mouseRelease(key, Qt.MouseButton.LeftButton)
    _rest()


def _rest() -> None:
    loop = QEventLoop()
    QTimer.singleShot(TOUCH_MS, loop.quit)
    loop.exec()


def _is(key: QPushButton, name: str) -> bool:
    return key.isVisible() and name in (key.objectName(), key.accessibleName(), key.text().strip())


def _bring_into_sight(widget: QWidget) -> None:
    around: QObject | None = widget
    while around := around.parent() if around else None:
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(widget)
