"""The materials of a case side by side: a number to press, a small picture, a word on how it stands."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent, QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QWidget

from kiosk.errors import Fault, Refused
from ui.icons import pixmap
from ui.texts import t
from ui.theme import Theme
from ui.widgets.boxes import clear, repolish, row
from ui.widgets.labels import Elided, label
from ui.window.folder import Folder, Sheet
from ui.window.materials import MaterialView
from ui.window.small import Pane, key_cap

THUMB = 320
"""Pixels of a thumbnail's longer side as it is drawn; it is shown smaller."""


class Tile(Pane):
    """One material."""

    chosen = Signal(int)

    def __init__(self, theme: Theme, number: int, view: MaterialView) -> None:
        super().__init__("tile", spacing=theme.grid // 2, margin=theme.grid)
        self._theme, self._number = theme, number
        self.setProperty("lacks", "true" if view.missing else "false")
        self.setMinimumWidth(theme.px(76))
        self.setMaximumWidth(theme.px(140))
        self.setAccessibleName(f"{view.name} {view.status}")
        self.setToolTip(f"{view.name}\n{t('要求')}：{view.standard}" if view.standard else view.name)
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._show_icon("circle-alert" if view.missing else "file-text", "amber" if view.missing else "ink_2")
        head = row(theme.grid // 2)
        head.addWidget(key_cap(str(number)) if number < 10 else label(str(number), "note", wrap=False))
        head.addWidget(Elided(view.status, "note", "amber" if view.missing else "ink"), 1)
        self.box.addLayout(head)
        self.box.addWidget(self._picture, 1)
        self.box.addWidget(Elided(view.name, "note", "ink"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.chosen.emit(self._number)

    def show_here(self, here: bool) -> None:
        self.setProperty("here", "true" if here else "false")
        repolish(self)

    def show_sheet(self, sheet: Sheet) -> None:
        room = self.width() - 2 * self._theme.grid, self._theme.px(64)
        keep = Qt.AspectRatioMode.KeepAspectRatio
        small = sheet.image.scaled(*room, keep, Qt.TransformationMode.SmoothTransformation)
        self._picture.setPixmap(QPixmap.fromImage(small))

    def show_trouble(self) -> None:
        self._show_icon("triangle-alert", "seal")

    def _show_icon(self, name: str, tone: str) -> None:
        self._picture.setPixmap(pixmap(name, self._theme.px(32), self._theme.colour(tone).name()))


class Strip(QScrollArea):
    """The tiles of the open case; thumbnails come one by one, so that a decision need not queue behind all of them."""

    chosen = Signal(int)

    def __init__(self, theme: Theme, folder: Folder) -> None:
        super().__init__()
        self._theme, self._folder = theme, folder
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(theme.px(140))
        inner = QWidget()
        inner.setProperty("ground", "clear")
        self._box = row(theme.grid, 0, inner)
        self.setWidget(inner)
        self.tiles: list[Tile] = []
        self._round = QWidget(self)

    def show_materials(self, views: Sequence[MaterialView]) -> None:
        clear(self._box)
        self._round.deleteLater()
        self._round = QWidget(self)
        self.tiles = [self._tile(number, view) for number, view in enumerate(views, 1)]
        if not views:
            self._box.addWidget(label(t("这一件没有材料。"), "note"))
        self._box.addStretch(1)
        self._draw([(tile, view.files[0].blob) for tile, view in zip(self.tiles, views, strict=True) if view.files])

    def show_here(self, number: int) -> None:
        """Mark the material that is looked at, 0 for none."""
        for place, tile in enumerate(self.tiles, 1):
            tile.show_here(place == number)
            if place == number:
                self.ensureWidgetVisible(tile)

    def _tile(self, number: int, view: MaterialView) -> Tile:
        made = Tile(self._theme, number, view)
        made.chosen.connect(self.chosen)
        self._box.addWidget(made, 4)
        return made

    def _draw(self, waiting: list[tuple[Tile, str]]) -> None:
        """The first one that waits, then the others; a line that is down ends the round."""
        if not waiting:
            return
        (tile, blob), *others = waiting

        def drawn(sheet: Sheet) -> None:
            tile.show_sheet(sheet)
            self._draw(others)

        def failed(trouble: Refused | Fault) -> None:
            tile.show_trouble()
            self._draw(others if isinstance(trouble, Refused) else [])

        self._folder.sheet(self._round, blob, 0, THUMB).success(drawn).failure(failed)
