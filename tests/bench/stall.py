"""`stall`: the longest block of the UI thread in a whole scripted visit, with 10,000 entries syncing behind it."""

import subprocess
import sys
from pathlib import Path

from devtools.display import hidden_display
from kiosk.app import opener
from kiosk.domain.registry import TerminalReported
from tests.bench.figure import Figure, below
from tests.bench.ground import enrol, folder, platform

COUNT = 10_000
LIMIT_MS = 50


def measure() -> Figure:
    """The yardstick is the longest block of the same thread's bare event loop in the same run."""
    with folder() as root, hidden_display() as display, platform(root / "platform") as url:
        enrol(root / "platform", url, "kiosk", root / "kiosk")
        _fetch_and_fill(root / "kiosk")
        said = subprocess.run(
            [sys.executable, "-m", "tests.bench.watched_visit", str(root / "kiosk")],
            env={"DISPLAY": display, "HOME": str(root), "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=True,
        )
    longest, bare, left = (float(word) for word in said.stdout.split()[-3:])
    assert left < COUNT, "nothing was syncing behind it"
    return below("stall", "ms", longest, bare, LIMIT_MS)


def _fetch_and_fill(data: Path) -> None:
    with opener().open(data) as machine:
        link = machine.link()
        machine.exchange(link).once()
        link.close()
        report, stream = TerminalReported("0.1.0", note="x" * 900), f"terminal:{machine.identity.terminal}"
        with machine.journal.db.transaction():
            for _ in range(COUNT):
                machine.journal.append(machine.identity.partition, stream, "terminal.reported", "system", report)
