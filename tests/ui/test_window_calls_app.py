"""The window's calling over real processes: it hears the hall by itself, lives without its hub, and comes back."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kiosk.app import opener
from kiosk.queue_desk import Called, Seat
from tests.support.queue_hall import QueueHall, queue_hall
from tests.support.queues import rules
from ui.window.app import ClerkWindow, run_window
from ui.window.call_place import CallPlace


class Seen:
    """A window that is up, and what its clerk does: everything is waited for, nothing is slept through."""

    def __init__(self, qtbot: QtBot, frame: ClerkWindow) -> None:
        self.qtbot, self.frame = qtbot, frame
        assert frame.workplace.calls is not None
        self.place: CallPlace = frame.workplace.calls
        frame.activateWindow()
        frame.workplace.sign.signed.emit("刘敏")

    @property
    def seat(self) -> Seat | None:
        return self.place.caller.seat

    @property
    def shown(self) -> Called | None:
        return self.place.caller.shown

    def until(self, true: Callable[[Seat], object]) -> None:
        """What is seen, without anybody having pressed anything."""
        self.qtbot.waitUntil(lambda: self.seat is not None and bool(true(self.seat)))

    def press(self, key: Qt.Key) -> None:
        self.qtbot.keyClick(QApplication.focusWidget() or self.frame, key)

    def step(self, key: Qt.Key) -> None:
        with self.qtbot.waitSignal(self.place.caller.settled):
            self.press(key)

    def answer(self, text: str) -> None:
        self.qtbot.waitUntil(self.place.picker.isVisible)
        self.qtbot.keyClicks(self.place.picker.field, text)
        with self.qtbot.waitSignal(self.place.caller.settled):
            self.qtbot.keyClick(self.place.picker.field, Qt.Key.Key_Return)


def at_window(qtbot: QtBot, folder: Path, work: Callable[[Seen], None], window: str = "") -> None:
    """A window's whole life on a machine, closed when `work` is done."""

    def opened(frame: ClerkWindow) -> None:
        try:
            work(Seen(qtbot, frame))
        finally:
            frame.close()

    with opener().open(folder) as machine:
        assert run_window(machine, (1280, 1024), opened, window) == 0


def test_a_window_lives_through_the_death_of_its_hub(tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> None:
    with queue_hall(tmp_path, rules()) as hall:
        window, kiosk = hall.enrol("window", "window"), hall.enrol("kiosk", "kiosk")
        with hall.desk(kiosk) as worker:

            def work(seen: Seen) -> None:
                seen.answer("1")
                seen.until(lambda seat: seat.window.code == "1")
                assert [worker.does("take", service="a")["number"] for _ in range(3)] == ["A001", "A002", "A003"]
                seen.until(lambda seat: seat.hall.waiting[0].count == 3)
                seen.step(Qt.Key.Key_F8)
                assert seen.shown is not None
                assert (seen.shown.number, seen.shown.calls) == ("A001", 1)
                hall.hubs[0].kill()
                seen.until(lambda seat: seat.hall.stale_since)
                seen.step(Qt.Key.Key_F11)
                seen.press(Qt.Key.Key_F8)
                seen.answer("a2")
                seen.until(lambda seat: [one.number for one in seat.by_hand] == ["A002"])
                hall.hubs[0].start()
                seen.until(lambda seat: not seat.hall.stale_since and not seat.by_hand)
                assert seen.shown.number == "A002", "nothing moves under the hand"

            at_window(qtbot, window, work)
        story = told(hall)
        assert story["A001"] == ("finished", "", False)
        assert story["A002"] == ("finished", "1", False)
        assert story["A003"] == ("waiting", "", False)

        def again(seen: Seen) -> None:
            seen.until(lambda seat: seat.window.code == "1" and seat.hall.waiting[0].count == 1)
            seen.step(Qt.Key.Key_F8)

        at_window(qtbot, window, again)

        def killed_and_back(seen: Seen) -> None:
            seen.until(lambda seat: seat.current)
            assert seen.shown is not None
            assert (seen.shown.number, seen.shown.state) == ("A003", "called")

        at_window(qtbot, window, killed_and_back)
        at_window(qtbot, window, lambda seen: seen.until(lambda seat: seat.window.code == "3"), "3")
        at_window(qtbot, window, lambda seen: seen.until(lambda seat: seat.window.code == "1"))
    qapp.setStyleSheet("")


def told(hall: QueueHall) -> dict[str, tuple[str, str, bool]]:
    """How each ticket stands at the hub: its state, the window that served it by hand, and whether twice."""
    tickets = hall.queue().today.tickets.values()
    return {one.number: (one.state, one.hand, one.twice) for one in tickets}
