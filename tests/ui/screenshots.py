"""Every screen as a picture, in each size and look: `python -m tests.ui.screenshots OUT [LOOK]…`."""

import os
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QEventLoop, QPointF, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kiosk.desk import Receipt
from kiosk.domain.bodies import Lacking
from kiosk.domain.form import required_materials
from kiosk.errors import Fault
from tests.support.counter_hall import CounterHall, counter_hall
from tests.support.scans import photo_bytes
from tests.ui.booking_screens import booking_screens
from tests.ui.queue_screens import busy_rules, fill, queue_screens
from tests.ui.support import CASE, HYGIENE, NOW, FakeDesk, example
from ui.citizen.adding import Adding
from ui.citizen.presenters.handing_in import draft
from ui.citizen.progress import ProgressScreen
from ui.citizen.sign import SignScreen
from ui.citizen.terminal import Terminal
from ui.citizen.visit import BLANK, Step, Visit
from ui.main import application
from ui.options import TerminalOptions
from ui.tasks import Tasks

LOOKS = {
    "portrait": TerminalOptions(size=(1080, 1920)),
    "landscape": TerminalOptions(size=(1920, 1080)),
    "five-four": TerminalOptions(size=(1280, 1024)),
    "elder": TerminalOptions(size=(1080, 1920), elder=True),
    "elder-landscape": TerminalOptions(size=(1920, 1080), elder=True),
    "elder-five-four": TerminalOptions(size=(1280, 1024), elder=True),
    "contrast": TerminalOptions(size=(1080, 1920), theme="contrast"),
    "english": TerminalOptions(size=(1080, 1920), language="en"),
    "english-five-four": TerminalOptions(size=(1280, 1024), language="en"),
}
SETTLE_MS = 150


def settle(tasks: Tasks, quiet_ms: int = SETTLE_MS) -> None:
    """Run the event loop until no work is on its way, and a little longer for what it brought."""
    loop, timer = QEventLoop(), QTimer()
    timer.setInterval(quiet_ms)
    timer.timeout.connect(lambda: None if tasks.busy else loop.quit())
    timer.start()
    loop.exec()
    timer.stop()


class Album:
    """A terminal that is led from screen to screen."""

    def __init__(self, out: Path, look: str, options: TerminalOptions, hall: CounterHall) -> None:
        self.out, self.look, self.hall = out, look, hall
        self.desk, self.tasks = FakeDesk(), Tasks()
        options = replace(options, idle_seconds=0, scanner_folder=out)
        clock, tickets, bookings = hall.world.clock, hall.tickets, hall.bookings
        self.terminal = Terminal(self.desk, self.tasks, options, clock, tickets=tickets, bookings=bookings)
        self.terminal.show()
        self.item = self.desk.item(HYGIENE)
        plan = self.desk.keep_bytes(photo_bytes("平面图.png"), "平面图和方位图（手绘，三张拍在一起）.png", "M1")
        report = self.desk.keep_bytes(photo_bytes("检测报告.png"), "检测报告.png", "M2")
        self.full = Visit(item=self.item, form=example(self.item), consent=True, attachments=(plan, report), furthest=6)

    def take(self, name: str) -> None:
        settle(self.tasks)
        self.terminal.grab().save(str(self.out / f"{self.look}-{name}.png"))

    def show(self, name: str, visit: Visit) -> None:
        self.terminal.enter(visit)
        self.take(name)

    def close(self) -> None:
        self.terminal.close()
        self.terminal.deleteLater()
        self.tasks.close()


def screens(album: Album) -> None:
    """All of them, in the order of a visit."""
    full, terminal = album.full, album.terminal
    album.show("01-home", BLANK)
    album.show("02-find", BLANK.at(Step.FIND))
    album.show("03-found", replace(BLANK, sought="GGCSWS").at(Step.FIND))
    album.show("04-none", replace(BLANK, sought="QQXX").at(Step.FIND))
    album.show("05-department", replace(BLANK, department=album.item.department).at(Step.FIND))
    album.show("06-guide", full.at(Step.GUIDE))
    odd = next(item for item in album.desk.items.values() if not item.fillable and len(item.name) > 40)
    album.show("07-guide-at-window", BLANK.choose(odd))
    album.show("08-identify", replace(full, form={}).at(Step.IDENTIFY))
    terminal.screen_now.forward()
    album.take("09-identify-wrong")
    for page in range(9):
        album.show(f"10-form-{page}", replace(full, page=page).at(Step.FORM))
    album.show("11-form-empty", replace(full, form={}, page=1).at(Step.FORM))
    terminal.screen_now.forward()
    album.take("12-form-wrong")
    album.show("13-materials", full.at(Step.MATERIALS))
    terminal.screen_now.findChildren(Adding)[0]._open_drop()
    album.take("14-drop")
    terminal._close_overlays()
    album.show("15-review", full.at(Step.REVIEW))
    album.show("16-sign", full.at(Step.SIGN))
    _sign(terminal)
    album.take("17-signed")
    terminal._say(Fault("disk_full", "本机存不下了，这一件没有提交。", "请叫工作人员；已填写的内容都还在。"))
    album.take("18-fault")
    for material in required_materials(full.item.guide, full.form) if full.item and full.item.guide else ():
        full = full.attach(album.desk.keep_bytes(photo_bytes(material.name), f"{material.name}.png", material.code))
    receipt: Receipt = album.desk.hand_in(draft(full, full.form, ""))
    album.show("19-done", full.handed_in(receipt))
    album.desk.online = True
    album.show("20-done-received", full.handed_in(replace(receipt, tentative=False)))
    album.show("21-progress-empty", BLANK.at(Step.PROGRESS))
    lacking = Lacking("M2", "公共场所卫生检测或者评价报告", "一年以内；每一页都清晰", "第 3 页看不清")
    album.desk.return_for(CASE.format(0), lacking)
    _seek(terminal, receipt.receipt)
    album.take("22-progress")
    _seek(terminal, "AAAAA-AAAAA")
    album.take("23-progress-wrong")
    terminal.visit = full.at(Step.REVIEW)
    terminal.ask_to_leave()
    album.take("24-leave")
    terminal._close_overlays()
    terminal.idle.armed = True
    terminal._warn()
    album.take("25-idle")
    terminal._close_overlays()
    queue_screens(album)
    booking_screens(album)


def _sign(terminal: Terminal) -> None:
    screen = terminal.screen_now
    assert isinstance(screen, SignScreen)
    pad = screen.pad
    for begin in (0.2, 0.4, 0.6):
        points = [QPointF(pad.width() * (begin + 0.03 * k), pad.height() * (0.3 + 0.1 * (k % 4))) for k in range(6)]
        QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=points[0].toPoint())
        for point in points[1:]:
            QTest.mouseMove(pad, point.toPoint())
        QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=points[-1].toPoint())


def _seek(terminal: Terminal, text: str) -> None:
    screen = terminal.screen_now
    assert isinstance(screen, ProgressScreen)
    screen.line.setText(text)
    screen.line.returnPressed.emit()


def main(out: Path, looks: list[str]) -> int:
    """Write the pictures into `out`."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    out.mkdir(parents=True, exist_ok=True)
    app: QApplication = application(TerminalOptions())
    for look in looks or LOOKS:
        with TemporaryDirectory() as folder, counter_hall(Path(folder), busy_rules(), NOW) as hall:
            fill(hall)
            album = Album(out, look, LOOKS[look], hall)
            settle(album.tasks)
            screens(album)
            album.close()
    app.processEvents()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
