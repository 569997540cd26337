"""The exchange: what is lost on the way is sent again, once; what fails is planned; what may go is forgotten."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.app import Machine
from kiosk.domain.bodies import Submitted, Withdrawn
from kiosk.errors import Fault
from kiosk.journal.forgetting import purge
from kiosk.sync.answers import LinkTrouble
from kiosk.sync.exchange import Exchange
from tests.support.bodies import submitted
from tests.support.world import PARTITION, Wire, World, world

CASE = "01999999-0000-7000-8000-000000000001"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        made.catalogue()
        yield made


@pytest.fixture
def kiosk(here: World) -> tuple[Machine, Wire, Exchange]:
    machine, wire = here.enrol("kiosk")
    return machine, wire, here.exchange(machine, wire)


def hand_in(machine: Machine, case: str = CASE) -> Submitted:
    machine.journal.blobs.keep(b"a picture")
    body = submitted()
    machine.journal.append(PARTITION, f"case:{case}", "case.submitted", "citizen", body)
    return body


def test_an_answer_that_got_lost_is_asked_for_again_and_counted_once(
    here: World, kiosk: tuple[Machine, Wire, Exchange]
) -> None:
    machine, wire, exchange = kiosk
    hand_in(machine)
    wire.lose_answers = True
    with pytest.raises(LinkTrouble):
        exchange.once()
    wire.lose_answers = False
    assert exchange.once().pending == 0
    assert len(here.platform.journal.state()["views"]["cases"]) == 1


def test_a_failure_plans_the_next_try_and_a_restart_does_not_forget_it(
    here: World, kiosk: tuple[Machine, Wire, Exchange]
) -> None:
    machine, wire, exchange = kiosk
    hand_in(machine)
    wire.cut, wire.retry_after = True, 120.0
    with pytest.raises(LinkTrouble):
        exchange.once()
    wire.cut = False
    with here.opener.open(machine.folder) as again:
        patient = here.exchange(again, wire)
        assert patient.once(patient=True).pending == 1
        here.later(seconds=121)
        assert patient.once(patient=True).pending == 0


def test_a_portal_that_moves_is_known_here_after_the_next_exchange(
    here: World, kiosk: tuple[Machine, Wire, Exchange]
) -> None:
    machine, _, exchange = kiosk
    for address in ("https://one.example", "https://two.example"):
        here.platform.journal.set_meta("portal", address)
        exchange.once()
        assert machine.journal.meta("portal") == address


def test_what_waits_is_sent_though_nothing_can_be_asked_for(here: World, kiosk: tuple[Machine, Wire, Exchange]) -> None:
    machine, wire, _ = kiosk
    hand_in(machine)

    def full() -> None:
        raise Fault("disk_full", "磁盘满了", "清理磁盘")

    assert Exchange(machine.journal, wire, [PARTITION], None, first=[full]).once().pending == 0


def test_a_person_who_asks_does_not_wait(here: World, kiosk: tuple[Machine, Wire, Exchange]) -> None:
    machine, wire, exchange = kiosk
    hand_in(machine)
    wire.cut, wire.retry_after = True, 3000.0
    with pytest.raises(LinkTrouble):
        exchange.once()
    wire.cut = False
    assert exchange.once().pending == 0


def test_what_was_answered_before_needs_no_line(kiosk: tuple[Machine, Wire, Exchange]) -> None:
    machine, wire, exchange = kiosk
    entry = machine.journal.append(PARTITION, f"case:{CASE}", "case.submitted", "citizen", submitted())
    told = exchange.ask(entry)
    machine.journal.append(PARTITION, f"case:{CASE}", "case.withdrawn", "citizen", Withdrawn())
    wire.cut = True
    assert exchange.ask(entry) == told


def test_refused_by_the_upstream_pauses_with_an_alarm_and_goes_on_by_itself(
    here: World, kiosk: tuple[Machine, Wire, Exchange]
) -> None:
    machine, wire, exchange = kiosk
    hand_in(machine)
    wire.refused = True
    with pytest.raises(LinkTrouble):
        exchange.once()
    assert machine.journal.outbox.retry("push").paused == "upstream_refused"
    wire.refused = False
    here.later(minutes=6)
    assert exchange.once(patient=True).pending == 0
    assert machine.journal.outbox.retry("push").paused == ""


def test_a_clock_set_back_does_not_strand_the_work(here: World, kiosk: tuple[Machine, Wire, Exchange]) -> None:
    machine, wire, exchange = kiosk
    hand_in(machine)
    wire.cut = True
    with pytest.raises(LinkTrouble):
        exchange.once()
    wire.cut = False
    here.later(days=-3650)
    assert exchange.once(patient=True).pending == 0


def test_what_the_platform_holds_is_forgotten_here(here: World, kiosk: tuple[Machine, Wire, Exchange]) -> None:
    machine, _, exchange = kiosk
    body = hand_in(machine)
    machine.papers.mkdir(parents=True)
    state = machine.journal.views.cases.find(CASE)
    assert state is not None
    paper = machine.papers / f"{state.receipt}.pdf"
    paper.write_bytes(b"a receipt")
    exchange.once()
    assert not paper.exists()
    assert machine.journal.blobs.find(body.attachments[0].blob) is None
    assert here.platform.journal.blobs.read(body.attachments[0].blob) == b"a picture"
    assert machine.journal.entries.stream(f"case:{CASE}")[0][0].entry.body is None


def test_papers_of_hand_ins_that_came_to_nothing_go_after_an_hour(
    here: World, kiosk: tuple[Machine, Wire, Exchange]
) -> None:
    """Also where a hand-in that is just given up takes its own away: it is in the folder's list and then it is not."""
    machine, _, exchange = kiosk
    machine.papers.mkdir(parents=True)
    old, young, gone = (machine.papers / f"A000000000{n}.pdf" for n in (1, 2, 3))
    for paper, minutes in ((old, 61), (young, 59)):
        paper.write_bytes(b"a receipt")
        written = here.clock.now().timestamp() - 60 * minutes
        os.utime(paper, (written, written))
    gone.symlink_to("taken away meanwhile")
    exchange.once()
    assert (old.exists(), young.exists()) == (False, True)


def test_two_clones_of_one_disk_lose_nothing(here: World, kiosk: tuple[Machine, Wire, Exchange]) -> None:
    """An image restored twice: both write under one incarnation until the judge tells the second."""
    machine, wire, exchange = kiosk
    hand_in(machine)
    exchange.once()
    twin_folder = machine.folder.parent / "twin"
    purge(machine.journal)
    twin_folder.mkdir()
    for name in ("journal.db", "machine.json", "keys/journal.key", "keys/device.key"):
        (twin_folder / name).parent.mkdir(exist_ok=True)
        (twin_folder / name).write_bytes((machine.folder / name).read_bytes())
    with here.opener.open(twin_folder) as twin:
        for one, cases in ((machine, "23"), (twin, "45")):
            for case in cases:
                hand_in(one, CASE[:-1] + case)
        exchange.once()
        with pytest.raises(LinkTrouble):
            here.exchange(twin, wire).once()
        assert here.exchange(twin, wire).once().pending == 0
    assert len(here.platform.journal.state()["views"]["cases"]) == 5


def test_a_restored_platform_gets_again_what_it_lost(here: World, kiosk: tuple[Machine, Wire, Exchange]) -> None:
    """The platform comes back as it was before the hand-in, under a new epoch that says so."""
    machine, _, exchange = kiosk
    exchange.once()
    back_to = here.platform.service.sequencer.last(PARTITION)
    here.platform.journal.set_meta("backed_up_at", "2026-11-20")
    here.platform.journal.set_meta(f"backed_up {PARTITION}", str(back_to))
    hand_in(machine)
    exchange.once()
    assert machine.journal.entries.stream(f"case:{CASE}")[0][0].entry.body is not None
    journal = here.platform.journal
    with journal.db.transaction():
        journal.db.run("DELETE FROM entry WHERE id IN (SELECT entry FROM verdict WHERE position > ?)", back_to)
        journal.db.run("DELETE FROM verdict WHERE position > ?", back_to)
        journal.db.run("UPDATE sequence SET position = ?", back_to)
        journal.blobs.drop_loose()
        journal.set_meta("epoch", "restored")
        journal.set_meta("back_to", str(back_to))
        journal.views.rebuild([PARTITION])
    exchange.once()
    assert exchange.once().pending == 0
    assert len(here.platform.journal.state()["views"]["cases"]) == 1


def test_a_verdict_of_refused_is_kept_and_shown(here: World, kiosk: tuple[Machine, Wire, Exchange]) -> None:
    machine, _, exchange = kiosk
    hand_in(machine)
    exchange.once()
    here.platform.service.sequencer.write(PARTITION, f"case:{CASE}", "case.withdrawn", "citizen", Withdrawn())
    machine.journal.append(PARTITION, f"case:{CASE}", "case.withdrawn", "citizen", Withdrawn())
    exchange.once()
    state = machine.journal.views.cases.find(CASE)
    assert state is not None
    assert [step.verdict for step in state.steps] == ["applied", "applied", "refused"]


def test_a_page_that_does_not_start_at_my_cursor_is_refused(
    here: World, kiosk: tuple[Machine, Wire, Exchange], monkeypatch: pytest.MonkeyPatch
) -> None:
    machine, wire, exchange = kiosk
    exchange.once()
    before = machine.journal.cursor(PARTITION)
    monkeypatch.setattr(wire, "page", lambda partition, after, *more: Wire.page(wire, partition, after - 1, *more))
    with pytest.raises(Fault) as caught:
        exchange.pull_all()
    assert caught.value.code == "upstream_rubbish"
    assert machine.journal.cursor(PARTITION) == before
