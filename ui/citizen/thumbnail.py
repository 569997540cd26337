"""A file that was added: what it looks like, how large it is, and a key to take it away."""

from PySide6.QtCore import QByteArray, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel

from kiosk.domain.bodies import Attachment
from ui.citizen.presenters.materials import size_words
from ui.citizen.room import Room
from ui.icons import pixmap
from ui.texts import t
from ui.widgets.boxes import Card, column
from ui.widgets.buttons import button
from ui.widgets.labels import Elided, label


def shrunk(data: bytes, side: int) -> QImage:
    """A picture made small, off the UI thread; null when it is none."""
    image = QImage.fromData(QByteArray(data))
    return image if image.isNull() else image.scaled(QSize(side, side), Qt.AspectRatioMode.KeepAspectRatio)


class Thumbnail(Card):
    """One line for one file."""

    removed = Signal(object)

    def __init__(self, room: Room, attachment: Attachment) -> None:
        super().__init__(room.theme, "good", horizontal=True)
        self._room, self._side = room, room.theme.px(96)
        self._face = QLabel()
        self._face.setFixedSize(self._side, self._side)
        self._face.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._face.setPixmap(pixmap(self._icon(attachment), room.theme.px(56), room.theme.palette.jade))
        self.box.addWidget(self._face)
        words = column(room.theme.grid // 2)
        words.addWidget(Elided(attachment.name, "strong"))
        words.addWidget(label(size_words(attachment.size), "note"))
        self.box.addLayout(words, 1)
        remove = button(room.theme, t("拿掉"), "danger", "trash-2")
        remove.clicked.connect(lambda: self.removed.emit(attachment))
        self.box.addWidget(remove)
        if attachment.media_type.startswith("image/"):
            work = room.tasks.op(self, lambda: shrunk(room.desk.file(attachment.blob), self._side))
            work.success(self._show).failure(lambda _: None)

    def _icon(self, attachment: Attachment) -> str:
        return "image" if attachment.media_type.startswith("image/") else "file-text"

    def _show(self, image: QImage) -> None:
        if not image.isNull():
            self._face.setPixmap(QPixmap.fromImage(image))
