"""Waiting for what tells nobody when it changes: another program's state."""

import threading
import time
from collections.abc import Callable

LOOK_EVERY_S = 0.2


def until(holds: Callable[[], object], within: float = 30.0) -> None:
    """Look again and again at something that tells nobody when it changes. TimeoutError after `within` seconds."""
    pause, end = threading.Event(), time.monotonic() + within
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError(f"not within {within} s")
        pause.wait(LOOK_EVERY_S)
