"""What the simulation found, each told by itself."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from kiosk.domain.bodies import Supplemented, Withdrawn
from kiosk.domain.queue.bodies import Dropped
from kiosk.domain.registry import TerminalReported
from kiosk.errors import Refused
from kiosk.journal.chains import check_chains
from kiosk.journal.rechaining import reincarnate
from kiosk.wire import LeaseRequest
from tests.support import queues
from tests.support.bodies import attachment, submitted
from tests.support.world import HALL, PARTITION, SetClock, World, world

CASE = "01999999-0000-7000-8000-000000000001"
REPORT = TerminalReported("1")


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        made.catalogue()
        yield made


def test_a_page_whose_last_entries_are_nobody_elses_to_read_ends_all_the_same(here: World) -> None:
    reporter, wire = here.enrol("reporter")
    window, window_wire = here.enrol("window", "window", ("*",))
    reporter.journal.append(PARTITION, "terminal:x", "terminal.reported", "system", REPORT)
    here.exchange(reporter, wire).once()
    exchange = here.exchange(window, window_wire)
    exchange.pull_all()
    reporter.journal.append(PARTITION, "terminal:x", "terminal.reported", "system", REPORT)
    here.exchange(reporter, wire).once()
    page = window_wire.page(PARTITION, window.journal.cursor(PARTITION).position, 500)
    assert not page.entries
    assert page.upto == page.last


def test_a_block_asked_for_in_vain_leaves_nothing_in_the_journal(here: World) -> None:
    here.configure(queues.rules())
    _, wire = here.enrol("kiosk")
    last = here.platform.service.sequencer.last(f"hall:{HALL}")
    with pytest.raises(Refused):
        wire.lease(LeaseRequest("a", "2099-01-01"))
    assert here.platform.service.sequencer.last(f"hall:{HALL}") == last


def test_a_number_whose_asker_heard_nothing_is_nobodys_even_once_it_was_called() -> None:
    hall = queues.Hall()
    number = hall.take()
    intent = hall.ticket(number).intent
    hall.call("1")
    hall.does("take:1", "intent.dropped", Dropped(intent))
    assert hall.ticket(number).state == "dropped"


def test_what_was_taken_back_before_it_came_causes_nothing() -> None:
    hall = queues.Hall()
    hall.does("take:1", "intent.dropped", Dropped("entry 3"))
    assert hall.take() == "is_dropped"
    assert hall.take() == "A001"
    assert hall.state == hall.refolded()


def test_files_of_a_refused_supplement_stay_the_cases_after_a_rebuild(here: World) -> None:
    machine, wire = here.enrol("window", "window", ("*",))
    exchange = here.exchange(machine, wire)
    stream, late = f"case:{CASE}", attachment("M1", b"too late")
    machine.journal.append(PARTITION, stream, "case.submitted", "citizen", submitted())
    machine.journal.append(PARTITION, stream, "case.withdrawn", "citizen", Withdrawn())
    machine.journal.append(PARTITION, stream, "case.supplemented", "citizen", Supplemented((late,)))
    exchange.push_all()
    platform = here.platform.journal
    platform.rebuild()
    assert platform.views.cases.cases_of_file(late.blob)


def test_a_clone_chains_anew_only_what_clashed(here: World) -> None:
    machine, _ = here.enrol("kiosk")
    journal = machine.journal
    first = journal.append(PARTITION, "terminal:x", "terminal.reported", "system", REPORT)
    second = journal.append(PARTITION, "terminal:x", "terminal.reported", "system", REPORT)
    elsewhere = journal.append(f"hall:{HALL}", "take:1", "intent.dropped", "system", Dropped("1"))
    reincarnate(journal, second)
    now = {entry.id: entry for entry in journal.outbox.unsent_entries()}
    assert now[first.id] == first
    assert now[elsewhere.id] == elsewhere
    assert now[second.id] == replace(
        second, incarnation=journal.author().incarnation, seq=1, chain=now[second.id].chain
    )
    check_chains(journal)


def test_who_pushed_before_it_ever_read_hears_of_the_next_epoch(here: World) -> None:
    machine, wire = here.enrol("kiosk")
    machine.journal.append(PARTITION, "terminal:x", "terminal.reported", "system", REPORT)
    here.exchange(machine, wire).push_all()
    assert machine.journal.cursor(PARTITION).epoch == here.platform.journal.meta("epoch")


def test_a_kiosk_whose_clock_is_years_ahead_has_blocks_for_the_halls_own_day(here: World) -> None:
    here.configure(queues.rules())
    machine, wire = here.enrol("kiosk")
    ahead = timedelta(days=12 * 365)
    machine.journal.clock = SetClock(here.clock.at + ahead)
    wire.offset_ms = -int(ahead / timedelta(milliseconds=1))
    exchange = machine.exchange(wire)
    exchange.pull_all()
    exchange.lease_all()
    leases = machine.journal.views.queue.state(f"hall:{HALL}").days["2026-11-20"].leases
    assert machine.journal.terminal in {lease.terminal for lease in leases.values()}
