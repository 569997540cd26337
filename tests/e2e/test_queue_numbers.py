"""Numbers asked for by many processes at once: none twice, none missing, whatever the hub stands on, whoever dies."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.postgres import Postgres
from tests.support.queue_hall import QueueHall, queue_hall
from tests.support.queues import rules

ASKERS = 8


def take_at_once(here: QueueHall, each: int) -> list[str]:
    """Eight kiosks in processes of their own, each asking for as many numbers."""
    with ExitStack() as stack:
        folders = [here.enrol("kiosk", f"kiosk-{number}") for number in range(ASKERS)]
        desks = [stack.enter_context(here.desk(folder)) for folder in folders]
        with ThreadPoolExecutor(ASKERS) as pool:
            said = pool.map(lambda desk: desk.does("many", service="a", count=each), desks)
            return [number for numbers in said for number in numbers]


@pytest.mark.timeout(900)
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_eight_processes_at_once(kind: str, tmp_path: Path, postgres: Postgres, long: bool) -> None:
    each = 500 if long else 100
    database = postgres.fresh() if kind == "postgresql" else ""
    with queue_hall(tmp_path, rules(lease_from=90_001), 2 if database else 1, database) as here:
        numbers = take_at_once(here, each)
        state = here.queue()
    expected = {f"A{number:03d}" for number in range(1, ASKERS * each + 1)}
    assert len(numbers) == len(set(numbers)) == ASKERS * each
    assert set(numbers) == expected == set(state.today.tickets)


@pytest.mark.timeout(120)
def test_one_of_two_hubs_killed_and_calls_go_on_within_two_seconds(tmp_path: Path, postgres: Postgres) -> None:
    with queue_hall(tmp_path, rules(), 2, postgres.fresh()) as here, ExitStack() as stack:
        kiosk = stack.enter_context(here.desk(here.enrol("kiosk", "kiosk")))
        window = stack.enter_context(here.desk(here.enrol("window", "window"), "1"))
        assert [kiosk.does("take", service="a")["number"] for _ in range(3)] == ["A001", "A002", "A003"]
        assert window.does("call")["number"] == "A001"
        here.hubs[0].kill()
        began = time.monotonic()
        assert window.does("call")["number"] == "A002"
        taken = kiosk.does("take", service="a")
        assert time.monotonic() - began < 2
        assert (taken["number"], taken["source"]) == ("A004", "hub")
        here.hubs[0].start()
        here.hubs[1].kill()
        assert window.does("call")["number"] == "A003"
        assert kiosk.does("take", service="a")["number"] == "A005"


@pytest.mark.timeout(120)
def test_hub_and_platform_gone_and_back_and_there_is_one_history(tmp_path: Path) -> None:
    with queue_hall(tmp_path, rules()) as here, ExitStack() as stack:
        kiosk = stack.enter_context(here.desk(here.enrol("kiosk", "kiosk")))
        window = stack.enter_context(here.desk(here.enrol("window", "window"), "1"))
        kiosk.does("sync"), window.does("sync")
        here.platform.kill()
        assert kiosk.does("take", service="a")["number"] == "A001"
        assert window.does("call")["number"] == "A001"
        here.hubs[0].kill()
        given = kiosk.does("take", service="a")
        assert given["source"] == "lease"
        assert "fault" in window.does("call")
        assert window.does("step", verb="by_hand", what=given["number"])["by_hand"]
        here.hubs[0].start()
        assert [window.does("sync"), kiosk.does("sync"), window.does("sync"), kiosk.does("sync")] == [0, 0, 0, 0]
        ticket = here.queue().today.tickets[given["number"]]
        assert (ticket.state, ticket.hand, ticket.twice) == ("finished", "1", False)
        assert kiosk.does("state") == window.does("state")
        here.platform.start()
