"""The exchange at work in the background: on a hint, on a new entry, or when the stored next try is due."""

import logging
import threading
from collections.abc import Callable
from contextlib import suppress

import msgspec

from kiosk.domain.witness import Witness
from kiosk.errors import Fault, Refused
from kiosk.ids import Randomness
from kiosk.journal.epochs import witness
from kiosk.lull import wait_for_lull
from kiosk.sync.answers import LinkTrouble
from kiosk.sync.exchange import Exchange, Tally
from kiosk.sync.link import Link
from kiosk.wire import Page

log = logging.getLogger(__name__)
POLL_SECONDS = 30.0
SHORTEST_BREATH, LONGEST_BREATH = 0.1, 5.0
Report = Callable[[Tally | Fault], object]


class Pump:
    """One thread that exchanges and one that listens; `report` is called on the first one.

    The second one hears hints, or, where there is a partition to `follow`, takes that one's pages in as they come.
    `in_lulls` waits for a lull before an exchange that was asked for, so that a hub carries many entries up at once.
    """

    def __init__(
        self,
        exchange: Callable[[Link], Exchange],
        link: Callable[[], Link],
        dice: Randomness,
        follow: str = "",
        in_lulls: bool = False,
    ) -> None:
        self._follow = follow
        self._in_lulls = in_lulls
        self._exchange = exchange
        self._link = link
        self._dice = dice
        self._wake = threading.Event()
        self._asked = threading.Event()
        self._line_is_back = threading.Event()
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []
        self._hints: Link | None = None

    def start(self, report: Report) -> None:
        self._threads = [
            threading.Thread(target=self._work, args=(report,), name="pump"),
            threading.Thread(target=self._listen, name="pump-hints"),
        ]
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """There is something to send or to fetch: do not wait for the next poll."""
        self._asked.set()
        self._wake.set()

    def stop(self) -> None:
        """End both threads and wait for them."""
        self._stopping.set()
        self._wake.set()
        if self._hints is not None:
            self._hints.cut()
        for thread in self._threads:
            thread.join()

    def _work(self, report: Report) -> None:
        link = self._line()
        if link is None:
            return
        exchange = self._exchange(link)
        try:
            woken = False
            while not self._stopping.is_set():
                self._wake.clear()
                report(self._once(exchange, not woken or self._was_asked()))
                with suppress(Fault):  # a database that is away comes back
                    exchange.journal.db.checkpoint()
                woken = self._wake.wait(self._rest(exchange))
                if woken and self._in_lulls:
                    wait_for_lull(self._wake, self._stopping)
        finally:
            link.close()
            exchange.journal.db.close()

    def _line(self) -> Link | None:
        """A line of this thread's own, once the journal can be asked for what it takes; None where it is to stop."""
        while not self._stopping.is_set():
            try:
                return self._link()
            except Fault as fault:
                log.info("no line yet: %s", fault.code)
                self._stopping.wait(LONGEST_BREATH)
        return None

    def _was_asked(self) -> bool:
        """Cleared only where it was set: who asks while we look is heard in the next round."""
        asked = self._asked.is_set()
        if asked:
            self._asked.clear()
        return asked or self._line_is_back.is_set()

    def _once(self, exchange: Exchange, whole: bool) -> Tally | Fault:
        """An exchange; of pages that came by themselves there is only to be told.

        A hint proves that there is a line: then nothing waits for the next try that was planned without one.
        """
        patient = not self._line_is_back.is_set()
        self._line_is_back.clear()
        try:
            return exchange.once(patient=patient) if whole else exchange.tally()
        except Fault as fault:
            return fault
        except Refused as refusal:
            log.warning("the upstream refused: %s", refusal.code)
            return Fault(refusal.code, refusal.message, "查看平台日志")
        except Exception as error:
            log.error("the exchange failed", exc_info=error)
            return Fault("unexpected", "往来出错了，已记入日志", "把日志发给技术人员")

    def _rest(self, exchange: Exchange) -> float:
        """Seconds until the next try; a journal that cannot be asked just now is no reason to stop."""
        longest = POLL_SECONDS * (1 + self._dice.fraction())
        try:
            return exchange.rest(longest)
        except Fault:
            return longest

    def _listen(self) -> None:
        """Hear as long as there is a line; where it ends, say so at once, try soon, then more and more seldom."""
        link = self._hints = self._line()
        if link is None:
            return
        exchange = self._exchange(link)
        breath = SHORTEST_BREATH
        while not self._stopping.is_set():
            try:
                with link.hints(*self._from_here(exchange)) as lines:
                    if self._stopping.is_set():  # it was told to before there was a stream to cut
                        break
                    self._line_is_back.set()
                    for line in filter(_is_data, lines):
                        breath = SHORTEST_BREATH
                        self._heard(exchange, line)
            except (Fault, Refused) as trouble:
                log.info("no hints: %s", trouble.code)
            self.wake()
            self._stopping.wait(breath * (0.5 + self._dice.fraction()))
            breath = min(LONGEST_BREATH, breath * 2)
        link.close()
        exchange.journal.db.close()

    def _from_here(self, exchange: Exchange) -> tuple[str, int, Witness | None]:
        if not self._follow:
            return "", 0, None
        return self._follow, exchange.journal.cursor(self._follow).position, witness(exchange.journal, self._follow)

    def _heard(self, exchange: Exchange, line: bytes) -> None:
        if self._follow:
            try:
                page = msgspec.json.decode(line.removeprefix(b"data:"), type=Page)
            except msgspec.MsgspecError as error:
                raise LinkTrouble("upstream_rubbish", "平台的回答看不懂（内容残缺）") from error
            if exchange.accept(self._follow, page):
                self._wake.set()
                return
        self.wake()


def _is_data(line: bytes) -> bool:
    return line.startswith(b"data:")
