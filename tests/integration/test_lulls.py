"""What was committed reaches the database's file while nobody asks, so that no call waits for it."""

import asyncio
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kiosk.server.pulse import Pulse
from kiosk.server.serve import JournalThread, Site, application
from tests.support.world import world

PAGES = 200


@pytest.mark.timeout(60)
def test_a_server_empties_its_log_when_nobody_asks(tmp_path: Path) -> None:
    with world(tmp_path) as here:
        journal, service = here.platform.journal, here.platform.service
        path = journal.db.path
        assert path
        thread = JournalThread()
        pulse = Pulse(thread.run, service.look, service.stretch)

        def write() -> None:
            journal.set_meta("long", "x" * 4096 * PAGES)

        async def wait() -> None:
            while path.stat().st_size < before + 4096 * PAGES:
                await asyncio.sleep(0.01)

        with TestClient(application(Site(service, here.clock, thread), lambda: None, pulse)) as client:
            assert client.portal
            before = path.stat().st_size
            client.portal.call(thread.run, write)
            client.portal.call(wait)
