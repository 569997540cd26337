"""No machine of a region matters: database, platform and hub are killed under load, and nobody's word is lost."""

import json
import time
from collections import Counter

import pytest

from tests.crash.test_kills import known_numbers, submitted
from tests.support.cluster import Node
from tests.support.hall import CODE, inside
from tests.support.patience import until
from tests.support.queue_hall import Server
from tests.support.region import VILLAGE, Region, region

ROUNDS = 2
BAR_S = 30.0
WHOLE_S = 90.0
PATIENCE_S = 120.0
TROUBLES = {"upstream_unreachable", "upstream_error", "no_numbers_left"}
"""What a terminal may be told meanwhile."""


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_whichever_machine_dies_nothing_acknowledged_is_lost(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with region() as here:
        for number in range(2):
            here.files(f"village-{number}", VILLAGE, here.platforms, 1_000 * number)
            here.tickets(f"hall-{number}", 0)
        here.files("filing", CODE, here.hubs, 5_000)
        begun = time.monotonic()
        write_again(here, begun, PATIENCE_S)
        waits = [wait for number in range(ROUNDS) for wait in one_round(here, number)]
        here.settle()
        gone = lost(here)
        told = {by: len(here.counters.of(by)) for by in ("platform", "hub", "lease")}
        figures = {"killed": waits, "acknowledged": told, "lost": gone, "told": here.counters.troubles}
        with capsys.disabled():
            print("\n" + json.dumps(figures, ensure_ascii=False, indent=2))
        assert sum(gone.values()) == 0
        assert all(told.values())
        assert all(wait < BAR_S for one in waits for wait in one.values() if isinstance(wait, float))
        assert "Traceback" not in here.complaints()  # that a line broke in the middle may be said
        assert set(here.counters.troubles) <= TROUBLES


def one_round(here: Region, number: int) -> list[dict[str, object]]:
    """The primary, a platform and a hub die, one after another; each is back before the next one."""
    primary = here.databases.primary()
    waits = [killed(here, "primary", primary)]
    until(here.databases.is_whole, WHOLE_S)
    waits.append(killed(here, "platform", here.platforms[number % 2]))
    waits.append(killed(here, "hub", here.hubs[number % 2]))
    return waits


def killed(here: Region, name: str, victim: Node | Server) -> dict[str, object]:
    """Pull the plug; in how many seconds platform and hub acknowledge what was asked after it."""
    victim.kill()
    waits = write_again(here, time.monotonic(), PATIENCE_S)
    victim.start()
    return {"killed": name, **waits}


def write_again(here: Region, since: float, within: float) -> dict[str, float]:
    return {by: round(here.counters.wait_for(by, since, within), 1) for by in ("platform", "hub")}


def lost(here: Region) -> dict[str, int]:
    """What was acknowledged and is not there, or is there more than once."""
    arrived = inside(here.folder / "platform-12", submitted)
    numbers = [*here.counters.of("hub"), *here.counters.of("lease")]
    known = inside(here.folder / "hub-22", known_numbers)
    return {
        "receipts": sum(arrived[receipt] != 1 for receipt in here.counters.of("platform")),
        "numbers": len(set(numbers) - known),
        "shown": (written(here) - arrived).total(),
        "twice": sum(many - 1 for many in Counter(numbers).values()) + (arrived - written(here)).total(),
    }


def written(here: Region) -> Counter[str]:
    """What citizens were shown at all kiosks."""
    return sum((inside(worker.data, submitted) for worker in here.workers), Counter())
