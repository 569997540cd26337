"""Machines killed at random moments: every receipt that was shown is on the platform, once."""

import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from kiosk.app import Machine
from kiosk.journal.chains import check_chains
from tests.support.hall import Hall, hall, inside, kiosk, synced
from tests.support.proxy import Proxy, line_to
from tests.support.worker import Worker, worker

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


def test_a_platform_killed_while_it_judges_keeps_what_it_has_confirmed(tmp_path: Path) -> None:
    """Between its kills the kiosk hears that a case is there, and there it is, once."""
    chance = random.Random(SEED)
    with hall(tmp_path) as here:
        data = here.enrol("kiosk", "kiosk")
        synced(data)
        with worker(data) as kiosk_:
            shown = [one for turn in range(10) for one in sent_while_killed(here, kiosk_, turn * 10, chance)]
        synced(data)
        synced(data)
        assert sorted(row["receipt"] for row in cases(here.platform)) == sorted(shown)
        assert cases(data) == cases(here.platform)
        with here.opened() as machine:
            check_chains(machine.journal)
            assert machine.journal.db.rows("SELECT hash FROM blob WHERE state = 'partial'") == []
    assert here.log == ""


def sent_while_killed(here: Hall, kiosk_: Worker, number: int, chance: random.Random) -> list[str]:
    """Three hand-ins, sent while the platform dies and comes back; their receipts."""
    shown = [str(kiosk_.does("hand_in", number=number + each)["receipt"]) for each in range(3)]
    plug = threading.Timer(chance.uniform(0, LONGEST_S), here.kill)
    kiosk_.tell("sync")
    plug.start()
    kiosk_.heard()
    plug.join()
    confirmed = set(inside(kiosk_.data, confirmed_receipts))
    here.start()
    assert confirmed <= {row["receipt"] for row in cases(here.platform)}
    return shown


def confirmed_receipts(machine: Machine) -> list[str]:
    """The receipts of which the kiosk says that the platform has judged them."""
    return [state.receipt for state, _ in machine.journal.views.cases.all() if not state.tentative]


def life_of_a_kiosk(here: Hall, which: int, line: Proxy) -> list[str]:
    """Killed again and again, with a line and without; every receipt that it has shown."""
    chance = random.Random(SEED + which)
    data = here.enrol("kiosk", f"kiosk-{which}", line.url)
    synced(data)
    shown: list[str] = []
    for turn in range(KILLS):
        (line.up, line.cut, line.deaf)[turn % 3]()
        shown += killed_while_handing_in(data, which * 1000 + turn * 10, chance)
        inside(data, lambda machine: check_chains(machine.journal))
    line.up()
    synced(data)
    rows = {row["receipt"]: row for row in cases(here.platform)}
    assert cases(data) == [rows[row["receipt"]] for row in cases(data)]
    return shown


def killed_while_handing_in(data: Path, number: int, chance: random.Random) -> list[str]:
    """One hand-in in peace, another one that is cut short; the receipts that were shown."""
    doomed = Worker(data)
    doomed.ready()
    plug = threading.Timer(chance.uniform(0, LONGEST_S), doomed.kill)
    said = [doomed.does("hand_in", number=number)]
    doomed.tell("hand_in", number=number + 1)
    plug.start()
    said.append(doomed.heard())
    plug.join()
    doomed.end()
    return [str(one["receipt"]) for one in said if one]


def cases(folder: Path) -> list[Any]:
    """The rows of `kiosk state`."""
    views: dict[str, list[Any]] = kiosk("state", "--data", folder).answer["views"]
    return views["cases"]
