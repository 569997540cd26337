"""A dismissed machine behind a hub: the hub shows the platform's paper and passes the last word on."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from kiosk.keys import signed_by
from kiosk.wire import Revoked, Wiped
from tests.support.doors import Wish, front
from tests.support.queues import rules
from tests.support.world import PARTITION, World, world

RECEIPT = "AAAAA-BBBBB"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        made.configure(rules())
        yield made


def test_a_hub_shows_the_paper_that_it_could_not_write_itself(here: World) -> None:
    kiosk, _ = here.enrol("kiosk")
    hub, up = here.hub()
    here.platform.service.enrolling.revoke(kiosk.identity.terminal, "被盗", wipe=True)
    hub.exchange(up).once()
    with front(hub) as doors:
        answer = doors.ask(Wish("GET", f"/v1/entries?partition={PARTITION}&after=0"), kiosk)
        paper = msgspec.json.decode(answer.content, type=Revoked).dismissal
        assert answer.status_code == 401
        assert paper
        platform = here.platform.journal.views.registry.device(paper.signer)
        assert platform
        assert signed_by(platform.public_key, paper)
        said = Wish("POST", "/v1/wiped", msgspec.json.encode(Wiped((RECEIPT,))))
        assert [doors.ask(said, kiosk).status_code for _ in range(2)] == [200, 200]
    hub.exchange(up).once()
    gone = here.platform.journal.views.registry.wiped(kiosk.identity.terminal)
    assert gone
    assert gone.receipts == (RECEIPT,)
    assert hub.journal.outbox.count() == 0
