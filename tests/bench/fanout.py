"""`fanout`: from the press of call-next to the last of 200 boards having applied it, beside bare events to 200."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import requests

from kiosk.counter import Counter
from tests.bench.figure import Figure, at_most
from tests.bench.ground import folder, process
from tests.bench.queue_ground import SERVICE, hub, member

LISTENERS = 200
TIMES = 200


def measure() -> Figure:
    with (
        folder() as root,
        hub(root) as url,
        member(root, url, "kiosk", "kiosk") as kiosk,
        member(root, url, "window", "window") as window,
        Counter(kiosk).tickets() as tickets,
        Counter(window).calls("1") as calls,
        process(["-m", "tests.bench.bare_events"]) as bare_url,
        requests.Session() as session,
    ):
        session.trust_env = False
        for _ in range(TIMES + 20):
            tickets.take(SERVICE)
        with member(root, url, "board", "board"):
            pass
        with listeners(bare_url, "-") as hear_bare, listeners(url, str(root / "board")) as hear:
            ours, bare = [], []
            for turn in range(TIMES + 10):
                pair = (
                    _timed(calls.call_next, hear),
                    _timed(lambda: session.post(bare_url, data=b"x" * 1024), hear_bare),
                )
                if turn >= 10:
                    ours.append(pair[0])
                    bare.append(pair[1])
    return at_most("fanout", "ms p99", _p99(ours), _p99(bare), 2)


def _timed(press: Callable[[], object], hear: Callable[[], float]) -> float:
    began = time.monotonic() * 1000
    press()
    return hear() - began


def _p99(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.99) - 1]


@contextmanager
def listeners(url: str, board: str, number: int = LISTENERS) -> Iterator[Callable[[], float]]:
    """A process of listeners, all of them connected; gives the moment at which the last one had the next event."""
    words = [sys.executable, "-m", "tests.bench.listeners", url, board, str(number)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process_:
        assert process_.stdout
        output = process_.stdout
        output.readline()
        try:
            yield lambda: float(output.readline())
        finally:
            process_.kill()
