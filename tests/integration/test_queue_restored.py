"""A hub that was put back to an older state: what people hold on paper stands."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kiosk.app import Machine
from kiosk.domain.entry import Judged
from kiosk.domain.witness import Witness
from kiosk.journal import queue
from kiosk.journal.forgetting import purge
from kiosk.journal.rewinding import rewind
from kiosk.server.handover import begin_hub
from kiosk.sync.answers import LinkTrouble
from kiosk.wire import Page
from tests.integration.test_queue import QUEUE, Terminal, read_region, terminal, today
from tests.integration.test_queue_evening import DAY
from tests.support.postgres import Postgres
from tests.support.queues import rules
from tests.support.world import Wire, World, world


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        made.configure(rules(lease_size=6))
        yield made


def begun(here: World) -> tuple[Machine, Wire, Terminal, Terminal]:
    """A hub with its line, and two kiosks behind it."""
    machine, wire = here.hub()
    kiosk, other = terminal(here, machine, "k"), terminal(here, machine, "o")
    read_region(here, (machine, wire))
    return machine, wire, kiosk, other


def begin_alone(here: World, hub: Machine) -> None:
    """It is switched on while the platform is away."""
    line = Wire(here.platform, hub.identity.terminal)
    line.cut = True
    with suppress(LinkTrouble):
        begin_hub(hub, line)


@pytest.mark.parametrize("alone", [True, False])
def test_a_restored_hub_goes_on_under_a_new_epoch_though_nobody_could_tell_it(
    here: World, tmp_path: Path, alone: bool
) -> None:
    """Yesterday's backup, and a platform that is away, or that knows no more: the first terminal's story tells it."""
    with ExitStack() as stack:
        machine, wire, kiosk, other = begun(here)
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
        if alone:
            begin_alone(here, restored)
        else:
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
        machine, _, kiosk, other = begun(here)
        assert other.tickets().take("a").number == "A001"
        purge(machine.journal)
        shutil.copytree(machine.folder, here.root / "backup")
        kiosk.sync()
        kiosk.wire.cut = other.wire.cut = True
        assert [kiosk.tickets().take("a").number for _ in range(2)] == ["A002", "A003"]
        restored = stack.enter_context(here.opener.open(here.root / "backup"))
        begin_alone(here, restored)
        yield Restored(restored, kiosk, other)


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

    def page(self, partition: str, after: int, limit: int, known: Witness | None = None) -> Page:
        for work in self._work if partition == QUEUE else ():
            work()
        return super().page(partition, after, limit, known)


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


def test_a_queue_that_is_folded_while_upstream_goes_back_is_folded_anew(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither in memory nor on the disk is anything of the old epoch taken for the new one's."""
    hub, wire = here.hub()
    kiosk = terminal(here, hub, "k")
    read_region(here, (hub, wire))
    for _ in range(3):
        kiosk.tickets().take("a")
    kiosk.sync()
    journal = kiosk.machine.journal
    view, real = journal.views.queue, journal.entries.after
    ends = [one.position for one in real(QUEUE, 0, 1000) if one.entry.kind == "queue.configured"]

    def goes_back(*asked: Any) -> list[Judged]:
        monkeypatch.setattr(journal.entries, "after", real)
        found = real(*asked)
        rewind(journal, QUEUE, ends[-1], "another epoch")
        return found

    view.reset()
    monkeypatch.setattr(queue, "LONG_TAIL", 0)
    monkeypatch.setattr(journal.entries, "after", goes_back)
    assert not view.state(QUEUE).days[DAY].tickets
    assert journal.db.rows("SELECT position FROM view_queue WHERE position > ?", ends[-1]) == []
    kiosk.sync()
    assert sorted(view.state(QUEUE).days[DAY].tickets) == ["A001", "A002", "A003"]


class Fatal(Wire):
    """A line of a hub that begins; it has what lies beyond `known`, and dies before the next page."""

    known = 0

    def page(self, partition: str, after: int, limit: int, known: Witness | None = None) -> Page:
        if partition == QUEUE and after > self.known:
            raise KeyboardInterrupt
        return super().page(partition, after, limit, known)


def test_a_restored_hub_that_dies_while_it_takes_over_begins_its_epoch_the_next_time(here: World) -> None:
    with here.switched_on("hub", "hub") as (hub, wire):
        begin_hub(hub, wire)
        kiosk = terminal(here, hub, "k")
        read_region(here, (hub, wire))
        purge(hub.journal)
        shutil.copytree(hub.folder, here.root / "backup")
        kiosk.tickets().take("a")
        hub.exchange(wire).once()
    with here.opener.open(here.root / "backup") as restored:
        epoch = restored.journal.meta("epoch")
        line = Fatal(here.platform, restored.identity.terminal)
        line.known = restored.service.sequencer.last(QUEUE)
        with pytest.raises(KeyboardInterrupt):
            begin_hub(restored, line)
        assert "A001" in today(restored).tickets
    with here.opener.open(here.root / "backup") as again:
        assert again.journal.meta("epoch") == epoch
        begin_hub(again, Wire(here.platform, again.identity.terminal))
        assert again.journal.meta("epoch") != epoch
        assert again.auditor.verify().flaws == ()
        begun = again.journal.meta("epoch")
        begin_hub(again, Wire(here.platform, again.identity.terminal))
        assert again.journal.meta("epoch") == begun, "once"
