"""A kiosk's machine opened, with the exchange at work behind its desk."""

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from kiosk.app import opener
from kiosk.counter import Counter
from kiosk.desks.booking import Bookings
from kiosk.desks.citizen import Citizen
from kiosk.desks.tickets import Tickets
from kiosk.settings import Settings
from kiosk.sync.pump import Pump, Report
from ui.smooth import keep_for_good, take_short_turns


class AtWork(NamedTuple):
    """A kiosk's desks: for matters, for numbers and for appointments."""

    citizen: Citizen
    tickets: Tickets
    bookings: Bookings


@contextmanager
def kiosk_at_work(data: Path, report: Report = lambda _: None) -> Iterator[AtWork]:
    """The desks; the exchange ends with them, and says on a thread of its own how it went."""
    with opener().open(data) as machine, _station(machine.settings):
        pump = Pump(machine.exchange, machine.link, machine.randomness)
        counter = Counter(machine)
        with counter.citizen(pump.wake) as desk, counter.tickets(pump.wake) as tickets:
            desk.departments()  # reads the catalogue in, before somebody waits for it
            keep_for_good()
            take_short_turns()
            pump.start(report)
            try:
                yield AtWork(desk, tickets, counter.bookings(pump.wake))
            finally:
                pump.stop()


def _station(settings: Settings) -> AbstractContextManager[None]:
    """The hub inside, in a hall where nobody else is it; its parts are read in only there."""
    if not settings.station:
        return nullcontext()
    inside = import_module("kiosk.server.station")
    made: AbstractContextManager[None] = inside.station(
        opener(), Path(settings.station), settings.station_address, _told
    )
    return made


def _told(url: str) -> None:
    print(json.dumps({"hub": url}), flush=True)
