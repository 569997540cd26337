"""The end of a window that was calling."""

from PySide6.QtCore import QEventLoop

from tests.support.call_hall import CallHall
from ui.tasks import Tasks


def hang_up(hall: CallHall, tasks: Tasks) -> None:
    """The calls' thread lets go of every journal that it has touched."""
    loop = QEventLoop()
    tasks.op(loop, hall.let_go, "calls").success(lambda _: loop.quit()).failure(lambda _: loop.quit())
    loop.exec()
