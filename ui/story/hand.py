"""A citizen's hand on the terminal: touches keys, types into fields, signs; and eyes that read what stands there."""

from collections.abc import Mapping
from typing import Any, TypeVar

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from shiboken6 import isValid

from ui.citizen.sign import SignScreen
from ui.citizen.terminal import Terminal
from ui.story.finger import Finger
from ui.story.keyboard import Keyboard
from ui.story.patience import Waited, still, until
from ui.widgets.fields import ChoiceEditor, Editor, MultilineEditor, TextEditor

W = TypeVar("W", bound=QWidget)


class Hand:
    """One citizen in front of one terminal; nothing is done but by touch and by key."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self._finger = Finger(terminal)
        self._keyboard = Keyboard(terminal)

    def press(self, name: str, inside: QWidget | None = None) -> None:
        """Touch the key that is named, or worded, so."""
        around = inside or self.terminal

        def found() -> QPushButton | None:
            keys = around.findChildren(QPushButton)
            return next((key for key in keys if _is(key, name) and key.isEnabled()), None)

        self._finger.touch(still(found, f"no key {name}"))

    def find(self, kind: type[W], name: str) -> W:
        """The widget of that name, once it is on the screen."""

        def there() -> W | None:
            return next((each for each in self.terminal.findChildren(kind, name) if each.isVisible()), None)

        return still(there, f"no {name}")

    def forward(self) -> None:
        """The one filled key at the foot."""
        until(self.terminal.frame.forward_button.isEnabled, "the way forward stays closed")
        self._finger.touch(self.terminal.frame.forward_button)

    def type(self, text: str) -> None:
        """Into whatever has the focus."""
        self._keyboard.type(text)

    def fill(self, at: str, value: Any) -> None:
        """Answer the field at the pointer `at`: a choice is tapped, anything else typed."""
        editor = self.find(Editor, at)
        if isinstance(editor, ChoiceEditor):
            self._choose(editor, value)
        else:
            self._write(editor, str(value))

    def answer(self, form: Mapping[str, Any]) -> None:
        """Answer every field on the screen that `form` knows, those too that an answer opens."""
        answered: set[str] = set()
        while left := [at for at in self._asked() if at in form and at not in answered]:
            self.fill(left[0], form[left[0]])
            answered.add(left[0])

    def sign(self) -> None:
        """A line across the field, with a wave in it."""
        page = self.terminal.screen_now
        if not isinstance(page, SignScreen):
            raise Waited("not at the signature")
        wave = (QPoint(x, 160 + (x * 7 % 150) - 60) for x in range(110, 700, 6))
        self._finger.draw(page.pad, [QPoint(100, 160), *wave])

    def read(self) -> list[str]:
        """Everything that can be read on the screen now."""
        return [each.text() for each in self.terminal.findChildren(QLabel) if isValid(each) and each.isVisible()]

    def _asked(self) -> list[str]:
        """The fields on the screen, from above to below."""
        editors = [each for each in self.terminal.screen_now.findChildren(Editor) if each.isVisible()]
        return [each.objectName() for each in sorted(editors, key=lambda each: each.y())]

    def _choose(self, editor: ChoiceEditor, value: Any) -> None:
        chosen = value if isinstance(value, list) else [value]
        for candidate, words in editor.view.choices:
            if candidate in chosen and not _chosen(editor, candidate):
                self.press(words, editor)

    def _write(self, editor: Editor, text: str) -> None:
        line = editor.line if isinstance(editor, TextEditor) else None
        field = editor.text if isinstance(editor, MultilineEditor) else line
        if field is None:
            raise Waited(f"{editor.objectName()} takes no text")
        self._finger.touch(field)
        until(field.hasFocus, f"{editor.objectName()} does not take the cursor")
        if editor.value() is not None:
            self._keyboard.press("Ctrl+A")
        self._keyboard.type(text)


def _is(key: QPushButton, name: str) -> bool:
    return key.isVisible() and name in (key.objectName(), key.accessibleName(), key.text().strip())


def _chosen(editor: ChoiceEditor, candidate: Any) -> bool:
    value = editor.value()
    return candidate in value if isinstance(value, list) else candidate == value and value is not None
