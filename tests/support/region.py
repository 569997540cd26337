"""A region in which no machine matters: three database machines, two platforms, two hubs, and terminals at work."""

import shutil
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from kiosk.app import opener
from kiosk.desks.publishing import Publishing
from kiosk.domain.registry import HallAdded
from kiosk.server.handover import follow_rules
from tests.support.cluster import Cluster, cluster
from tests.support.hall import CODE, SAMPLE, kiosk
from tests.support.patience import until
from tests.support.queue_hall import DESK, Server
from tests.support.queues import rules
from tests.support.worker import Worker

VILLAGE = "511602-02"
"""A hall without a hub: its kiosks speak to the platform itself."""
HUBS = (21, 22)
BREATH_S, SETTLE_S = 0.1, 60.0


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What somebody was told, by whom, and between which two moments (monotonic, in seconds)."""

    by: str
    what: str
    asked: float
    told: float


@dataclass
class Counters:
    """People at terminals, each in a thread, one after another until `stop`."""

    acknowledged: list[Acknowledged] = field(default_factory=list)
    troubles: Counter[str] = field(default_factory=Counter)
    _over: threading.Event = field(default_factory=threading.Event)
    _news: threading.Condition = field(default_factory=threading.Condition)
    _threads: list[threading.Thread] = field(default_factory=list)

    def open(self, serve: Callable[[int], tuple[str, str] | None], first: int) -> None:
        """`serve` takes the number of a visit; who acknowledged what, or None and it is tried again."""
        thread = threading.Thread(target=self._work, args=(serve, first), name=f"counter-{first}")
        self._threads.append(thread)
        thread.start()

    def wait_for(self, by: str, since: float, within: float) -> float:
        """Seconds from `since` until `by` had acknowledged something that was asked after it. TimeoutError."""

        def found() -> Acknowledged | None:
            return next((one for one in self.acknowledged if one.by == by and one.asked >= since), None)

        with self._news:
            if not self._news.wait_for(found, within):
                raise TimeoutError(f"{by} acknowledged nothing within {within} s; {dict(self.troubles)}")
            one = found()
        assert one is not None
        return one.told - since

    def of(self, by: str) -> list[str]:
        return [one.what for one in self.acknowledged if one.by == by]

    def stop(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _work(self, serve: Callable[[int], tuple[str, str] | None], first: int) -> None:
        for number in count(first):
            asked = time.monotonic()
            while (told := serve(number)) is None and not self._over.wait(BREATH_S):
                asked = time.monotonic()
            if told is not None:
                with self._news:
                    self.acknowledged.append(Acknowledged(*told, asked, time.monotonic()))
                    self._news.notify_all()
            if self._over.is_set():
                return


@dataclass
class Region:
    """Everything runs; `counters` is who works in it."""

    folder: Path
    databases: Cluster
    platforms: list[Server]
    hubs: list[Server]
    counters: Counters
    workers: list[Worker] = field(default_factory=list)

    def kiosk(self, name: str, hall: str, upstreams: list[Server]) -> Path:
        """A new kiosk that knows every address of its upstream."""
        folder = self.folder / name
        first, *others = (server.url for server in upstreams)
        code = kiosk("code", "--hall", hall, "--role", "kiosk", "--data", self.folder / "platform-11").answer["code"]
        opener().enrol(folder, first, code, name, others=tuple(others))
        return folder

    def files(self, name: str, hall: str, upstreams: list[Server], first: int) -> None:
        """Somebody hands in after somebody; acknowledged by the platform once nothing of it is pending."""
        worker = self._worker(self.kiosk(name, hall, upstreams), "tests.support.visits")
        receipts: dict[int, str] = {}

        def serve(number: int) -> tuple[str, str] | None:
            if number not in receipts:
                said = worker.does("hand_in", number=number)
                receipts.update({number: said["receipt"]} if "receipt" in said else {})
            said = worker.does("sync")
            self._note(said)
            return ("platform", receipts[number]) if number in receipts and said.get("pending") == 0 else None

        self.counters.open(serve, first)

    def tickets(self, name: str, first: int) -> None:
        """Somebody takes a number after somebody; acknowledged by the hub, or by the block that it lent."""
        worker = self._worker(self.kiosk(name, CODE, self.hubs), DESK, "1", "--pump")

        def serve(number: int) -> tuple[str, str] | None:
            said = worker.does("take", service="a")
            self._note(said)
            return (said["source"], said["number"]) if "number" in said else None

        self.counters.open(serve, first)

    def settle(self) -> None:
        """Nobody comes any more, and everybody sends what they have until nothing is pending."""
        self.counters.stop()
        for worker in self.workers:
            until(partial(_is_settled, worker), SETTLE_S)

    def complaints(self) -> str:
        """What the servers have written to their logs."""
        logs = [server.log for server in (*self.platforms, *self.hubs)]
        return "".join(log.read_text() for log in logs if log)

    def close(self) -> None:
        """Terminals end before their servers do."""
        self.counters.stop()
        for worker in self.workers:
            worker.end()

    def _note(self, said: dict[str, Any]) -> None:
        if said.keys() & {"fault", "refused"}:
            self.counters.troubles[said.get("fault") or said["refused"]] += 1

    def _worker(self, folder: Path, module: str, *words: str) -> Worker:
        worker = Worker(folder, *words, module=module)
        self.workers.append(worker)
        worker.ready()
        return worker


def _is_settled(worker: Worker) -> bool:
    """Has the judge spoken on everything that this terminal has?"""
    said = worker.does("sync")
    return bool(said == 0 or (isinstance(said, dict) and said.get("pending") == 0))


@contextmanager
def region() -> Iterator[Region]:
    """Begun as the manual says, in its order; everything has ended when the block has."""
    with cluster() as databases, ExitStack() as stack:
        data = databases.place.home / "kiosk"
        first = _server(stack, databases, "platform", 11, found=True)
        (data / "platform-12").mkdir()
        shutil.copy(data / "platform-11" / "machine.json", data / "platform-12")
        shutil.copytree(data / "platform-11" / "keys", data / "platform-12" / "keys")
        platforms = [first, _server(stack, databases, "platform", 12)]
        hubs = []
        for number in HUBS:
            code = kiosk("code", "--hall", CODE, "--role", "hub", "--data", data / "platform-11").answer["code"]
            ups = [word for server in platforms for word in ("--upstream", server.url)]
            kiosk("enrol", *ups, "--code", code, "--data", data / f"hub-{number}")
            hubs.append(_server(stack, databases, "hub", number))
        here = Region(data, databases, platforms, hubs, Counters())
        try:
            yield here
        finally:
            here.close()


def _server(stack: ExitStack, databases: Cluster, role: str, number: int, *, found: bool = False) -> Server:
    address = databases.place.address(number)
    words = databases.words(f"kiosk-{role}.service", address)
    place = words.index("--data") + 1
    words[place] += f"-{number}"
    if found:
        _found(Path(words[place]), words[words.index("--database") + 1])
    server = Server(words, f"http://{address}:8400", databases.place.home / f"{role}-{number}.log")
    server.start()
    stack.callback(server.end)
    return server


def _found(folder: Path, database: str) -> None:
    with opener().platform(folder, database) as machine:
        sequencer, partition = machine.service.sequencer, machine.identity.partition
        for code in (CODE, VILLAGE):
            sequencer.write(partition, f"hall:{code}", "hall.added", "system", HallAdded(code, "政务服务大厅", rules()))
        follow_rules(sequencer)
        Publishing(sequencer, partition).load((SAMPLE / "catalogue.json").read_bytes(), SAMPLE / "guides")
