"""One outline set, drawn in the colour that is asked for."""

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from kiosk.resources import resources


def pixmap(name: str, size: int, colour: str, ratio: float = 1.0) -> QPixmap:
    """The icon `name` at `size` logical pixels; FileNotFoundError when the set lacks it."""
    svg = (resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", colour)
    image = QPixmap(round(size * ratio), round(size * ratio))
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, image.width(), image.height()))
    painter.end()
    image.setDevicePixelRatio(ratio)
    return image


def icon(name: str, size: int, colour: str) -> QIcon:
    """The same as a QIcon, sharp on a screen of double density too."""
    made = QIcon(pixmap(name, size, colour))
    if (density := QGuiApplication.primaryScreen().devicePixelRatio()) > 1:
        made.addPixmap(pixmap(name, size, colour, density))
    return made
