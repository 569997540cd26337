"""How long one waits, told by a hub process at its work: on the ticket, on the board, on the phone; and never stale."""

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from kiosk.app import opener
from kiosk.desks.live import live_place
from kiosk.errors import Refused
from tests.support.queue_hall import QUEUE, QueueHall, queue_hall
from tests.support.queues import rules
from tests.support.worker import Worker


@pytest.mark.timeout(120)
def test_estimates_reach_kiosk_board_and_phone_and_outlive_the_hub(tmp_path: Path) -> None:
    with queue_hall(tmp_path, rules()) as here, ExitStack() as stack:
        kiosk = stack.enter_context(here.desk(here.enrol("kiosk", "kiosk")))
        window = stack.enter_context(here.desk(here.enrol("window", "window"), "1"))
        board = stack.enter_context(here.desk(here.enrol("board", "board"), "1", "--follow"))
        assert [kiosk.does("sync"), window.does("sync")] == [0, 0]
        told = taken_with_estimate(kiosk)
        assert told["estimate"]["since"] <= told["estimate"]["to"]
        later = kiosk.does("take", service="a")
        assert later["estimate"]["to"] >= told["estimate"]["to"]
        while not all(one["estimate"] for one in board.does("hall")["waiting"]):
            kiosk.does("take", service="a")
        assert "number" in window.does("call")
        while not on_the_phone(here, later["number"]):
            kiosk.does("take", service="a")

        here.hubs[0].kill()
        assert kiosk.does("take", service="a")["source"] == "lease"
        assert kiosk.does("take", service="a")["estimate"] is None

        here.hubs[0].start()
        assert kiosk.does("sync") == 0
        again = taken_with_estimate(kiosk)
        assert again["source"] == "hub"
        assert again["ahead"] > told["ahead"]
        assert again["estimate"]["to"] >= told["estimate"]["to"]


def taken_with_estimate(kiosk: Worker) -> Any:
    """The first number with which its owner is told how long; while a hub has just begun nobody can say."""
    while True:
        said = kiosk.does("take", service="a")
        if said.get("estimate") is not None:
            return said


def on_the_phone(here: QueueHall, number: str) -> bool:
    """Whether the platform can tell a ticket's owner how long it still waits."""
    with opener().open(here.folder / "hub-0") as machine:
        today = machine.journal.views.queue.state(QUEUE).today
        assert today is not None
        token = today.tickets[number].intent
    with opener().open(here.folder / "platform") as machine:
        try:
            return live_place(machine.journal, token).estimate is not None
        except Refused:  # it has not heard of the ticket yet
            return False
