"""How long somebody waits for an answer that comes by way of a hub."""

import threading
from collections.abc import Callable

Patience = Callable[[int], bool]
"""Lets a moment pass before the n-th further look, counted from 0; False where nobody waits any longer."""
BREATH_S = 0.2
LOOKS = 25
"""A hub passes on at once what it took: five seconds tell whether the platform answers it."""


def five_seconds(looks: int) -> bool:
    """As long as one stands before a screen that says it is busy."""
    if looks < LOOKS:
        threading.Event().wait(BREATH_S)
    return looks < LOOKS
