"""`start`: from the process's first instruction to the first usable screen, beside a bare QWidget window."""

import statistics
import subprocess
import sys
import time
from pathlib import Path

from devtools.display import hidden_display
from tests.bench.figure import Figure, at_most
from tests.bench.ground import enrol, folder, platform

TIMES = 11
SCRIPT = Path(__file__).with_name("first_screen.py")


def measure() -> Figure:
    with folder() as root, hidden_display() as display, platform(root / "platform") as url:
        enrol(root / "platform", url, "kiosk", root / "kiosk")
        pairs = [(_shown(display, "ours", root / "kiosk"), _shown(display, "bare", root)) for _ in range(TIMES)]
    ours, bare = (statistics.median(pair[side] for pair in pairs[1:]) for side in (0, 1))
    return at_most("start", "ms", ours, bare, 2)


def _shown(display: str, what: str, data: Path) -> float:
    """Milliseconds until the process says that its screen is up."""
    environment = {"DISPLAY": display, "PYTHONPATH": str(SCRIPT.parents[2]), "HOME": str(data)}
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, str(SCRIPT), what, str(data)], stdout=subprocess.PIPE, text=True, env=environment
    ) as child:
        assert child.stdout is not None
        said = child.stdout.readline()
        took = (time.perf_counter() - began) * 1000
        child.wait()
    assert said == "shown\n"
    return took
