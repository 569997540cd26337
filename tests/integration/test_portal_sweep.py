"""Files that came to the portal and were never handed in go after a day, on both databases."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from starlette.testclient import TestClient

from kiosk.counter import Counter
from kiosk.desk import Draft
from kiosk.desks.online import Online
from kiosk.domain.bodies import Attachment
from kiosk.domain.entry import digest
from kiosk.server.portal.drafts import Unfinished
from kiosk.server.pulse import Pulse
from kiosk.server.serve import JournalThread, Site, application
from tests.support.postgres import Postgres
from tests.support.scans import photo_bytes
from tests.support.world import ITEM, World, world


@pytest.fixture(params=["sqlite", "postgresql"])
def here(request: pytest.FixtureRequest, postgres: Postgres, tmp_path: Path) -> Iterator[World]:
    with world(tmp_path, postgres.fresh() if request.param == "postgresql" else "") as made:
        yield made


@pytest.fixture
def online(here: World) -> Online:
    return Counter(here.platform).online()


def files(here: World) -> set[str]:
    return {row[0] for row in here.platform.journal.db.rows("SELECT hash FROM blob")}


def chunks(here: World) -> int:
    return len(here.platform.journal.db.rows("SELECT start FROM blob_chunk"))


def bring(online: Online, name: str) -> Attachment:
    return online.keep_bytes(photo_bytes(name), f"{name}.png", "M1")


def test_what_was_left_behind_goes_after_a_day(here: World, online: Online) -> None:
    bring(online, "whole")
    half = photo_bytes("half", 1000)
    online.upload_chunk(digest(half), 0, half[:400], len(half))
    here.later(hours=23)
    assert online.sweep() == 0
    assert len(files(here)) == 2
    here.later(hours=2)
    assert online.sweep() == 2
    assert (files(here), chunks(here)) == (set(), 0)


def test_an_upload_that_goes_on_stays(here: World, online: Online) -> None:
    data = photo_bytes("slow", 1000)
    online.upload_chunk(digest(data), 0, data[:400], len(data))
    here.later(hours=23)
    online.upload_chunk(digest(data), 400, data[400:], len(data))
    here.later(hours=23)
    assert online.sweep() == 0
    assert files(here) == {digest(data)}


def test_what_unfinished_work_holds_stays_as_long_as_the_work(here: World, online: Online) -> None:
    work = msgspec.json.encode(Unfinished("k", {}, (bring(online, "page"),)))
    for _ in range(4):
        online.draft_save("mine", work)
        here.later(hours=20)
    assert len(files(here)) == 1
    here.later(hours=5)
    assert online.sweep() == 1
    assert online.draft_load("mine") is None


def test_what_a_kiosk_waits_for_stays(here: World, online: Online) -> None:
    machine, _ = here.enrol("kiosk")
    bring(online, "shared")
    here.later(hours=25)
    drops = here.platform.service.drops
    token = drops.open(machine.identity.terminal)
    drops.put(token, photo_bytes("shared"), "shared.png")
    assert online.sweep() == 0
    assert drops.take(token, machine.identity.terminal) is not None


def test_what_was_handed_in_stays_and_a_hub_s_files_are_not_looked_at(here: World, online: Online) -> None:
    here.catalogue()
    guide = online.item(ITEM).guide
    assert guide is not None
    brought = [replace(bring(online, code), material=code) for code in ("M1", "M2", "M3")]
    online.hand_in(Draft(ITEM, guide.example, tuple(brought)), "key")
    with here.platform.journal.db.transaction():
        carried = here.platform.journal.blobs.keep(b"from a hall, its case still on the way")
    here.later(days=3)
    assert online.sweep() == 0
    assert files(here) == {*(one.blob for one in brought), carried}


def test_a_server_sweeps_when_it_starts(here: World, online: Online) -> None:
    bring(online, "left")
    here.later(days=2)
    thread = JournalThread()
    site = Site(here.platform.service, here.clock, thread, hourly=online.sweep)
    pulse = Pulse(thread.run, here.platform.service.look, here.platform.service.stretch)
    with TestClient(application(site, lambda: None, pulse)) as client:
        assert client.get("/v1/health").status_code == 200
    assert files(here) == set()
