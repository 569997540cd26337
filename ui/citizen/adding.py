"""Bringing a file to a material: from the scanner's folder, from a phone, from a file."""

from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QTimer, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from kiosk.domain.bodies import Attachment
from ui.citizen.overlay import Overlay, nothing
from ui.citizen.room import Room
from ui.tasks import Trouble
from ui.texts import t
from ui.widgets.boxes import row
from ui.widgets.buttons import button
from ui.widgets.labels import label
from ui.widgets.qr import qr_label

SCANS = frozenset({".pdf", ".jpg", ".jpeg", ".png"})
POLL_MS = 2000


def newest_scan(folder: Path) -> Path | None:
    """The latest picture or PDF that a scanner has written there."""
    if not folder.is_dir():
        return None
    scans = [path for path in folder.iterdir() if path.suffix.lower() in SCANS]
    written = [(at, path) for path in scans if (at := _written(path)) is not None]
    return max(written)[1] if written else None


def _written(path: Path) -> float | None:
    """In seconds of the epoch; None where it is gone already: a scanner renames what it is done with."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return None


class Adding(QWidget):
    """The keys under one material."""

    added = Signal(object)
    failed = Signal(object)
    working = Signal(str)

    def __init__(self, room: Room, material: str) -> None:
        super().__init__()
        self.room, self.material = room, material
        line = row(room.theme.gap // 2, 0, self)
        keys = [(t("用手机拍"), "qr-code", self._open_drop, True)]
        keys += [(t("取扫描件"), "scan-line", self._take_scan, room.options.scanner_folder is not None)]
        keys += [(t("选文件"), "folder", self._pick, True)]
        for text, picture, act, offered in keys:
            if offered:
                key = button(room.theme, text, "outline", picture)
                key.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
                key.clicked.connect(act)
                line.addWidget(key)
        self._watch_scanner()

    def _watch_scanner(self) -> None:
        """The scanner's key brightens when something new has come."""
        folder = self.room.options.scanner_folder
        if folder is not None and folder.is_dir():
            self._watcher = QFileSystemWatcher([str(folder)], self)
            self._watcher.directoryChanged.connect(lambda _: self.working.emit(t("扫描件来了，请点“取扫描件”")))

    def _pick(self) -> None:
        if path := self.room.pick_file(self.window()):
            self._keep(path)

    def _take_scan(self) -> None:
        folder = self.room.options.scanner_folder
        if folder is None:
            return
        self.working.emit(t("正在取扫描件…"))
        work = self.room.tasks.op(self, lambda: newest_scan(folder))
        work.success(self._scan_found).failure(self._tell)

    def _scan_found(self, path: Path | None) -> None:
        if path is None:
            self.working.emit(t("扫描仪还没有送来文件，请先把材料放好，按扫描仪上的键"))
        else:
            self._keep(path)

    def _keep(self, path: Path) -> None:
        self.working.emit(t("正在保存 {name} …", name=path.name))
        work = self.room.tasks.op(self, lambda: self.room.desk.keep_file(path, self.material))
        work.success(self.added.emit).failure(self._tell)

    def _tell(self, trouble: Trouble) -> None:
        self.failed.emit(trouble)

    def _open_drop(self) -> None:
        self.working.emit(t("正在生成二维码…"))
        work = self.room.tasks.op(self, lambda: self.room.desk.open_drop(self.material), "line")
        work.success(self._show_drop).failure(self._tell)

    def _show_drop(self, url: str) -> None:
        self.working.emit("")
        drop = Drop(self.room, self.window(), url, self.material)
        drop.arrived.connect(self.added.emit)
        drop.failed.connect(self._tell)
        drop.open()


class Drop(Overlay):
    """A code for the phone; closes by itself once the picture is here."""

    arrived = Signal(object)
    failed = Signal(object)

    def __init__(self, room: Room, over: QWidget, url: str, material: str) -> None:
        super().__init__(room.theme, over, t("用手机扫码拍照"))
        self._room, self._url, self._material = room, url, material
        self.message.setText(t("用手机相机或微信扫一扫，拍好后自动出现在这里。照片只用于这一件事。"))
        self.message.show()
        self.card.add(qr_label(url, room.theme.px(440)))
        self.card.add(label(t("正在等手机…"), "note"))
        self.key(t("不用手机了"), nothing)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._ask)
        self._timer.start()

    def _ask(self) -> None:
        desk, url, material = self._room.desk, self._url, self._material
        work = self._room.tasks.op(self, lambda: desk.fetch_drop(url, material), "line")
        work.success(self._heard).failure(self._broken)

    def _heard(self, attachment: Attachment | None) -> None:
        if attachment is None:
            self._timer.start()
            return
        self.arrived.emit(attachment)
        self.close_up()

    def _broken(self, trouble: Trouble) -> None:
        self.failed.emit(trouble)
        self.close_up()
