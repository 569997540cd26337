"""Waiting for a lull: what can wait must not hold up somebody who stands at a window."""

import time
from threading import Event

QUIET_S, LATEST_S = 0.15, 5.0
"""Without news for so long, nobody is in the middle of anything; a rush that does not end is not waited for."""


def wait_for_lull(news: Event, stopping: Event) -> None:
    """Until no `news` has come for `QUIET_S`, it is `LATEST_S` later, or all is `stopping`; clears `news`."""
    latest = time.monotonic() + LATEST_S
    while not stopping.is_set() and time.monotonic() < latest:
        news.clear()
        if not news.wait(QUIET_S):
            return
