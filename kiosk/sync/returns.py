"""What this machine holds of what is counted, and gives back once nobody can want it of this machine any more.

A share or a block is its holder's to give back: only here is it known what was promised of it, and the return travels
behind every promise, in this author's own order.
"""

from datetime import timedelta

from kiosk.domain.appointment import SlotReturned
from kiosk.domain.queue.bodies import LeaseReturned
from kiosk.journal.journal import Journal
from kiosk.sync.hall_time import hall_time
from kiosk.sync.leasing import Leasing

MISSED = timedelta(days=7)
"""What began longer ago nobody looks at any more."""


def gives_back(journal: Journal, share: str) -> bool:
    """Whether this machine has written that nobody books from a share here any more."""
    return bool(journal.meta(_mark(share)))


class Returns:
    """Of one terminal: `leasing` its blocks of numbers, `region` the partition in which appointments are judged."""

    def __init__(self, journal: Journal, leasing: Leasing, region: str, hall: str) -> None:
        self._journal = journal
        self._leasing = leasing
        self._region = region
        self._hall = hall

    def give_back(self) -> None:
        """Blocks of days that the judge has closed, and shares of slots that have begun."""
        for day, lease in self._leasing.over():
            with self._journal.db.transaction():
                self._leasing.use_up(lease)
                body = LeaseReturned(lease.id, day)
                self._journal.append(self._leasing.partition, f"lease:{lease.id}", "lease.returned", "system", body)
        for stream, share in self._shares():
            with self._journal.db.transaction():
                self._journal.set_meta(_mark(share), "1")
                self._journal.append(self._region, stream, "slot.returned", "system", SlotReturned(share))

    def _shares(self) -> list[tuple[str, str]]:
        """(stream, lease) of what this machine still holds of slots that nobody can book here any more."""
        now = hall_time(self._journal, self._hall)
        since, to = (one.isoformat(timespec="minutes") for one in (now - MISSED, now + timedelta(minutes=1)))
        return [
            (stream, name)
            for stream, slot in self._journal.views.slots.between(self._hall, since, to)
            for name, share in slot.shares.items()
            if share.terminal == self._journal.terminal and share.outstanding and not gives_back(self._journal, name)
        ]


def _mark(share: str) -> str:
    """The journal's own note: entries made for it cannot share an id, for a twin of this machine writes them too."""
    return f"returned {share}"
