"""A number given back: from the command line, as the kiosk's screen does it, and on the phone."""

from pathlib import Path

import pytest
import requests

from kiosk.app import opener
from kiosk.desks.live import live_place
from kiosk.errors import Refused
from tests.support.hall import kiosk
from tests.support.portal_hall import CSRF
from tests.support.queue_hall import QueueHall, queue_hall
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


@pytest.mark.timeout(120)
def test_given_back_on_the_phone_it_leaves_the_halls_queue(tmp_path: Path) -> None:
    with queue_hall(tmp_path, rules()) as here, requests.Session() as phone:
        data = here.enrol("kiosk", "kiosk")
        taken = kiosk("ticket", "take", "--service", "a", "--data", data).answer
        page = f"{here.platform.url}/q/{taken['token']}"
        while not is_online(here, taken["token"]):
            pass
        csrf = CSRF.search(phone.get(f"{page}/give-back").text)
        assert csrf
        with phone.get(f"{page}/live", stream=True, timeout=60) as live:
            told = phone.post(f"{page}/give-back", data={"csrf": csrf[1]})
            assert "已经告诉大厅：不办了" in told.text or "号码已取消" in told.text
            assert any("号码已取消" in line for line in live.iter_lines(decode_unicode=True))
        assert here.queue().today.tickets[taken["number"]].state == "cancelled"


def is_online(here: QueueHall, token: str) -> bool:
    """Whether the hall's hub has told the platform of it."""
    with opener().open(here.folder / "platform") as machine:
        try:
            return bool(live_place(machine.journal, token))
        except Refused:
            return False
