"""Materials: each with the standard it must meet, and the files added for it."""

from collections.abc import Callable
from functools import partial

from kiosk.domain.bodies import Attachment
from ui.citizen.adding import Adding
from ui.citizen.presenters.materials import Shelf, lacking_words, shelves
from ui.citizen.screen import Foot, Screen
from ui.citizen.thumbnail import Thumbnail
from ui.tasks import Trouble
from ui.texts import t
from ui.widgets.boxes import Card, TouchScroll, clear
from ui.widgets.labels import label
from ui.widgets.lights import Light


class MaterialsScreen(Screen):
    """Required ones first; what is optional says so."""

    @property
    def question(self) -> str:
        return t("请把材料加进来")

    @property
    def why(self) -> str:
        return t("拍照、扫描、选文件都可以。看得清字就行，加错了可以拿掉。")

    @property
    def foot(self) -> Foot:
        lacking = lacking_words(self.guide, self.visit)
        return Foot(t("都加好了，去核对"), enabled=not lacking, note=lacking)

    def build(self) -> None:
        self.list = TouchScroll(self.theme)
        self.box.addWidget(self.list, 1)
        self._cards: dict[str, Card] = {}
        found = shelves(self.guide, self.visit)
        for shelf in found:
            self._cards[shelf.material.code] = card = Card(self.theme)
            self.list.box.addWidget(card)
        if not found:
            self.list.box.addWidget(label(t("这一件不用交材料。")))
        self.list.box.addStretch()
        self.in_turns(2, [partial(self._fill, self._cards[shelf.material.code], shelf) for shelf in found])

    def _fill(self, card: Card, shelf: Shelf) -> None:
        clear(card.box)
        state = Light(self.theme, "good" if shelf.files or not shelf.required else "wait", shelf.words)
        card.add(label(shelf.material.name, "strong"), state)
        card.add(label(t("要求：") + shelf.material.standard, "note", "ink"))
        for attachment in shelf.files:
            thumbnail = Thumbnail(self.room, attachment)
            thumbnail.removed.connect(self._remove)
            card.add(thumbnail)
        adding = Adding(self.room, shelf.material.code)
        adding.setObjectName(f"add-{shelf.material.code}")
        said = label("", "note")
        said.hide()
        adding.working.connect(said.setText)
        adding.working.connect(lambda words: said.setVisible(bool(words)))
        adding.added.connect(self._add)
        adding.failed.connect(lambda trouble: self._failed(said.hide, trouble))
        card.add(said, adding)

    def _failed(self, quiet: Callable[[], None], trouble: Trouble) -> None:
        quiet()
        self.trouble(trouble)

    def _add(self, attachment: Attachment) -> None:
        self.keep(self.visit.attach(attachment))
        self._again(attachment.material)

    def _remove(self, attachment: Attachment) -> None:
        self.keep(self.visit.detach(attachment))
        self._again(attachment.material)

    def _again(self, material: str) -> None:
        shelf = next(each for each in shelves(self.guide, self.visit) if each.material.code == material)
        self._fill(self._cards[material], shelf)
        self.settled.emit()
        self.refreshed.emit()
