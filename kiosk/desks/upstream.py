"""What a terminal's desk asks its upstream for while somebody waits; without a line it goes on."""

import threading
from collections.abc import Callable
from typing import Protocol

from kiosk.clock import iso
from kiosk.desk import LinkState
from kiosk.domain.progress import Progress, narrate
from kiosk.errors import Refused
from kiosk.journal.journal import Journal
from kiosk.sync.answers import LinkTrouble
from kiosk.sync.exchange import Exchange
from kiosk.sync.link import Link


class Judgeward(Protocol):
    """The way to the judge, as a clerk's desk needs it: over a line, or none at all on the platform itself."""

    def try_now(self) -> None: ...

    def fetch(self, blob: str) -> bytes: ...

    def state(self) -> LinkState: ...


class Here:
    """The judge sits on this very machine."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def try_now(self) -> None:
        """What is written here is judged already."""

    def fetch(self, blob: str) -> bytes:
        return self._journal.blobs.read(blob)

    def state(self) -> LinkState:
        held = len(self._journal.views.held())
        return LinkState(True, iso(self._journal.now()), 0, 0, held, "")


class Line:
    """The line as a desk sees it; each thread has a link of its own."""

    def __init__(self, journal: Journal, link: Callable[[], Link], exchange: Callable[[Link], Exchange]) -> None:
        self._journal = journal
        self._make_link = link
        self._make_exchange = exchange
        self._mine = threading.local()
        self._links: list[Link] = []

    @property
    def link(self) -> Link:
        """This thread's link."""
        link: Link | None = getattr(self._mine, "link", None)
        if link is None:
            link = self._mine.link = self._make_link()
            self._links.append(link)
        return link

    def try_now(self) -> None:
        """Send and fetch at once; a line that is down has its next try planned and is no error here."""
        try:
            self._make_exchange(self.link).once()
        except LinkTrouble:
            return

    def progress(self, case_or_receipt: str, item_name: Callable[[str], str]) -> Progress:
        """The platform's word, to the letter; without a line, what this machine knows, marked as tentative.

        Refused `no_such_case`; Fault where neither knows it.
        """
        local = self._journal.views.cases.find(case_or_receipt)
        try:
            found = self.link.progress(case_or_receipt)
        except (LinkTrouble, Refused) as error:
            if local is None or (isinstance(error, Refused) and not local.tentative):
                raise
            return narrate(local, item_name(local.item))
        return found

    def fetch(self, blob: str) -> bytes:
        """A file from upstream."""
        return self.link.blob_read(blob)

    def state(self) -> LinkState:
        """How things stand, without asking anybody."""
        outbox = self._journal.outbox
        plans = [outbox.retry(name) for name in ("push", "pull", "blobs")]
        return LinkState(
            online=all(not plan.failures for plan in plans) and bool(plans[1].last_good),
            since=max(plan.last_good for plan in plans),
            pending=outbox.count(),
            blobs_pending=len(self._journal.blobs.to_send()),
            held=len(self._journal.views.held()),
            paused=next((plan.paused for plan in plans if plan.paused), ""),
        )

    def close(self) -> None:
        for link in self._links:
            link.close()
