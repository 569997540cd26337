"""A kiosk's machine opened, with the exchange at work behind its desk."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.app import opener
from kiosk.counter import Counter
from kiosk.desks.citizen import Citizen
from kiosk.sync.pump import Pump
from ui.smooth import keep_for_good, take_short_turns


@contextmanager
def kiosk_at_work(data: Path) -> Iterator[Citizen]:
    """The desk; the exchange ends with it."""
    with opener().open(data) as machine:
        pump = Pump(machine.exchange, machine.link, machine.randomness)
        with Counter(machine).citizen(pump.wake) as desk:
            desk.departments()  # reads the catalogue in, before somebody waits for it
            keep_for_good()
            take_short_turns()
            pump.start(lambda _: None)
            try:
                yield desk
            finally:
                pump.stop()
