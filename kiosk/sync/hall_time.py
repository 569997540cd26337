"""What time it is in a hall, for what is held there until a time has come."""

from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk.journal.journal import Journal


def hall_time(journal: Journal, hall: str) -> datetime:
    """By the upstream's clock as far as it was heard, without a zone, as slots are named."""
    rules = journal.views.registry.queue_of(hall)
    zone = ZoneInfo(rules.timezone if rules else "Asia/Shanghai")
    return journal.now().astimezone(zone).replace(tzinfo=None)
