"""Pictures of the boards in their states and sizes: `python -m tests.ui.board_screenshots OUT`."""

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication

from tests.ui.board_views import LONG, SERVICES, BoardHall
from tests.ui.camera import Camera, album
from ui.board.app import board_theme_of
from ui.board.hall import HallBoard
from ui.board.presenter import BoardPresenter
from ui.board.window import WindowBoard
from ui.fonts import load_fonts

SIZES = ((1920, 1080), (1080, 1920), (1366, 768), (1280, 1024))
SMALL = ((800, 480), (640, 480), (1280, 400))


class Studio:
    """A board of a size, photographed when the hall is as wanted."""

    def __init__(self, camera: Camera, size: tuple[int, int], window: str = "") -> None:
        self.camera = camera
        self.hall = BoardHall()
        self.presenter = BoardPresenter(self.hall.clock)
        theme = board_theme_of(size, window)
        self.face = WindowBoard(self.presenter, theme, window) if window else HallBoard(self.presenter, theme)
        self.face.setStyleSheet(theme.qss())
        self.face.resize(*size)
        self.face.show()

    def later(self, seconds: float) -> None:
        self.hall.clock.ms += round(seconds * 1000)
        self.presenter.turn()

    def shoot(self, name: str) -> None:
        self.presenter.take(self.hall.view())
        self.look(name)

    def look(self, name: str) -> None:
        """At whatever the board shows."""
        self.face.look()
        QApplication.processEvents()
        self.camera(self.face, f"board-{name}")

    def close(self) -> None:
        self.face.close()
        self.face.deleteLater()


def morning(studio: Studio) -> None:
    """A dozen calls in a quiet quarter of an hour."""
    for place in range(12):
        studio.hall.call(f"{'ABCDEFG'[place % 7]}{place + 1:03d}", place * 3 + 1)
        studio.presenter.take(studio.hall.view())
        studio.later(61)
    for number in list(studio.hall.called)[:9]:
        studio.hall.stands(number, "serving")
    studio.hall.stands("D004", "missed")
    studio.hall.stands("B009", "missed")


def opening(studio: Studio) -> None:
    studio.look("opening")
    studio.shoot("empty")


def calls(studio: Studio) -> None:
    morning(studio)
    studio.shoot("serving")
    studio.hall.call("A128", 12)
    studio.shoot("called")
    studio.later(1)
    studio.hall.call("B077", 3)
    studio.hall.call("C036", 31)
    studio.shoot("three")
    studio.hall.stands("A128", "missed")
    studio.shoot("missed")


def rush(studio: Studio) -> None:
    morning(studio)
    for window in range(1, 41):
        studio.hall.call(f"{'ABCDEFG'[window % 7]}{200 + window}", window)
    studio.shoot("forty")


def stale(studio: Studio) -> None:
    morning(studio)
    studio.hall.stale_since = "2026-11-20T01:32:10.000Z"
    studio.shoot("stale")


def closed(studio: Studio) -> None:
    studio.hall.waiting = False
    studio.hall.closed = "今天的业务已经结束，请改天再来"
    studio.shoot("closed-early")
    morning(studio)
    studio.shoot("closed")


def long_names(studio: Studio) -> None:
    studio.hall.services = (*LONG, *SERVICES[2:], "残疾人证与救助", "公积金", "车驾管", "婚姻登记")
    morning(studio)
    studio.hall.call("A199", 40)
    studio.shoot("long")


HALL: tuple[Callable[[Studio], None], ...] = (opening, calls, rush, stale, closed, long_names)


def over_window(studio: Studio) -> None:
    studio.shoot("window-idle")
    studio.hall.call("A128", 12)
    studio.shoot("window-called")
    studio.hall.stands("A128", "serving")
    studio.shoot("window-serving")
    studio.hall.stands("A128", "finished")
    studio.hall.paused["12"] = "系统维护，十时恢复"
    studio.shoot("window-paused")
    studio.hall.stale_since = "2026-11-20T01:32:10.000Z"
    studio.shoot("window-stale")
    studio.hall.stale_since, studio.hall.paused = "", {}
    studio.hall.closed = "今天的业务已经结束，请改天再来"
    studio.shoot("window-closed")


def main(out: Path) -> None:
    camera = album(out)
    app = QApplication([])
    app.setFont(load_fonts())
    for size in SIZES:
        for scene in HALL:
            studio = Studio(camera, size)
            scene(studio)
            studio.close()
    for size in SMALL:
        studio = Studio(camera, size, "12")
        over_window(studio)
        studio.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
