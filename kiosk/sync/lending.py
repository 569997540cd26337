"""Places of appointments kept ready for the time without a line: asked for ahead, booked from this journal alone."""

from kiosk.domain.appointment import SlotLent
from kiosk.domain.lending import AHEAD, wanted
from kiosk.journal.journal import Journal
from kiosk.sync.hall_time import hall_time


class Lending:
    """Of one terminal of `hall`; appointments are judged in the partition `region`."""

    def __init__(self, journal: Journal, region: str, hall: str) -> None:
        self._journal = journal
        self._region = region
        self._hall = hall

    def ask(self) -> None:
        """One place in each half of today and of tomorrow, of each business; what was refused once is let be."""
        now = hall_time(self._journal, self._hall)
        to = (now.date() + 2 * AHEAD).isoformat()
        slots = self._journal.views.slots.between(self._hall, now.isoformat(timespec="minutes"), to)
        for stream in wanted(dict(slots), self._journal.terminal, now):
            if not self._has_asked(stream):
                body = SlotLent(self._journal.terminal, 1)
                self._journal.append(self._region, stream, "slot.lent", "system", body)

    def _has_asked(self, stream: str) -> bool:
        """Whether a wish of ours for this slot is on its way, or was not granted."""
        row = self._journal.db.one(
            "SELECT 1 FROM entry e LEFT JOIN verdict v ON v.entry = e.id WHERE e.stream = ? AND e.kind = 'slot.lent' "
            "AND e.terminal = ? AND coalesce(v.verdict, '') <> 'applied'",
            stream,
            self._journal.terminal,
        )
        return row is not None
