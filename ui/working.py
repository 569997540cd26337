"""A kiosk's machine opened, with the exchange at work behind its desk."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from kiosk.app import opener
from kiosk.counter import Counter
from kiosk.desks.citizen import Citizen
from kiosk.desks.tickets import Tickets
from kiosk.sync.pump import Pump
from ui.smooth import keep_for_good, take_short_turns


class AtWork(NamedTuple):
    """A kiosk's two desks: for matters and for numbers."""

    citizen: Citizen
    tickets: Tickets


@contextmanager
def kiosk_at_work(data: Path) -> Iterator[AtWork]:
    """The desks; the exchange ends with them."""
    with opener().open(data) as machine:
        pump = Pump(machine.exchange, machine.link, machine.randomness)
        counter = Counter(machine)
        with counter.citizen(pump.wake) as desk, counter.tickets(pump.wake) as tickets:
            desk.departments()  # reads the catalogue in, before somebody waits for it
            keep_for_good()
            take_short_turns()
            pump.start(lambda _: None)
            try:
                yield AtWork(desk, tickets)
            finally:
                pump.stop()
