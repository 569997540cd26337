"""A hall with a queue in real processes: a platform, one hub or two on one database, and machines behind them."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kiosk.app import opener
from kiosk.domain.queue.rules import QueueRules
from kiosk.domain.registry import HallAdded
from kiosk.server.handover import follow_rules
from tests.support.hall import CODE, ROOT
from tests.support.worker import Worker, worker

QUEUE = f"hall:{CODE}"
DESK = "tests.support.queue_worker"


@dataclass
class Server:
    """A server process of ours; `kill` is the plug pulled, `start` puts it in again at the same address.

    What it complains of goes to `log`, or to our own standard error.
    """

    words: Sequence[str]
    url: str = ""
    log: Path | None = None
    program: Sequence[str] = (sys.executable, "-m", "kiosk")
    _process: subprocess.Popen[str] | None = field(default=None, repr=False)

    def start(self) -> str:
        port = self.url.rpartition(":")[2] or "0"
        with ExitStack() as stack:
            self._process = subprocess.Popen(
                [*self.program, *self.words, "--port", port],
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=stack.enter_context(self.log.open("ab")) if self.log else None,
                text=True,
                env=os.environ,
            )
        assert self._process.stdout
        self.url = str(json.loads(self._process.stdout.readline())["url"])
        return self.url

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.communicate()
            self._process = None

    def kill(self) -> None:
        self.end(signal.SIGKILL)


@dataclass
class QueueHall:
    """The folders and the servers of one hall."""

    folder: Path
    platform: Server
    hubs: list[Server]

    @property
    def addresses(self) -> list[str]:
        return [hub.url for hub in self.hubs]

    def enrol(self, role: str, name: str, upstreams: Sequence[str] = ()) -> Path:
        """A new machine behind the hubs, or behind other addresses of theirs."""
        folder = self.folder / name
        with opener().platform(self.folder / "platform") as machine:
            code = machine.service.enrolling.issue(CODE, role, ("*",) if role == "window" else ())
        first, *others = upstreams or self.addresses or [self.platform.url]
        opener().enrol(folder, first, code, name, others=tuple(others))
        return folder

    @contextmanager
    def desk(self, folder: Path, window: str = "1", *words: str) -> Iterator[Worker]:
        with worker(folder, window, *words, module=DESK) as one:
            yield one

    def queue(self) -> Any:
        """The queue as the first hub's journal has it; its folder is opened beside the process."""
        with opener().open(self.folder / "hub-0") as machine:
            return machine.journal.views.queue.state(QUEUE)


@contextmanager
def queue_hall(folder: Path, rules: QueueRules, hubs: int = 1, database: str = "") -> Iterator[QueueHall]:
    """Begun in order: platform, its hall, the hubs. Everything has ended when the block has."""
    with opener().platform(folder / "platform") as machine:
        sequencer = machine.service.sequencer
        body = HallAdded(CODE, "广安区政务服务大厅", rules)
        sequencer.write(machine.identity.partition, f"hall:{CODE}", "hall.added", "system", body)
        follow_rules(sequencer)
    with ExitStack() as stack:
        platform = Server(["platform", "--data", str(folder / "platform")])
        platform.start()
        stack.callback(platform.end)
        here = QueueHall(folder, platform, [])
        for number in range(hubs):
            data = here.enrol("hub", f"hub-{number}", [platform.url])
            words = ["hub", "--data", str(data)]
            hub = Server([*words, "--database", database] if database else words)
            hub.start()
            stack.callback(hub.end)
            here.hubs.append(hub)
        yield here
