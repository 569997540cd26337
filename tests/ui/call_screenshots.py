"""Pictures of the window's calling in its states and sizes: `python -m tests.ui.call_screenshots OUT`."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtWidgets import QApplication

from tests.support.call_hall import ZONE, CallHall, big_rules, call_hall
from tests.support.portal_desk import sample_items
from tests.ui.call_support import hang_up
from tests.ui.camera import Camera, album
from tests.ui.window_desk import FakeDesk
from tests.ui.window_screenshots import SIZES, fill
from ui.fonts import load_fonts
from ui.tasks import Tasks
from ui.theme import window_theme
from ui.window.caller import Caller
from ui.window.calling import CallVerb
from ui.window.picker import Picker
from ui.window.screen import WindowScreen


@dataclass
class Set:
    """A window in a size, before a hall; every picture is taken when nothing is on its way."""

    camera: Camera
    size: tuple[int, int]
    hall: CallHall
    desk: FakeDesk

    def __post_init__(self) -> None:
        self.tasks = Tasks()
        caller = Caller(self.hall.calls, self.tasks, self.hall.now)
        self.screen = WindowScreen(self.desk, self.tasks, window_theme(), self.hall.date, ZONE, caller)
        self.screen.resize(*self.size)
        self.screen.show()
        self.settle()
        self.screen.sign.signed.emit("刘敏")
        self.settle()

    @property
    def picker(self) -> Picker:
        assert self.screen.calls is not None
        return self.screen.calls.picker

    def settle(self) -> None:
        while self.tasks.busy:
            QApplication.processEvents()
        QApplication.processEvents()

    def press(self, *verbs: CallVerb) -> None:
        for verb in verbs:
            self.hall.here.later(seconds=40)
            self.screen.call(verb)
            self.settle()

    def news(self) -> None:
        self.hall.sync()
        self.screen.refresh_calls()
        self.settle()

    def shoot(self, name: str) -> None:
        self.settle()
        self.camera(self.screen, f"call-{name}")

    def close(self) -> None:
        hang_up(self.hall, self.tasks)
        self.screen.rest()
        self.tasks.close()
        self.screen.close()
        self.screen.deleteLater()


def at_work(at: Set) -> None:
    """A day's middle: called, served, skipped, held, sent on."""
    hall = at.hall
    for number in range(24):
        hall.take(f"s{number % 7}", ("", "", "elder", "")[number % 4], "5116-FIRST" if number == 1 else "")
    at.news()
    at.shoot("idle")
    at.press("next")
    at.shoot("called")
    at.press("recall", "recall", "recall")
    at.shoot("called-three-times")
    at.press("skip", "next")
    at.shoot("priority-or-case")
    at.press("start")
    at.shoot("serving")
    at.press("hold", "next", "start")
    at.press("resume")
    at.shoot("resume")
    at.picker.close_up()
    at.press("transfer")
    at.shoot("transfer")
    at.picker.close_up()
    at.press("pause")
    at.shoot("pause-reasons")
    at.picker.take()
    at.settle()
    at.shoot("paused")
    at.screen.show_keys()
    at.shoot("keys")
    at.screen.sheet.close_up()
    at.screen.change_window()
    at.settle()
    at.shoot("choose-window")
    at.picker.close_up()


def several(at: Set) -> None:
    """Numbers with several matters: what follows, and where it went."""
    hall = at.hall
    hall.take("s2", "elder", "5116-FIRST", then=("s1", "s3"))
    hall.take("s2", then=("s1",))
    at.news()
    at.press("next", "start")
    at.shoot("several")
    at.press("finish")
    at.shoot("several-went-on")
    at.press("next", "next")
    at.shoot("several-next")


def cut_off(at: Set) -> None:
    hall = at.hall
    numbers = [hall.take(f"s{number % 3}") for number in range(9)]
    at.news()
    at.press("next", "start")
    hall.wire.cut = True
    at.press("recall")
    at.press("finish")
    at.shoot("stale-fault")
    at.press("next")
    at.shoot("by-hand-asked")
    picker = at.picker
    picker.field.setText(numbers[1].lower())
    picker.take()
    at.settle()
    at.press("next")
    picker.field.setText("Z9")
    picker.take()
    at.settle()
    at.shoot("by-hand-unclear")
    at.press("next")
    picker.field.setText(numbers[2])
    picker.take()
    at.settle()
    at.shoot("by-hand-served")
    hall.wire.cut = False
    at.news()
    at.shoot("back-again")
    hall.close_day()
    at.news()
    at.shoot("day-closed")


def empty(at: Set) -> None:
    at.shoot("empty-hall")
    at.press("next")
    at.shoot("nobody-waits")


SCENES: tuple[Callable[[Set], None], ...] = (at_work, several, cut_off, empty)


def main(out: Path) -> None:
    camera = album(out)
    app = QApplication([])
    app.setFont(load_fonts())
    app.setStyleSheet(window_theme().qss())
    items = sample_items()
    for size in SIZES:
        for scene in SCENES:
            with TemporaryDirectory() as folder, call_hall(Path(folder), "3", big_rules()) as hall:
                desk = FakeDesk(items, Path(folder))
                fill(desk)
                at = Set(camera, size, hall, desk)
                scene(at)
                at.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
