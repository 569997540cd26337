"""What every answer of the upstream tells beside its content: its time, and whether it went back."""

from kiosk.journal.journal import Journal
from kiosk.journal.rewinding import rewind, send_again
from kiosk.sync.upstream import Upstream
from kiosk.wire import CARRIED_BY

SECOND_MS = 1000


class Footing:
    """How this machine stands with its upstream."""

    def __init__(self, journal: Journal, upstream: Upstream) -> None:
        self._journal = journal
        self._upstream = upstream

    def learn(self, server_time: str) -> None:
        """Take the upstream's clock as the measure of ours; it is written down again once it is off by a second."""
        self._upstream.learn(server_time)
        offset, known = self._upstream.offset_ms, self._journal.meta("clock_offset_ms")
        if not known or abs(offset - int(known)) >= SECOND_MS:
            self._journal.set_meta("clock_offset_ms", str(offset))

    def went_back(self, partition: str, epoch: str, back_to: int) -> bool:
        """Whether the upstream lives in another epoch than we knew; then what it lost is pushed again."""
        known = self._journal.cursor(partition).epoch
        if not known and epoch:
            self._journal.meet(partition, epoch)
        if not known or not epoch or known == epoch:
            return False
        if known.partition(CARRIED_BY)[0] == epoch.partition(CARRIED_BY)[0]:
            send_again(self._journal, partition, epoch)
        else:
            rewind(self._journal, partition, back_to, epoch)
        return True
