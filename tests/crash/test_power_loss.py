"""The power cut at every kind of moment: what was acknowledged is there, and the machine goes on."""

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.support.hall import ROOT

EVERY_DAY, NIGHTLY = 3_000, 100_000
CORES = 2
CONTROL = 60


def cut(states: int, seed: int, *words: str) -> subprocess.Popen[str]:
    """A recorded day and its power cuts in a process of their own."""
    asked = [sys.executable, "-m", "tests.crash", "--states", str(states), "--seed", str(seed), *words]
    return subprocess.Popen(asked, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def heard(process: subprocess.Popen[str]) -> Any:
    said, complaints = process.communicate()
    assert complaints == ""
    return json.loads(said)


@pytest.mark.timeout(7200)
def test_nothing_acknowledged_is_lost_wherever_the_power_goes(long: bool, capsys: pytest.CaptureFixture[str]) -> None:
    states = (NIGHTLY if long else EVERY_DAY) // CORES
    answers = [heard(one) for one in [cut(states, seed) for seed in range(1, CORES + 1)]]
    with capsys.disabled():
        print(f"\n{sum(one['states'] for one in answers)} crash states")
    assert [one["violations"] for one in answers] == [[]] * CORES
    assert sum(one["states"] for one in answers) >= EVERY_DAY


def test_a_journal_that_does_not_wait_for_the_disk_loses_what_it_acknowledged() -> None:
    """The control: were the states too mild, this would pass as well. Where the ledger knows, the start says so."""
    violations = heard(cut(CONTROL, 1, "--synchronous", "normal"))["violations"]
    assert any("lost" in one for one in violations)
    assert any("database_rolled_back" in one for one in violations)
    assert not any("database_damaged" in one or "integrity_check" in one for one in violations)
