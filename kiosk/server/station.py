"""A village station: the hub that a single kiosk runs inside itself, so that its hall's queue has a judge."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.app import Opener
from kiosk.errors import Fault
from kiosk.mending import start_whole
from kiosk.server.hub import site
from kiosk.server.serve import Server

log = logging.getLogger(__name__)
AGAIN_S = 30.0


class Station:
    """The hub of a folder on a thread of its own; where it cannot begin, the kiosk goes on and it tries again."""

    def __init__(self, opener: Opener, folder: Path, address: tuple[str, int], started: Callable[[str], None]) -> None:
        self._opener = opener
        self._folder = folder
        self._address = address
        self._started = started
        self._server: Server | None = None
        self._leaving = threading.Event()
        self._thread = threading.Thread(target=self._work, name="station")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End the hub and wait for it."""
        self._leaving.set()
        if self._server is not None:
            self._server.leave()
        self._thread.join()

    def _work(self) -> None:
        while not self._leaving.is_set():
            try:
                start_whole(self._opener, self._folder)
                self._serve()
            except Fault as fault:
                log.warning("%s: %s (%s)", fault.code, fault.message, fault.mend)
                self._leaving.wait(AGAIN_S)

    def _serve(self) -> None:
        with self._opener.hub(self._folder) as machine, site(machine, *self._address, self._started) as self._server:
            if not self._leaving.is_set():
                self._server.run_here()


@contextmanager
def station(opener: Opener, folder: Path, address: str, started: Callable[[str], None]) -> Iterator[None]:
    """Serve the hub in `folder` at `address`, host:port, until the block ends; `started` is told its URL."""
    host, _, port = address.rpartition(":")
    if not port.isdigit():
        raise Fault("settings_unreadable", f"station_address 看不懂：{address}", "写成 0.0.0.0:8400 这样")
    one = Station(opener, folder, (host, int(port)), started)
    one.start()
    try:
        yield
    finally:
        one.stop()
