"""The exchange at work in the background: on a hint, on a new entry, or when the stored next try is due."""

import logging
import threading
from collections.abc import Callable

from kiosk.errors import Fault, Refused
from kiosk.ids import Randomness
from kiosk.sync.exchange import Exchange, Tally
from kiosk.sync.link import Link

log = logging.getLogger(__name__)
POLL_SECONDS = 30.0
BREATH_SECONDS = 1.0
Report = Callable[[Tally | Fault], None]


class Pump:
    """One thread that exchanges and one that listens for hints; `report` is called on the first one."""

    def __init__(self, exchange: Callable[[Link], Exchange], link: Callable[[], Link], dice: Randomness) -> None:
        self._exchange = exchange
        self._link = link
        self._dice = dice
        self._wake = threading.Event()
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
        """There is something to send: do not wait for the next poll."""
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
        link = self._link()
        exchange = self._exchange(link)
        try:
            while not self._stopping.is_set():
                self._wake.clear()
                report(self._once(exchange))
                self._wake.wait(self._rest(exchange))
        finally:
            link.close()
            exchange.journal.db.close()

    def _once(self, exchange: Exchange) -> Tally | Fault:
        try:
            return exchange.once(patient=True)
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
        while not self._stopping.is_set():
            link = self._hints = self._link()
            try:
                with link.hints() as lines:
                    for line in lines:
                        if self._stopping.is_set():  # it was told to before there was a stream to cut
                            break
                        if line.startswith(b"data:"):
                            self._wake.set()
            except (Fault, Refused):
                pass
            finally:
                link.close()
            self._stopping.wait(BREATH_SECONDS * (1 + 4 * self._dice.fraction()))
