"""`hub-memory`: what one more terminal that listens costs the hub, beside what it costs a bare server of events."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.fanout import LISTENERS, listeners
from tests.bench.figure import Figure, at_most
from tests.bench.ground import enrol, folder, process
from tests.bench.queue_ground import found_queue, member


def measure() -> Figure:
    with folder() as root:
        found_queue(root / "platform")
        with process(["-m", "kiosk", "platform", "--data", str(root / "platform"), "--port", "0"]) as platform:
            enrol(root / "platform", platform, "hub", root / "hub")
            with served(["-m", "kiosk", "hub", "--data", str(root / "hub"), "--port", "0"]) as (url, pid):
                with member(root, url, "board", "board"):
                    pass
                ours = _each(pid, url, str(root / "board"))
        with served(["-m", "tests.bench.bare_events"]) as (url, pid):
            bare = _each(pid, url, "-")
    return at_most("hub-memory", "KB each", ours, bare, 2)


def _each(pid: int, url: str, board: str) -> float:
    """KB for each of the listeners beyond the first ten, which bring in what is shared."""
    with listeners(url, board, 10):
        before = _rss(pid)
        with listeners(url, board):
            return (_rss(pid) - before) / LISTENERS


def _rss(pid: int) -> float:
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return next(float(line.split()[1]) for line in text.splitlines() if line.startswith("Rss:"))


@contextmanager
def served(words: list[str]) -> Iterator[tuple[str, int]]:
    """A server's URL and process id."""
    with subprocess.Popen([sys.executable, *words], stdout=subprocess.PIPE, env=os.environ, text=True) as server:
        assert server.stdout
        try:
            yield json.loads(server.stdout.readline())["url"], server.pid
        finally:
            server.terminate()
            server.wait()
