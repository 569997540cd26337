"""A number given back from the command line, as the kiosk's screen does it."""

from pathlib import Path

from tests.support.hall import kiosk
from tests.support.queue_hall import queue_hall
from tests.support.queues import rules


def test_a_number_is_shown_and_given_back(tmp_path: Path) -> None:
    with queue_hall(tmp_path, rules()) as here:
        data = here.enrol("kiosk", "kiosk")
        taken = kiosk("ticket", "take", "--service", "a", "--data", data).answer
        assert kiosk("ticket", "show", taken["number"], "--data", data).answer["stands"] == "waiting"
        shown = kiosk("ticket", "show", taken["token"], "--data", data).answer
        assert (shown["number"], shown["returnable"]) == (taken["number"], True)
        by_number = kiosk("ticket", "cancel", taken["number"], "--data", data)
        assert (by_number.status, by_number.answer["refused"]) == (1, "code_needed")
        assert kiosk("ticket", "cancel", taken["token"], "--data", data).answer["stands"] == "cancelled"
        again = kiosk("ticket", "cancel", taken["token"], "--data", data)
        assert (again.status, again.answer["refused"]) == (1, "is_cancelled")
        assert here.queue().today.tickets[taken["number"]].state == "cancelled"
