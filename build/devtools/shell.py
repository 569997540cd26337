"""Starting other programs, and saying so."""

import os
import shlex
import subprocess
import sys
from collections.abc import Mapping, Sequence

from devtools.places import PYTHON, ROOT


class Stopped(Exception):
    """Nothing more can be done; the message says what a person should do now, `status` is the exit status."""

    def __init__(self, message: str, status: int = 3) -> None:
        super().__init__(message)
        self.status = status


def say(text: str) -> None:
    """One line of progress, on standard error, so that --json stays clean."""
    print(f"[dev] {text}", file=sys.stderr, flush=True)


def run(command: Sequence[str | os.PathLike[str]], env: Mapping[str, str] | None = None) -> int:
    """Run in the checkout with our own standard streams; the exit status."""
    return subprocess.call(command, cwd=ROOT, env=None if env is None else {**os.environ, **env})


def must(command: Sequence[str | os.PathLike[str]], env: Mapping[str, str] | None = None) -> None:
    """`run`, where anything but 0 means that there is no going on. What it prints goes to standard error."""
    full = None if env is None else {**os.environ, **env}
    if status := subprocess.call(command, cwd=ROOT, env=full, stdout=sys.stderr):
        raise Stopped(f"this failed with status {status}: {shlex.join(str(part) for part in command)}")


def module(name: str, *arguments: str) -> list[str]:
    """The command that runs a module in the checkout's own environment."""
    return [str(PYTHON), "-m", name, *arguments]
