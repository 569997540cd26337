"""A QR code on the screen."""

import segno
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel

QUIET = 4
"""Modules of white around a code (ISO/IEC 18004)."""


def qr_label(text: str, side: int) -> QLabel:
    """A label with the code of `text`, see `qr_picture`."""
    made = QLabel()
    made.setPixmap(qr_picture(text, side))
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return made


def qr_picture(text: str, side: int) -> QPixmap:
    """`text` as a code of at most `side` pixels; every module a whole number of pixels, so that phones read it."""
    rows = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix]
    modules = len(rows) + 2 * QUIET
    image = QImage(modules, modules, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                image.setPixel(x + QUIET, y + QUIET, 0)
    scale = max(1, side // modules)
    return QPixmap.fromImage(image.scaled(modules * scale, modules * scale))
