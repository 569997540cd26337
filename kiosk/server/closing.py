"""The end of a hall's day: whoever judges its queue says so once, and by no clock that stands alone or has jumped."""

import uuid
from datetime import datetime

from msgspec.structs import replace

from kiosk.clock import AGREED, iso, parse_iso
from kiosk.domain.entry import Moment
from kiosk.domain.queue.bodies import DayClosed
from kiosk.domain.queue.turning import overdue, trusted
from kiosk.journal.journal import Journal
from kiosk.server.sequencer import Sequencer

PAGE = 100


class Closing:
    """Asked now and then; `day.closed` is written under an id made from its day, so that two hubs write it once.

    A clock is borne out once another machine has shown the same time to this process: the one above, or one that wrote.
    """

    def __init__(self, journal: Journal, sequencer: Sequencer) -> None:
        self._journal = journal
        self._sequencer = sequencer
        self._last: Moment | None = None
        self._borne_out = False
        self._seen: dict[str, int] = {}

    def look(self, partition: str) -> str:
        """The day that was closed just now, or ''. One that nobody bears out is ended by the next day's first entry."""
        now = self._now()
        day = overdue(self._journal.views.queue.state(partition), now)
        if not self._is_borne_out(partition, now) or not day:
            return ""
        name = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{partition}/{day}/closed"))
        self._sequencer.write(partition, f"day:{day}", "day.closed", "system", DayClosed(day), name)
        return day

    def _now(self) -> datetime:
        """A clock that was set, ours or the one above, has to be borne out anew."""
        now = replace(self._journal.moment(), wall=iso(self._journal.now()))
        self._borne_out = self._borne_out and trusted(self._last, now) == now
        self._last = now
        return parse_iso(now.wall)

    def _is_borne_out(self, partition: str, now: datetime) -> bool:
        self._borne_out = self._borne_out or self._journal.above.agreed or self._wrote_at(partition, now)
        return self._borne_out

    def _wrote_at(self, partition: str, now: datetime) -> bool:
        """Whether an entry of another machine has come since we last looked, written about `now`."""
        seen = self._seen.setdefault(partition, self._sequencer.last(partition))
        found = self._journal.entries.after(partition, seen, PAGE)
        self._seen[partition] = found[-1].position if found else seen
        others = [one.entry for one in found if one.entry.terminal != self._journal.terminal]
        return any(abs(now - parse_iso(one.at.wall)) <= AGREED for one in others)
