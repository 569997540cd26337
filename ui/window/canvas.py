"""A page on a table: fitted or zoomed, turned, pushed about."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QPixmap, QResizeEvent, QTransform
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea

ZOOMS = (1.0, 1.5, 2.0, 3.0, 4.0)
"""Times the size at which the whole page fits."""


class Canvas(QScrollArea):
    """Shows one image; `wants` tells how many pixels its longer side could have now."""

    wants = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setProperty("ring", "true")
        self._page = QLabel()
        self.setWidget(self._page)
        self._image = QImage()
        self._zoom, self._turn = 0, 0

    @property
    def zoom(self) -> float:
        return ZOOMS[self._zoom]

    @property
    def turned(self) -> int:
        """Degrees clockwise."""
        return self._turn

    def side(self) -> int:
        """The longer side that a page should have now, in pixels."""
        room = self.viewport().size()
        return max(200, round(max(room.width(), room.height()) * self.zoom * self.devicePixelRatio()))

    def show_image(self, image: QImage) -> None:
        self._image = image
        self._lay()

    def fresh(self) -> None:
        """Another page: straight and whole."""
        self._zoom, self._turn = 0, 0

    def magnify(self, steps: int) -> None:
        self._zoom = min(max(0, self._zoom + steps), len(ZOOMS) - 1)
        self._lay()
        self.wants.emit(self.side())

    def turn(self) -> None:
        self._turn = (self._turn + 90) % 360
        self._lay()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay()
        if not self._image.isNull():
            self.wants.emit(self.side())

    def _lay(self) -> None:
        if self._image.isNull():
            return
        image = self._image.transformed(QTransform().rotate(self._turn))
        room = self.viewport().size() if self._zoom else self.maximumViewportSize()
        fitted = image.size().scaled(room - QSize(8, 8), Qt.AspectRatioMode.KeepAspectRatio) * self.zoom
        smooth = Qt.TransformationMode.SmoothTransformation
        self._page.setPixmap(QPixmap.fromImage(image.scaled(fitted, Qt.AspectRatioMode.KeepAspectRatio, smooth)))
        self._page.resize(self._page.pixmap().size())
