"""Keeping the screen's thread free of pauses that the interpreter would make for the others."""

import gc
import sys

TURN_SECONDS = 0.0003
YOUNG = 20_000


def take_short_turns() -> None:
    """Let the screen's thread wait at most so long for one that works in the background; the usual is 5 ms."""
    sys.setswitchinterval(TURN_SECONDS)


def keep_for_good() -> None:
    """What is here now stays: collections do not walk it again, a whole one of which takes 50 ms."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 100)
