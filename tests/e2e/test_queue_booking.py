"""An appointment made at a kiosk behind its hub: the platform's own word comes back while somebody stands there."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.app import opener
from kiosk.counter import Counter
from kiosk.desks.appointments import Appointments
from tests.support.hall import CODE
from tests.support.patience import until
from tests.support.queue_hall import QueueHall, queue_hall
from tests.support.queues import rules
from ui.working import kiosk_at_work


def at_platform(here: QueueHall, ask: Callable[[Appointments], object]) -> object:
    """What the platform's journal says; its folder is opened beside the process."""
    with opener().platform(here.folder / "platform") as machine:
        return ask(Counter(machine).appointments(CODE))


@pytest.mark.timeout(120)
def test_it_is_booked_and_cancelled_through_the_hub(tmp_path: Path) -> None:
    with queue_hall(tmp_path, rules()) as here:
        data = here.enrol("kiosk", "kiosk")
        with opener().platform(here.folder / "platform") as machine:
            day = (machine.clock.now() + timedelta(days=7)).date()
            start = Counter(machine).appointments(CODE).open("a", f"{day}T09:00", 1).start
        with kiosk_at_work(data) as (_, _, bookings):

            def offered() -> bool:
                bookings.refresh()
                return bool(bookings.services())

            until(offered)
            made = bookings.book(bookings.plan("a", start), "5678")
            assert made.holds == "booked"
            assert at_platform(here, lambda slots: slots.standing("a", start, made.code).state) == "booked"
            assert bookings.times("a").times[0].left == 0
            assert bookings.cancel(made).holds == "cancelled"
            assert at_platform(here, lambda slots: slots.slot("a", start).left) == 1
