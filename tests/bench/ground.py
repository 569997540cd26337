"""A platform process and a kiosk's folder to measure on."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.app import Machine, opener
from kiosk.desks.publishing import Publishing
from kiosk.domain.registry import HallAdded
from kiosk.resources import resources

HALL = "511602-01"
ITEM = "511A0015500009-511602000000-000-115113016823646795-1-00"


@contextmanager
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        yield Path(name)


@contextmanager
def process(command: list[str]) -> Iterator[str]:
    """A server process that prints {"ready", "url"}; gives its URL."""
    with subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, env=os.environ, text=True) as server:
        assert server.stdout is not None
        try:
            yield json.loads(server.stdout.readline())["url"]
        finally:
            server.terminate()
            server.wait()


def found(data: Path) -> None:
    """A platform in `data` with the sample hall and its whole catalogue."""
    with opener().platform(data) as machine:
        sequencer, partition = machine.service.sequencer, machine.identity.partition
        sequencer.write(partition, f"hall:{HALL}", "hall.added", "system", HallAdded(HALL, "广安区政务服务大厅"))
        catalogue = (resources() / "sample" / "catalogue.json").read_bytes()
        Publishing(sequencer, partition).load(catalogue, resources() / "sample" / "guides")


@contextmanager
def platform(data: Path) -> Iterator[str]:
    """The platform of the sample hall, as a process; gives its URL."""
    found(data)
    with process(["-m", "kiosk", "platform", "--data", str(data), "--port", "0"]) as url:
        yield url


def enrol(data: Path, url: str, role: str, folder: Path) -> None:
    """Make `folder` a machine of the platform whose folder is `data`."""
    with opener().platform(data) as machine:
        departments = ("*",) if role == "window" else ()
        code = machine.service.enrolling.issue(HALL, role, departments)
    opener().enrol(folder, url, code, f"bench {role}")


@contextmanager
def kiosk(root: Path) -> Iterator[tuple[Machine, str]]:
    """A kiosk that has fetched the catalogue, and its platform's URL."""
    with platform(root / "platform") as url:
        enrol(root / "platform", url, "kiosk", root / "kiosk")
        with opener().open(root / "kiosk") as machine:
            link = machine.link()
            machine.exchange(link).once()
            link.close()
            yield machine, url
