"""One thread beside the judge that looks after the halls judged here: their waits foretold, their days closed."""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from kiosk.app import Machine
from kiosk.errors import Fault
from kiosk.lull import wait_for_lull
from kiosk.server.closing import Closing
from kiosk.server.forecast import Forecaster

log = logging.getLogger(__name__)
LOOK_EVERY = 20.0
BREATH = 0.02
"""Seconds between two lessons."""


class Caretaker:
    """`halls` names the partitions that are judged here; `wake` says that something was judged."""

    def __init__(self, machine: Machine, halls: Callable[[], Sequence[str]]) -> None:
        self._journal = machine.journal
        self._folder: Path = machine.folder
        self._halls = halls
        self._closing = Closing(machine.journal, machine.service.sequencer)
        self._forecasters: dict[str, Forecaster] = {}
        self._news = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name="caretaker")

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        self._news.set()

    def stop(self) -> None:
        """End the thread and wait for it; what was learned today is kept."""
        self._stopping.set()
        self._news.set()
        self._thread.join()

    def _work(self) -> None:
        while not self._stopping.is_set():
            self._news.clear()
            self._guarded(self._look)
            if self._news.wait(LOOK_EVERY):
                wait_for_lull(self._news, self._stopping)
        self._guarded(self._keep)
        self._journal.db.close()

    def _guarded(self, work: Callable[[], None]) -> None:
        """A database that is away comes back; no bug here may end the calling."""
        try:
            work()
        except Fault as fault:
            log.info("the caretaker waits: %s", fault.code)
        except Exception as error:
            log.error("the caretaker failed", exc_info=error)
            self._forecasters.clear()

    def _look(self) -> None:
        for partition in self._halls():
            self._closing.look(partition)
            self._forecaster(partition).follow()

    def _keep(self) -> None:
        for one in self._forecasters.values():
            one.keep()

    def _forecaster(self, partition: str) -> Forecaster:
        if partition not in self._forecasters:
            path = self._folder / f"waits-{partition.removeprefix('hall:')}.msgpack"
            self._forecasters[partition] = Forecaster(self._journal, partition, path, self._breathe)
        return self._forecasters[partition]

    def _breathe(self) -> None:
        self._stopping.wait(BREATH)


@contextmanager
def care(machine: Machine) -> Iterator[Caretaker]:
    """While a server serves."""

    def halls() -> Sequence[str]:
        return [one for one in machine.journal.views.queue.partitions() if machine.service.sequencer.judges(one)]

    caretaker = Caretaker(machine, halls)
    caretaker.start()
    try:
        yield caretaker
    finally:
        caretaker.stop()
