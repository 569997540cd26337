"""When a hall's hub was last heard: what is known of its queue here is as old as that."""

from datetime import timedelta

from kiosk.clock import iso, parse_iso
from kiosk.journal.journal import Journal

EVERY = timedelta(seconds=10)
"""No need to write more often that a quiet hub is there."""
SILENT = timedelta(minutes=2)
"""A hub asks at least once a minute (kiosk.sync.pump); after twice that there is no line to it."""


class Heard:
    """Kept in the journal, so that every process on it answers the same."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def told(self, hall: str) -> None:
        """The hall's hub brought news."""
        self._journal.set_meta(_name(hall), iso(self._journal.now()))

    def asked(self, hall: str) -> None:
        """It asked for some: it is there, and what it would have had to tell, it has told."""
        last = self.last(hall)
        if not last or self._journal.now() - parse_iso(last) >= EVERY:
            self.told(hall)

    def last(self, hall: str) -> str:
        """ISO 8601, or '' where it never spoke."""
        return self._journal.meta(_name(hall))

    def silent(self, hall: str) -> bool:
        last = self.last(hall)
        return not last or self._journal.now() - parse_iso(last) > SILENT


def _name(hall: str) -> str:
    return f"heard {hall}"
