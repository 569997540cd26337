"""One material: what it is, the standard it must meet, its files, and the keys that bring more."""

from PySide6.QtCore import Signal

from ui.citizen.adding import Adding
from ui.citizen.presenters.materials import Shelf
from ui.citizen.room import Room
from ui.citizen.thumbnail import Thumbnail
from ui.tasks import Trouble
from ui.texts import t
from ui.widgets.boxes import Card, clear, column
from ui.widgets.labels import label
from ui.widgets.lights import Light, State


class ShelfCard(Card):
    """`show_shelf` lays the files out anew; all else is built once."""

    added = Signal(object)
    removed = Signal(object)
    failed = Signal(object)

    def __init__(self, room: Room, shelf: Shelf) -> None:
        super().__init__(room.theme)
        self._room = room
        self._light = Light(room.theme, _state(shelf), shelf.words)
        self._files = column(room.theme.gap // 2)
        self._said = label("", "note")
        self._said.hide()
        self.add(label(shelf.material.name, "strong"), self._light)
        self.add(label(t("要求：") + shelf.material.standard, "note", "ink"))
        self.box.addLayout(self._files)
        self.add(self._said, self._adding(shelf.material.code))
        self.show_shelf(shelf)

    def show_shelf(self, shelf: Shelf) -> None:
        self._said.hide()
        self._light.show_state(_state(shelf), shelf.words)
        clear(self._files)
        for attachment in shelf.files:
            thumbnail = Thumbnail(self._room, attachment)
            thumbnail.removed.connect(self.removed)
            self._files.addWidget(thumbnail)

    def _adding(self, material: str) -> Adding:
        adding = Adding(self._room, material)
        adding.setObjectName(f"add-{material}")
        adding.working.connect(self._say)
        adding.added.connect(self.added)
        adding.failed.connect(self._fail)
        return adding

    def _say(self, words: str) -> None:
        self._said.setText(words)
        self._said.setVisible(bool(words))

    def _fail(self, trouble: Trouble) -> None:
        self._said.hide()
        self.failed.emit(trouble)


def _state(shelf: Shelf) -> State:
    return "good" if shelf.files or not shelf.required else "wait"
