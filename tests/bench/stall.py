"""`stall`: the longest block of the UI thread in a whole scripted visit, with over 10,000 entries syncing behind it."""

import json
import subprocess
import sys
from pathlib import Path

from devtools.display import hidden_display
from kiosk.app import opener
from kiosk.domain.registry import TerminalReported
from tests.bench.figure import Figure, below
from tests.bench.ground import enrol, folder, platform
from tests.support.proxy import line_to

COUNT = 40_000
LEAST = 10_000
"""Entries that must have gone out while the citizen was there; some must be left when the visit ends."""

PACE = 1_500_000
"""Bytes a second that the line takes: the sync lasts longer than the visit."""

LIMIT_MS = 50


def measure() -> Figure:
    """The yardstick is the longest block of the same thread's bare event loop in the same run."""
    with folder() as root, hidden_display() as display, platform(root / "platform") as url, line_to(url) as line:
        enrol(root / "platform", line.url, "kiosk", root / "kiosk")
        _fetch_and_fill(root / "kiosk")
        line.narrow(PACE)
        said = subprocess.run(
            [sys.executable, "-m", "tests.bench.watched_visit", str(root / "kiosk")],
            env={"DISPLAY": display, "HOME": str(root), "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=True,
        )
    seen = json.loads(said.stdout.splitlines()[-1])
    moved = seen["waiting"] - seen["left"]
    print(f"stall: {moved} entries went out during the visit, {seen['left']} were left", file=sys.stderr)
    assert moved >= LEAST, f"only {moved} entries went out during the visit"
    assert seen["left"], "the sync ended before the visit"
    return below("stall", "ms", seen["longest"], seen["bare"], LIMIT_MS)


def _fetch_and_fill(data: Path) -> None:
    with opener().open(data) as machine:
        link = machine.link()
        machine.exchange(link).once()
        link.close()
        report, stream = TerminalReported("0.1.0", note="x" * 900), f"terminal:{machine.identity.terminal}"
        with machine.journal.db.transaction():
            for _ in range(COUNT):
                machine.journal.append(machine.identity.partition, stream, "terminal.reported", "system", report)
