"""A platform, a hub, a kiosk, a window and a board on this machine, on the sample hall; their line can be cut."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.app import opener
from kiosk.desks.publishing import Publishing
from kiosk.desks.rules_file import usual_rules
from kiosk.domain.registry import HallAdded
from kiosk.resources import resources

HALL = "511602-01"
HALL_NAME = "广安区政务服务大厅"
ITEM = "511A0015500009-511602000000-000-115113016823646795-1-00"


@dataclass
class Server:
    """A server process that can be stopped and started again at its address."""

    role: str
    folder: Path
    url: str = ""
    _life: ExitStack = field(default_factory=ExitStack)

    def start(self) -> None:
        port = self.url.rpartition(":")[2] or "0"
        command = [sys.executable, "-m", "kiosk", self.role, "--data", str(self.folder), "--port", port]
        process = self._life.enter_context(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
        self._life.callback(process.terminate)
        assert process.stdout is not None
        self.url = json.loads(process.stdout.readline())["url"]

    def stop(self) -> None:
        self._life.close()


@dataclass(frozen=True)
class Town:
    """Where everything of the story is."""

    root: Path
    platform: Server
    hub: Server

    def stop(self) -> None:
        """End both servers; doing it twice is doing it once."""
        self.hub.stop()
        self.platform.stop()

    @property
    def kiosk(self) -> Path:
        return self.root / "kiosk"

    @property
    def window(self) -> Path:
        return self.root / "window"

    @property
    def board(self) -> Path:
        return self.root / "board"


@contextmanager
def town(root: Path) -> Iterator[Town]:
    """Everything founded, started and enrolled in `root`; stopped on leaving, the folders stay."""
    made = Town(root, Server("platform", root / "platform"), Server("hub", root / "hub"))
    _found(made.platform.folder)
    with ExitStack() as stack:
        stack.callback(made.stop)
        made.platform.start()
        _enrol(made, "hub", made.hub.folder, made.platform.url)
        made.hub.start()
        for role, folder in (("kiosk", made.kiosk), ("window", made.window), ("board", made.board)):
            _enrol(made, role, folder, made.hub.url)
            _fetch(folder)
        yield made


def _found(folder: Path) -> None:
    with opener().platform(folder) as machine:
        sequencer, partition = machine.service.sequencer, machine.identity.partition
        if HALL in machine.journal.views.registry.halls():
            return
        sequencer.write(
            partition, f"hall:{HALL}", "hall.added", "system", HallAdded(HALL, HALL_NAME, usual_rules(HALL))
        )
        sample = resources() / "sample"
        Publishing(sequencer, partition).load((sample / "catalogue.json").read_bytes(), sample / "guides")


def _enrol(made: Town, role: str, folder: Path, upstream: str) -> None:
    with opener().platform(made.platform.folder) as machine:
        code = machine.service.enrolling.issue(HALL, role, ("*",) if role == "window" else ())
    opener().enrol(folder, upstream, code, role)


def _fetch(folder: Path) -> None:
    with opener().open(folder) as machine:
        link = machine.link()
        machine.exchange(link).once()
        link.close()
