"""What time and what day it is in a hall, as far as that can be told without its judge."""

from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk.clock import iso
from kiosk.domain.queue.state import QueueState
from kiosk.domain.queue.turning import turned
from kiosk.journal.journal import Journal


def hall_time(journal: Journal, hall: str) -> datetime:
    """By the upstream's clock as far as it was heard, without a zone, as slots are named."""
    rules = journal.views.registry.queue_of(hall)
    zone = ZoneInfo(rules.timezone if rules else "Asia/Shanghai")
    return journal.now().astimezone(zone).replace(tzinfo=None)


def hall_day(journal: Journal, state: QueueState) -> str:
    """The day (ISO 8601) that the next who comes will be of, though the judge has not turned it yet.

    As the judge turns it: not by our own clock alone, and not by that of one hub alone.
    """
    zone = state.rules.timezone if state.rules else "UTC"
    return turned(state.day, iso(journal.now()), journal.moment(), zone)
