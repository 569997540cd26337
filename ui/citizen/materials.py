"""Materials: each with the standard it must meet, and the files added for it."""

from functools import partial

from kiosk.domain.bodies import Attachment
from ui.citizen.presenters.materials import Shelf, lacking_words, shelves
from ui.citizen.screen import Foot, Screen
from ui.citizen.shelf_card import ShelfCard
from ui.texts import t
from ui.widgets.boxes import TouchScroll
from ui.widgets.labels import label


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
        self._cards: dict[str, ShelfCard] = {}
        found = shelves(self.guide, self.visit)
        if not found:
            self.list.box.addWidget(label(t("这一件不用交材料。")))
        self.in_turns(2, [partial(self._put, shelf) for shelf in found])

    def _put(self, shelf: Shelf) -> None:
        card = ShelfCard(self.room, shelf)
        card.added.connect(self._add)
        card.removed.connect(self._remove)
        card.failed.connect(self.trouble)
        self.list.box.addWidget(card)
        self._cards[shelf.material.code] = card

    def _add(self, attachment: Attachment) -> None:
        self.keep(self.visit.attach(attachment))
        self._again(attachment.material)

    def _remove(self, attachment: Attachment) -> None:
        self.keep(self.visit.detach(attachment))
        self._again(attachment.material)

    def _again(self, material: str) -> None:
        shelf = next(each for each in shelves(self.guide, self.visit) if each.material.code == material)
        self._cards[material].show_shelf(shelf)
        self.settled.emit()
        self.refreshed.emit()
