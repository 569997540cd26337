"""When to try again: pure, so that a simulation can walk it (protocol.md, Retry)."""

from dataclasses import replace
from datetime import datetime, timedelta

from kiosk.clock import iso
from kiosk.journal.outbox import Retry

SHORTEST = 1.0
LONGEST = 300.0
BISECT_AFTER = 5
PAUSE = timedelta(minutes=5)
TOLD = timedelta(minutes=1)
"""People read the last good exchange to the minute: for less no disk is written."""


def after_success(now: datetime) -> Retry:
    return Retry(last_good=iso(now))


def is_news(before: Retry, now: datetime) -> bool:
    """Whether a success changes what is stored; also one at a clock that was set back."""
    troubled = before.failures or before.next_at or before.paused
    return bool(troubled) or not iso(now - TOLD) < before.last_good <= iso(now)


def after_failure(before: Retry, now: datetime, fraction: float, retry_after: float | None = None) -> Retry:
    """Full jitter between nothing and 1 s doubling to 5 min, never sooner than `retry_after` seconds.

    `fraction` in [0, 1) is the dice. There is no limit of tries, and every failure plans the next one.
    """
    ceiling = min(LONGEST, SHORTEST * 2.0 ** min(before.failures, 20))
    wait = max(ceiling * fraction, retry_after or 0.0)
    return replace(before, failures=before.failures + 1, next_at=iso(now + timedelta(seconds=wait)), paused="")


def after_refusal(before: Retry, now: datetime, why: str) -> Retry:
    """401 and 403 pause with an alarm: staff must look, and a look every five minutes finds out that they did."""
    return replace(before, failures=before.failures + 1, next_at=iso(now + PAUSE), paused=why)


def due(plan: Retry, now: datetime) -> bool:
    """Whether the stored next try has come; a clock that was set back must not strand the work."""
    if plan.next_at <= iso(now):
        return True
    return plan.next_at > iso(now + timedelta(seconds=LONGEST * 2))


def batch_limit(plan: Retry, whole: int) -> int:
    """How many entries to push: halved again and again once the same head has met five server errors."""
    halvings = max(0, plan.failures - BISECT_AFTER + 1)
    return max(1, whole >> min(halvings, 16))
