"""A village station: one kiosk and the hub inside it, which gives numbers and calls them without any other machine."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.hall import ROOT, kiosk
from tests.support.queue_hall import QueueHall, queue_hall
from tests.support.queues import rules


@contextmanager
def terminal(data: Path) -> Iterator[str]:
    """The real terminal on an offscreen display, until it is killed; the address of the hub inside it."""
    words = [sys.executable, "-m", "kiosk", "terminal", "--size", "800x800", "--data", str(data)]
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(words, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield json.loads(process.stdout.readline())["hub"]
        finally:
            process.kill()


@pytest.fixture
def village(tmp_path: Path) -> Iterator[QueueHall]:
    with queue_hall(tmp_path, rules(), 1) as here:
        yield here


def test_a_kiosk_alone_is_its_own_hub(village: QueueHall) -> None:
    data, window = village.enrol("kiosk", "kiosk"), village.enrol("window", "window")
    kiosk("sync", "--once", "--data", data)
    [hub], folder = village.hubs, village.folder / "hub-0"
    hub.end()
    address = hub.url.removeprefix("http://")
    (data / "settings.toml").write_text(f'station = "{folder}"\nstation_address = "{address}"\n', encoding="utf-8")
    village.platform.end()
    with terminal(data) as url:
        assert url == hub.url
        taken = kiosk("ticket", "take", "--service", "a", "--data", data).answer
        assert (taken["source"], taken["number"]) == ("hub", "A001")
        called = kiosk("window-call", "--window", "1", "--data", window).answer
        assert called["number"] == "A001"
    alone = kiosk("ticket", "take", "--service", "a", "--data", data).answer
    assert (alone["source"], alone["number"]) == ("lease", "A501")
    with terminal(data):
        again = kiosk("ticket", "take", "--service", "a", "--data", data).answer
    assert again["source"] == "hub"
    assert len({taken["number"], alone["number"], again["number"]}) == 3
