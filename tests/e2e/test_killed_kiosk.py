"""Kiosks killed at a hundred random moments of handing in: every receipt that was shown is on the platform."""

import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from tests.support.hall import Hall, hall, inside, kiosk, synced
from tests.support.proxy import Proxy, line_to
from tests.support.worker import Worker

SEED = 100
KIOSKS, KILLS = 2, 50
"""So many machines, each killed so many times."""

LONGEST_S = 0.06
"""A hand-in takes about half of this: kills fall before, within and after the moment it is durable."""


@pytest.mark.timeout(400)
def test_every_receipt_that_was_shown_is_on_the_platform(tmp_path: Path) -> None:
    with hall(tmp_path) as here, ExitStack() as stack:
        lines = [stack.enter_context(line_to(here.url)) for _ in range(KIOSKS)]
        with ThreadPoolExecutor(KIOSKS) as pool:
            lives = pool.map(lambda which: life_of_a_kiosk(here, which, lines[which]), range(KIOSKS))
            shown = list(chain.from_iterable(lives))
        arrived = Counter(row["receipt"] for row in cases(here.platform))
    assert {receipt: arrived[receipt] for receipt in shown} == dict.fromkeys(shown, 1)
    assert set(arrived.values()) == {1}
    assert KIOSKS * KILLS < len(shown) < 2 * KIOSKS * KILLS, "every kill came too early, or every one too late"


def life_of_a_kiosk(here: Hall, which: int, line: Proxy) -> list[str]:
    """Killed again and again, with a line and without; every receipt that it has shown."""
    chance = random.Random(SEED + which)
    data = here.enrol("kiosk", f"kiosk-{which}", line.url)
    synced(data)
    shown: list[str] = []
    for turn in range(KILLS):
        (line.up, line.cut, line.deaf)[turn % 3]()
        shown += killed_while_handing_in(data, which * 1000 + turn * 10, chance)
        inside(data, lambda machine: machine.journal.check())
    line.up()
    synced(data)
    rows = {row["receipt"]: row for row in cases(here.platform)}
    assert cases(data) == [rows[row["receipt"]] for row in cases(data)]
    return shown


def killed_while_handing_in(data: Path, number: int, chance: random.Random) -> list[str]:
    """One hand-in in peace, another one that is cut short; the receipts that were shown."""
    worker = Worker(data)
    worker.ready()
    plug = threading.Timer(chance.uniform(0, LONGEST_S), worker.kill)
    said = [worker.does("hand_in", number=number)]
    worker.tell("hand_in", number=number + 1)
    plug.start()
    said.append(worker.heard())
    plug.join()
    worker.end()
    return [str(one["receipt"]) for one in said if one]


def cases(folder: Path) -> list[Any]:
    """The rows of `kiosk state`."""
    views: dict[str, list[Any]] = kiosk("state", "--data", folder).answer["views"]
    return views["cases"]
