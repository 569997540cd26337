"""A process that plays the visit and prints the UI thread's longest block, a bare loop's, and what is left to sync."""

import sys
import time
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer

from kiosk.app import opener
from ui.citizen.opening import options
from ui.citizen.terminal import Terminal
from ui.main import application
from ui.story.citizen import scan, visit
from ui.story.hand import Hand
from ui.story.patience import until
from ui.tasks import Tasks
from ui.working import kiosk_at_work

WARM_UP_MS, BARE_MS = 200, 1000
MATERIALS = ("M1", "M2")


class Heart:
    """Beats every few milliseconds; the longest gap between two beats is how long the thread was blocked."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, (now - self._last) * 1000)
        self._last = now

    def anew(self) -> None:
        self.longest, self._last = 0.0, time.perf_counter()


def main(data: Path) -> None:
    with kiosk_at_work(data) as desk, opener().open(data) as machine:
        scans = data / "scans"
        scans.mkdir()
        prepared = data / "prepared"
        prepared.mkdir()
        for code in MATERIALS:
            scan(prepared / f"{code}.png", code)
        looks = replace(options(machine.settings, (1080, 1920)), idle_seconds=0, scanner_folder=scans, keyboard=False)
        application(looks)
        bare, heart = _bare(), Heart()
        tasks = Tasks()
        terminal = Terminal(desk, tasks, looks, machine.clock)
        terminal.show()
        until(lambda: not tasks.busy, "never ready")
        heart.anew()
        visit(Hand(terminal), lambda code: _lay(prepared / f"{code}.png", scans), MATERIALS, lambda name: None)
        longest = heart.longest
        left = machine.journal.outbox.count()
        until(lambda: not tasks.busy, "still busy")
        tasks.close()
        terminal.close()
    print(longest, bare, left)


def _lay(page: Path, scans: Path) -> None:
    """What the scanner would do beside us: the page is there at once."""
    page.rename(scans / page.name)


def _bare() -> float:
    """The longest gap of a loop with nothing in it: what the machine itself does to us."""
    heart, loop = Heart(), QEventLoop()
    QTimer.singleShot(WARM_UP_MS, heart.anew)
    QTimer.singleShot(WARM_UP_MS + BARE_MS, loop.quit)
    loop.exec()
    return heart.longest


if __name__ == "__main__":
    main(Path(sys.argv[1]))
