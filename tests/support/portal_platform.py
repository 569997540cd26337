"""A real platform with the sample hall, in a process of its own, and a clerk at the command line."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.portal_desk import SAMPLE


@dataclass(frozen=True)
class Platform:
    """Where it answers, and its folder."""

    url: str
    folder: Path

    def kiosk(self, *words: str) -> Any:
        """What a command on the platform's folder answers."""
        return kiosk(self.folder, *words)


def kiosk(folder: Path, *words: str) -> Any:
    """Run one command of the product on a machine's folder; the JSON it prints."""
    command = [sys.executable, "-m", "kiosk", *words, "--data", str(folder), "--json"]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, f"{words}: {done.returncode} {done.stdout.decode()} {done.stderr.decode()}"
    return json.loads(done.stdout)


@contextmanager
def platform(folder: Path) -> Iterator[Platform]:
    """The sample catalogue published, the portal open on a free port; ends with the block."""
    kiosk(folder, "catalogue", "import", str(SAMPLE / "catalogue.json"))
    command = [sys.executable, "-m", "kiosk", "platform", "--data", str(folder), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        try:
            yield Platform(json.loads(server.stdout.readline())["url"], folder)
        finally:
            server.terminate()
