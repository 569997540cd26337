"""A process that plays the visit and prints, as JSON, the UI thread's longest block and a bare loop's, in milliseconds,
and how many entries waited to be sent when the visit began and when it ended."""

import json
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer

from kiosk.app import opener
from ui.story.citizen import scan, visit
from ui.story.tale import at_the_kiosk

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
    scans, prepared = data / "scans", data / "prepared"
    scans.mkdir()
    prepared.mkdir()
    for code in MATERIALS:
        scan(prepared / f"{code}.png", code)
    with at_the_kiosk(data, scans) as hand, opener().open(data) as machine:
        bare, heart = _bare(), Heart()
        waiting = machine.journal.outbox.count()
        heart.anew()
        visit(hand, lambda code: _lay(prepared / f"{code}.png", scans), MATERIALS, lambda name: None)
        seen = {"longest": heart.longest, "bare": bare, "waiting": waiting, "left": machine.journal.outbox.count()}
    print(json.dumps(seen))


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
