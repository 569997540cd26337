"""A QR code on the screen."""

import segno
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel

QUIET = 4
"""Modules of white around a code (ISO/IEC 18004)."""


def qr_label(text: str, side: int) -> QLabel:
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
    made = QLabel()
    made.setPixmap(QPixmap.fromImage(image.scaled(modules * scale, modules * scale)))
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return made
