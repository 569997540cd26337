"""A hub that was put back to an older state: what people hold on paper stands."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from kiosk.app import Machine
from kiosk.journal.forgetting import purge
from kiosk.server.handover import begin_hub
from kiosk.wire import Page
from tests.integration.test_queue import QUEUE, Terminal, read_region, terminal, today
from tests.support.postgres import Postgres
from tests.support.queues import rules
from tests.support.world import Wire, World, world


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        made.configure(rules(lease_size=6))
        yield made


@pytest.mark.parametrize("alone", [True, False])
def test_a_restored_hub_goes_on_under_a_new_epoch_though_nobody_could_tell_it(
    here: World, tmp_path: Path, alone: bool
) -> None:
    """Yesterday's backup, and a platform that is away, or that knows no more: the first terminal's story tells it."""
    with ExitStack() as stack:
        machine, wire = here.enrol("hub", "hub")
        begin_hub(machine, wire)
        kiosk, other = terminal(here, machine, "k"), terminal(here, machine, "o")
        read_region(here, (machine, wire))
        assert kiosk.tickets().take("a").number == "A001"
        for one in (kiosk, other):
            one.sync()
        machine.exchange(wire).once()
        purge(machine.journal)
        shutil.copytree(tmp_path / "hub", tmp_path / "backup")
        assert [kiosk.tickets().take("a").number for _ in range(2)] == ["A002", "A003"]
        for one in (kiosk, other):
            one.sync()
        restored = stack.enter_context(here.opener.open(tmp_path / "backup"))
        if not alone:
            begin_hub(restored, Wire(here.platform, restored.identity.terminal))
        kiosk.wire._platform = other.wire._platform = restored
        assert other.tickets().take("b").number == "B001"
        for one in (other, kiosk, other, kiosk):
            one.sync()
        assert sorted(today(restored).tickets) == ["A001", "A002", "A003", "B001"]
        assert kiosk.tickets().take("a").number == "A004"
        other.sync()
        prints = {
            one.journal.views.shared_queue(QUEUE)["fingerprint"] for one in (restored, kiosk.machine, other.machine)
        }
        assert len(prints) == 1


@dataclass
class Restored:
    """A hub as its backup had it, which the platform cannot tell anything, and two kiosks that were cut off since."""

    hub: Machine
    kiosk: Terminal
    other: Terminal

    def again(self) -> None:
        """Everybody has a line."""
        for one in (self.kiosk, self.other):
            one.wire.cut = False
            one.wire._platform = self.hub
        for one in (self.kiosk, self.other, self.kiosk):
            one.sync()


@contextmanager
def restored(here: World) -> Iterator[Restored]:
    """Blocks were lent after the backup, and the first kiosk has given out two numbers of its own."""
    here.configure(rules(lease_size=6, lease_from=2))
    with ExitStack() as stack:
        machine, wire = here.enrol("hub", "hub")
        begin_hub(machine, wire)
        kiosk, other = terminal(here, machine, "k"), terminal(here, machine, "o")
        read_region(here, (machine, wire))
        assert other.tickets().take("a").number == "A001"
        purge(machine.journal)
        shutil.copytree(machine.folder, here.root / "backup")
        kiosk.sync()
        kiosk.wire.cut = other.wire.cut = True
        assert [kiosk.tickets().take("a").number for _ in range(2)] == ["A002", "A003"]
        yield Restored(stack.enter_context(here.opener.open(here.root / "backup")), kiosk, other)


def test_numbers_of_a_block_that_the_restored_hub_has_lost_stand_and_the_block_is_lent_again(here: World) -> None:
    with restored(here) as made:
        made.again()
        waiting = {one.number: one.state for one in today(made.hub).tickets.values()}
        assert waiting == {"A001": "waiting", "A002": "waiting", "A003": "waiting"}
        assert not made.kiosk.machine.journal.views.held()
        block = next(one for one in today(made.hub).leases.values() if one.used)
        assert (block.terminal, block.first, block.used) == (made.kiosk.machine.journal.terminal, 2, frozenset({2, 3}))
        made.kiosk.wire.cut = True
        assert made.kiosk.tickets().take("a").number == "A004", "what was left of it is given out as before"
        given = made.other.tickets().take("a").number
        assert given not in {f"A00{value}" for value in range(1, 8)}
        made.again()
        prints = {
            one.journal.views.shared_queue(QUEUE)["fingerprint"]
            for one in (made.hub, made.kiosk.machine, made.other.machine)
        }
        assert len(prints) == 1


def test_a_number_of_a_lost_block_stands_though_another_of_it_has_been_given_to_somebody_else(here: World) -> None:
    with restored(here) as made:
        made.other.wire.cut, made.other.wire._platform = False, made.hub
        assert made.other.tickets().take("a").number == "A002", "the hub knows of no block"
        made.again()
        tickets = today(made.hub).tickets
        assert {one: tickets[one].terminal for one in ("A002", "A003")} == {
            "A002": made.other.machine.journal.terminal,
            "A003": made.kiosk.machine.journal.terminal,
        }
        held = [one for one in made.hub.journal.entries.after(QUEUE, 0, 1000) if one.verdict.verdict == "held"]
        assert [(one.entry.kind, one.verdict.code) for one in held] == [("ticket.taken", "no_such_lease")]


class Busy(Wire):
    """A line of a hub that begins; before the first answer the other hub goes on working and tells the platform."""

    def __init__(self, platform: Machine, terminal: str, work: Callable[[], None]) -> None:
        super().__init__(platform, terminal)
        self._work = iter([work])

    def page(self, partition: str, after: int, limit: int) -> Page:
        for work in self._work if partition == QUEUE else ():
            work()
        return super().page(partition, after, limit)


def test_a_hub_that_begins_beside_one_at_work_on_the_same_database_sends_nobody_back(
    here: World, postgres: Postgres
) -> None:
    database = postgres.fresh()
    (one, wire), (two, _) = (here.hub(name, database) for name in ("one", "two"))
    kiosk = terminal(here, one, "k")
    read_region(here, (one, wire))
    kiosk.tickets().take("a")

    def work() -> None:
        kiosk.tickets().take("a")
        one.exchange(wire).once()

    epoch, before = one.journal.meta("epoch"), today(one)
    begin_hub(two, Busy(here.platform, two.identity.terminal, work))
    assert len(today(one).tickets) > len(before.tickets) == 1
    assert one.journal.meta("epoch") == epoch
