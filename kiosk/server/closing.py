"""The end of a hall's day: whoever judges its queue says so once, and by no clock that has jumped."""

import uuid

from kiosk.clock import parse_iso
from kiosk.domain.entry import Moment
from kiosk.domain.queue.bodies import DayClosed
from kiosk.domain.queue.turning import overdue, trusted
from kiosk.journal.journal import Journal
from kiosk.server.sequencer import Sequencer


class Closing:
    """Asked now and then; `day.closed` is written under an id made from its day, so that two hubs write it once."""

    def __init__(self, journal: Journal, sequencer: Sequencer) -> None:
        self._journal = journal
        self._sequencer = sequencer
        self._last: Moment | None = None

    def look(self, partition: str) -> str:
        """The day that was closed just now, or ''."""
        self._last = trusted(self._last, self._journal.moment())
        day = overdue(self._journal.views.queue.state(partition), parse_iso(self._last.wall))
        if day:
            name = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{partition}/{day}/closed"))
            self._sequencer.write(partition, f"day:{day}", "day.closed", "system", DayClosed(day), name)
        return day
