"""The other end of `tests.support.visits`: a kiosk's process, asked and answered in lines."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.support.hall import ROOT


class Worker:
    """A kiosk at work in a process of its own."""

    def __init__(
        self,
        data: Path,
        *words: str,
        within: Sequence[str] = (),
        module: str = "tests.support.visits",
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """`within`: a command that ends in becoming this one; `words` are the module's own."""
        self.data = data
        self._process = subprocess.Popen(
            [*within, sys.executable, "-m", module, str(data), *words],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def ready(self) -> None:
        """Wait until it takes commands."""
        assert self.heard() == {"ready": True}

    @property
    def root(self) -> Path:
        """The world of files as the process sees it."""
        return Path(f"/proc/{self._process.pid}/root")

    def does(self, do: str, **what: Any) -> Any:
        """Have it do something; what it says."""
        self.tell(do, **what)
        return self.heard()

    def tell(self, do: str, **what: Any) -> None:
        assert self._process.stdin
        self._process.stdin.write(json.dumps({"do": do, **what}) + "\n")
        self._process.stdin.flush()

    def heard(self) -> Any:
        """Its next line; None once there is none any more."""
        assert self._process.stdout
        line = self._process.stdout.readline()
        return json.loads(line) if line.endswith("\n") else None

    def kill(self) -> None:
        """As when the plug is pulled."""
        self._process.kill()

    def end(self) -> str:
        """Let it finish what it does, and end; what it complained of."""
        return self._process.communicate()[1]


@contextmanager
def worker(
    data: Path, *words: str, within: Sequence[str] = (), module: str = "tests.support.visits"
) -> Iterator[Worker]:
    """A process that has ended when the block has, and that had nothing to complain of."""
    one = Worker(data, *words, within=within, module=module)
    try:
        one.ready()
        yield one
    except BaseException:
        one.kill()
        raise
    finally:
        complaints = one.end()
    assert complaints == "", complaints
