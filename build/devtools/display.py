"""A screen that nobody sees, for tests."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

SIZE = "1920x1920x24"


@contextmanager
def hidden_display() -> Iterator[str]:
    """An X server of our own, tall and wide enough for every screen; gives its DISPLAY. Needs Xvfb on the PATH."""
    reading, writing = os.pipe()
    dies_with_us = ["setpriv", "--pdeathsig", "TERM"]
    command = [*dies_with_us, "Xvfb", "-displayfd", str(writing), "-screen", "0", SIZE, "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as answer:
            number = answer.readline().strip()
        if not number:
            raise OSError("Xvfb did not start")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()


def can_hide() -> bool:
    """Is there an X server to start?"""
    return shutil.which("Xvfb") is not None
