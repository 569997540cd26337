"""What every answer of the upstream tells beside its content: its time, and whether it went back."""

from kiosk.clock import parse_iso
from kiosk.journal.journal import Journal
from kiosk.journal.rewinding import rewind, send_again
from kiosk.sync.upstream import Upstream
from kiosk.wire import CARRIED_BY


class Footing:
    """How this machine stands with its upstream."""

    def __init__(self, journal: Journal, upstream: Upstream) -> None:
        self._journal = journal
        self._upstream = upstream

    def learn(self, server_time: str) -> None:
        """Take the upstream's clock as the measure of ours."""
        self._upstream.learn(server_time)
        self._journal.hear_time(parse_iso(server_time))

    def went_back(self, partition: str, epoch: str, back_to: int) -> bool:
        """Whether the upstream lives in another epoch than we knew; then what it lost is pushed again."""
        if epoch in {"", self._journal.cursor(partition).epoch}:
            return False
        with self._journal.db.transaction():
            self._journal.db.lock(partition)
            return self._moved_on(partition, epoch, back_to)

    def _moved_on(self, partition: str, epoch: str, back_to: int) -> bool:
        """As `went_back`, once nobody else writes: another thread or process may have heard of it first."""
        known = self._journal.cursor(partition).epoch
        if not known:
            self._journal.meet(partition, epoch)
        if known in {"", epoch}:
            return False
        if known.partition(CARRIED_BY)[0] == epoch.partition(CARRIED_BY)[0]:
            send_again(self._journal, partition, epoch)
        else:
            rewind(self._journal, partition, back_to, epoch)
        return True
