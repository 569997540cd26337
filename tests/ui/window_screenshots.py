"""Pictures of the clerk's window in its states and sizes: `python -m tests.ui.window_screenshots OUT`."""

import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from kiosk.clock import iso
from kiosk.domain.bodies import Accepted, Attachment
from tests.support.portal_desk import HYGIENE, sample_items
from tests.ui.camera import Camera, album
from tests.ui.window_desk import OFFLINE, FakeDesk, pdf, picture
from ui.fonts import load_fonts
from ui.tasks import Tasks
from ui.theme import window_theme
from ui.window.screen import WindowScreen

SIZES = ((1920, 1080), (1280, 1024))
TODAY = date(2026, 11, 22)
NAMES = ("张㛃", "欧阳𬱖", "迪丽热巴·买买提江", "李䶮", "王𫖯", "陈小明", "赵丽", "司马青")


def three_materials(desk: FakeDesk) -> tuple[Attachment, ...]:
    return (
        desk.keep(picture(words="1F"), "M1", "平面图.jpg"),
        desk.keep(picture(640, 900, "2F"), "M1", "布局图.jpg"),
        desk.keep(pdf("公共场所卫生检测报告", 12), "M2", "检测报告.pdf"),
    )


def fill(desk: FakeDesk, count: int = 30) -> None:
    """Cases of every item, some late, some done, one a twin."""
    codes = [code for code, item in desk.items.items() if item.fillable]
    start = datetime(2026, 11, 13, 1, 0, tzinfo=UTC)
    desk.hand_in("first", three_materials(desk), at=iso(start), name=NAMES[0], notice_by="2026-11-20", signed=True)
    for number in range(1, count):
        at = start + timedelta(hours=7 * number)
        late = (TODAY + timedelta(days=number // 3 - 2)).isoformat()
        twin = "5116-FIRST" if number == 2 else ""
        item = HYGIENE if number == 2 else codes[number % len(codes)]
        name = NAMES[number % len(NAMES)]
        case = desk.hand_in(f"case{number:02}", item=item, at=iso(at), name=name, notice_by=late, twin=twin)
        if number % 5 == 4:
            desk.judge(case, "case.accepted", Accepted("刘敏"))


class Studio:
    """A screen in a size, driven from outside, photographed when nothing is on its way."""

    def __init__(self, camera: Camera, size: tuple[int, int], desk: FakeDesk) -> None:
        self.camera, self.desk = camera, desk
        self.tasks = Tasks()
        zone = ZoneInfo("Asia/Shanghai")
        self.screen = WindowScreen(desk, self.tasks, window_theme(), lambda: TODAY, zone)
        self.screen.resize(*size)
        self.screen.show()
        self.settle()

    def sign(self) -> None:
        self.screen.sign.signed.emit("刘敏")
        self.settle()

    def open(self, case: str) -> None:
        """As the keyboard would: down to the row, then Enter."""
        queue = self.screen.queue
        queue.list.setCurrentIndex(queue.model.index(queue.inbox.place(case)))
        self.screen.open_case(case)
        self.settle()

    def settle(self) -> None:
        """Until no task is on its way and the widgets are laid out."""
        loop = QEventLoop()
        timer = QTimer()
        timer.timeout.connect(lambda: None if self.tasks.busy else loop.quit())
        timer.start(20)
        loop.exec()
        QApplication.processEvents()

    def shoot(self, name: str) -> None:
        self.settle()
        self.camera(self.screen, f"window-{name}")

    def close(self) -> None:
        self.screen.rest()
        self.tasks.close()
        self.screen.close()
        self.screen.deleteLater()


def empty(studio: Studio) -> None:
    studio.shoot("officer")
    studio.sign()
    studio.shoot("list-empty")


def signing_in(studio: Studio) -> None:
    studio.desk.clerks = {"31007": ("刘敏", "hall2026ok")}
    studio.screen.change_officer()
    studio.shoot("sign-in")
    page = studio.screen.sign
    page.field.setText("31007")
    page.password.setText("wrong2026")
    page.password.returnPressed.emit()
    studio.shoot("sign-in-wrong")


def full(studio: Studio) -> None:
    fill(studio.desk)
    studio.screen.refresh()
    studio.sign()
    studio.shoot("list-full")
    studio.open("first")
    studio.shoot("case")
    bar = studio.screen.case.story.verticalScrollBar()
    bar.setValue(bar.maximum())
    studio.shoot("case-story")
    studio.screen.case.look(2)
    studio.shoot("case-report")
    for verb in ("accept", "return", "reject"):
        studio.screen.decide.begin(verb)
        studio.shoot(verb)
        if verb == "return":
            studio.screen.decide.confirm()
            studio.shoot("return-notice")
            studio.screen.decide.leave_form()
        studio.screen.decide.leave_form()
    studio.desk.hand_in("new1", at="2026-11-22T02:00:00.000Z", notice_by="2026-11-27")
    studio.desk.hand_in("new2", at="2026-11-22T02:10:00.000Z", notice_by="2026-11-27")
    studio.screen.refresh()
    studio.open("case02")
    studio.shoot("duplicate-and-new")


def refused(studio: Studio) -> None:
    fill(studio.desk)
    studio.sign()
    studio.screen.refresh()
    studio.open("first")
    studio.screen.decide.begin("return")
    studio.desk.before_judging = lambda: _accepted_elsewhere(studio.desk)
    studio.screen.decide.confirm()
    studio.screen.decide.confirm()
    studio.shoot("refused")


def _accepted_elsewhere(desk: FakeDesk) -> None:
    desk.judge("first", "case.accepted", Accepted("网上审核"))


def offline(studio: Studio) -> None:
    fill(studio.desk)
    studio.sign()
    studio.desk.link_now = OFFLINE
    studio.desk.files = {}
    studio.screen.refresh()
    studio.open("first")
    studio.screen.case.look(1)
    studio.settle()
    studio.screen.decide.begin("accept")
    studio.screen.decide.confirm()
    studio.shoot("offline")


def told(studio: Studio) -> None:
    """A case that went to and fro, at its end."""
    desk = studio.desk
    desk.hand_in("first", three_materials(desk), name=NAMES[0], signed=True)
    studio.sign()
    studio.screen.refresh()
    studio.settle()
    studio.open("first")
    studio.screen.decide.begin("return")
    studio.screen.decide.confirm()
    studio.screen.decide.confirm()
    studio.settle()
    desk.supplement("first", desk.keep(picture(words="3"), "M3", "制度.jpg"))
    studio.screen.refresh()
    studio.shoot("supplemented")
    studio.screen.decide.begin("accept")
    studio.screen.decide.confirm()
    studio.settle()
    studio.screen.decide.begin("conclude")
    studio.shoot("conclude")


SCENES: tuple[Callable[[Studio], None], ...] = (empty, signing_in, full, refused, offline, told)


def main(out: Path) -> None:
    camera = album(out)
    app = QApplication([])
    app.setFont(load_fonts())
    app.setStyleSheet(window_theme().qss())
    items = sample_items()
    with TemporaryDirectory() as folder:
        for size in SIZES:
            for scene in SCENES:
                studio = Studio(camera, size, FakeDesk(items, Path(folder)))
                scene(studio)
                studio.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
