"""A hub whose journal is damaged: a new one, a new epoch, and its hall gives it again what it had stored."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from kiosk.app import Machine
from kiosk.mending import start_whole
from kiosk.server.handover import begin_hub
from kiosk.sync.exchange import Exchange
from tests.support.bodies import hand_in
from tests.support.queues import rules
from tests.support.world import HALL, MORNING, PARTITION, Wire, World

QUEUE = f"hall:{HALL}"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    with ExitStack() as stack:
        made = World(tmp_path, stack, "", MORNING)
        made.catalogue()
        made.configure(rules())
        yield made


def exchanged(kiosk: Machine, hub: Machine) -> int:
    """What is pending after the kiosk has talked to the hub."""
    wire = Wire(hub, kiosk.identity.terminal)
    return Exchange(kiosk.journal, wire, [PARTITION, QUEUE], kiosk.papers).once().pending


def carried(hub: Machine, wire: Wire) -> None:
    """The hub talks to the platform."""
    hub.exchange(wire).once()


def damage(folder: Path) -> None:
    with (folder / "journal.db").open("r+b") as file:
        file.seek(5 * 4096)
        file.write(bytes(8 * 4096))


def test_what_only_the_hub_had_stored_is_pushed_again(here: World) -> None:
    with here.switched_on("hub", "hub") as (hub, wire):
        begin_hub(hub, wire)
        kiosk, _ = here.enrol("kiosk")
        carried(hub, wire)
        exchanged(kiosk, hub)
        carried(hub, wire)
        exchanged(kiosk, hub)
        receipt = hand_in(kiosk, 1)
        assert exchanged(kiosk, hub) == 1
        assert kiosk.journal.outbox.unsent() == 0
        epoch = kiosk.journal.cursor(PARTITION).epoch
    damage(hub.folder)
    assert start_whole(here.opener, hub.folder).fault == "database_damaged"
    again = here.open(hub.folder)
    begin_hub(again, wire)
    exchanged(kiosk, again)
    assert kiosk.journal.cursor(PARTITION).epoch != epoch
    exchanged(kiosk, again)
    carried(again, wire)
    assert here.platform.journal.views.cases.find(receipt) is not None
    exchanged(kiosk, again)
    assert exchanged(kiosk, again) == 0


def test_a_hub_goes_on_counting_where_the_platform_last_heard_of_it(here: World) -> None:
    with here.switched_on("hub", "hub") as (hub, wire):
        begin_hub(hub, wire)
        last = hub.service.sequencer.last(QUEUE)
        carried(hub, wire)
    damage(hub.folder)
    start_whole(here.opener, hub.folder)
    again = here.open(hub.folder)
    begin_hub(again, wire)
    assert again.judges_queue
    assert again.service.sequencer.last(QUEUE) >= last
    assert again.journal.views.queue.state(QUEUE).rules == rules()
    carried(again, wire)
    replica = here.platform.journal.views.shared_queue(QUEUE)
    assert replica["fingerprint"] == again.journal.views.shared_queue(QUEUE)["fingerprint"]
