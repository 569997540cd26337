"""A hub whose disk somebody put back, as the snapshot of a virtual machine, told by nobody; its platform is away."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.app import Machine
from kiosk.domain.registry import TerminalReported
from kiosk.journal.forgetting import purge
from tests.integration.test_queue import QUEUE, Terminal, read_region, terminal, today
from tests.integration.test_queue_restored import begin_alone, begun
from tests.support.queues import rules
from tests.support.world import PARTITION, Wire, World, world


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        made.configure(rules(lease_size=6))
        yield made


def put_back(here: World, hub: Machine, meanwhile: Callable[[], None]) -> Machine:
    """The hub as it was before `meanwhile`, switched on without its platform."""
    purge(hub.journal)
    shutil.copytree(hub.folder, here.root / "snapshot")
    meanwhile()
    again = here.open(here.root / "snapshot")
    begin_alone(here, again)
    return again


def agree(*machines: Machine) -> bool:
    return len({one.journal.views.shared_queue(QUEUE)["fingerprint"] for one in machines}) == 1


def go_on(hub: Machine, *terminals: Terminal) -> None:
    """Everybody has a line to the hub as it is now."""
    for one in terminals:
        one.wire._platform = hub
    for _ in range(2):
        for one in terminals:
            one.sync()


def numbers(one: Terminal, service: str, many: int) -> list[str]:
    return [one.tickets().take(service).number for _ in range(many)]


def test_a_kiosk_that_knows_it_from_answers_alone_tells_the_hub(here: World) -> None:
    """What it has read ends before what the hub still has; only the verdicts on its own numbers lie beyond."""
    hub, _, kiosk, other = begun(here)
    given = []
    again = put_back(here, hub, lambda: given.extend(numbers(kiosk, "a", 2)))
    other.wire._platform = again
    given += numbers(other, "b", 3)
    go_on(again, kiosk, other)
    assert sorted(today(again).tickets) == sorted(given) == ["A001", "A002", "B001", "B002", "B003"]
    assert agree(again, kiosk.machine, other.machine)


def test_a_board_that_was_overtaken_forgets_what_never_was(here: World) -> None:
    """The hub has given its positions to others by the time the board asks for what follows."""
    hub, wire, kiosk, other = begun(here)
    board = terminal(here, hub, "b", "board")
    read_region(here, (hub, wire))

    def meanwhile() -> None:
        numbers(kiosk, "a", 2)
        board.sync()

    again = put_back(here, hub, meanwhile)
    other.wire._platform = again
    numbers(other, "b", 5)
    assert again.service.sequencer.last(QUEUE) > board.machine.journal.cursor(QUEUE).position
    go_on(again, board)
    assert sorted(today(board.machine).tickets) == ["B001", "B002", "B003", "B004", "B005"]
    go_on(again, kiosk, board, other)
    assert sorted(today(board.machine).tickets)[:2] == ["A001", "A002"]
    assert agree(again, kiosk.machine, other.machine, board.machine)


def test_the_platform_follows_a_hub_that_went_another_way(here: World) -> None:
    """It had carried on with what the hub does not know any more, and nobody in the hall can tell of that."""
    hub, wire, kiosk, other = begun(here)

    def meanwhile() -> None:
        numbers(kiosk, "a", 2)
        hub.exchange(wire).once()

    again = put_back(here, hub, meanwhile)
    other.wire._platform = again
    numbers(other, "b", 4)
    line = Wire(here.platform, again.identity.terminal)
    again.exchange(line).once()
    assert agree(again, here.platform)
    go_on(again, kiosk, other)
    again.exchange(line).once()
    assert sorted(today(again).tickets)[:3] == ["A001", "A002", "B001"]
    assert agree(again, here.platform, kiosk.machine, other.machine)
    assert again.auditor.verify().flaws == ()


def test_what_the_hub_carried_and_forgot_is_sent_again(here: World) -> None:
    hub, _, kiosk, _other = begun(here)

    def meanwhile() -> None:
        body = TerminalReported("1", ("纸快用完",))
        kiosk.machine.journal.append(
            PARTITION, f"terminal:{kiosk.machine.journal.terminal}", "terminal.reported", "system", body
        )
        kiosk.sync()

    again = put_back(here, hub, meanwhile)
    go_on(again, kiosk)
    again.exchange(Wire(here.platform, again.identity.terminal)).once()
    kiosk.sync()
    assert kiosk.machine.journal.outbox.count() == 0
