"""The journal: durable, folded, rebuilt, forgotten, wound back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.app import Machine
from kiosk.domain.bodies import Submitted, Supplemented, Withdrawn
from kiosk.domain.entry import Entry, Judged, Verdict, VerdictName, link
from kiosk.domain.receipt import receipt_number
from kiosk.errors import Fault
from kiosk.journal.blobs import CHUNK
from kiosk.journal.chains import check_chains
from kiosk.journal.database import open_sqlite
from kiosk.journal.forgetting import forget, forgettable
from kiosk.journal.journal import Cursor
from kiosk.journal.migrate import migrate, migrations
from kiosk.journal.rechaining import reincarnate
from kiosk.journal.rewinding import rewind
from kiosk.keys import Keys
from tests.support.bodies import attachment, submitted
from tests.support.world import ITEM, PARTITION, World, world

CASE = "01999999-0000-7000-8000-000000000001"
STREAM = f"case:{CASE}"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        yield made


@pytest.fixture
def machine(here: World) -> Machine:
    return here.enrol("kiosk")[0]


def write(machine: Machine, kind: str, body: object, stream: str = STREAM) -> Entry:
    return machine.journal.append(PARTITION, stream, kind, "citizen", body)


def judged(entry: Entry, position: int, word: VerdictName = "applied", **result: str) -> Judged:
    verdict = Verdict(word, "" if word == "applied" else "already_withdrawn", result)
    return Judged(entry, position, verdict, f"2026-11-20T02:00:{position:02d}.000Z")


def test_seq_counts_and_the_chain_holds(machine: Machine) -> None:
    first, second = write(machine, "case.submitted", submitted()), write(machine, "case.withdrawn", Withdrawn())
    assert (first.seq, second.seq) == (1, 2)
    assert link(first.chain, second) == second.chain
    check_chains(machine.journal)


def test_a_changed_row_is_named(machine: Machine) -> None:
    entry = write(machine, "case.submitted", submitted())
    machine.journal.db.run("UPDATE entry SET actor = 'somebody' WHERE id = ?", entry.id)
    with pytest.raises(Fault) as caught:
        check_chains(machine.journal)
    assert caught.value.code == "chain_broken"
    assert entry.id in caught.value.message


def test_what_is_written_shows_as_tentative_at_once(machine: Machine) -> None:
    write(machine, "case.submitted", submitted())
    state = machine.journal.views.cases.find(receipt_number(CASE))
    assert state is not None
    assert (state.state, state.tentative) == ("submitted", True)
    assert machine.journal.state()["views"]["cases"] == []


def test_what_was_put_down_and_not_folded_is_folded_at_the_next_start(machine: Machine, here: World) -> None:
    machine.journal.put_down(PARTITION, STREAM, "case.submitted", "citizen", submitted())
    assert machine.journal.views.cases.find(CASE) is None
    with here.opener.open(machine.folder) as again:
        assert again.journal.views.cases.find(CASE) is not None
        assert again.journal.outbox.count() == 1


def test_the_same_id_is_written_once(machine: Machine) -> None:
    for _ in range(2):
        machine.journal.append(PARTITION, STREAM, "case.submitted", "citizen", submitted(), CASE)
    assert machine.journal.outbox.count() == 1
    assert len(machine.journal.entries.stream(STREAM)[1]) == 1


def test_verdicts_out_of_order_fold_to_the_same_as_in_order(machine: Machine) -> None:
    first = write(machine, "case.submitted", submitted())
    second = write(machine, "case.supplemented", Supplemented((attachment("M7"),)))
    third = write(machine, "case.withdrawn", Withdrawn("改主意了"))
    for one in (judged(third, 9), judged(first, 3, item="x"), judged(second, 5)):
        machine.journal.settle([one])
    state = machine.journal.views.cases.find(CASE)
    assert state is not None
    assert [step.position for step in state.steps] == [3, 5, 9]
    assert (state.state, state.tentative) == ("withdrawn", False)


def test_tentative_entries_lie_over_what_is_confirmed(machine: Machine) -> None:
    first = write(machine, "case.submitted", submitted())
    write(machine, "case.withdrawn", Withdrawn())
    machine.journal.settle([judged(first, 1, item="x")])
    shown, confirmed = machine.journal.views.cases.find(CASE), machine.journal.views.cases.confirmed(CASE)
    assert shown is not None
    assert confirmed is not None
    assert (shown.state, confirmed.state) == ("withdrawn", "submitted")


def test_a_rebuild_comes_out_the_same(machine: Machine) -> None:
    first = write(machine, "case.submitted", submitted())
    machine.journal.settle([judged(first, 1, item="x", department="区卫健局")])
    write(machine, "case.withdrawn", Withdrawn())
    before = (machine.journal.state(), machine.journal.views.cases.find(CASE))
    machine.journal.rebuild()
    assert (machine.journal.state(), machine.journal.views.cases.find(CASE)) == before


def test_forgetting_leaves_the_envelope_and_the_chain(machine: Machine) -> None:
    body = submitted()
    blob = machine.journal.blobs.keep(b"a picture")
    assert blob == body.attachments[0].blob
    entry = write(machine, "case.submitted", body)
    machine.journal.settle([judged(entry, 1, item=ITEM, department="y")])
    shared = machine.journal.state()
    forget(machine.journal, CASE)
    state = machine.journal.views.cases.find(CASE)
    assert state is not None
    assert (state.state, state.form, state.attachments) == ("submitted", {}, ())
    assert machine.journal.blobs.find(blob) is None
    assert machine.journal.state() == shared
    check_chains(machine.journal)


def test_nothing_is_forgotten_beyond_the_mark_or_before_its_files_arrived(machine: Machine) -> None:
    machine.journal.blobs.keep(b"a picture")
    entry = write(machine, "case.submitted", submitted())
    machine.journal.advance(PARTITION, [judged(entry, 7, item="x")], Cursor(7, "e", marked=6))
    assert forgettable(machine.journal, PARTITION) == []
    machine.journal.advance(PARTITION, [], Cursor(7, "e", marked=7))
    assert forgettable(machine.journal, PARTITION) == []
    machine.journal.blobs.mark(attachment("M1").blob, "confirmed")
    assert forgettable(machine.journal, PARTITION) == []
    machine.journal.blobs.mark(attachment("M1").blob, "kept")
    assert forgettable(machine.journal, PARTITION) == [CASE]


def test_an_upstream_that_went_back_makes_tentative_what_it_lost(machine: Machine) -> None:
    kept, lost = write(machine, "case.submitted", submitted()), write(machine, "case.withdrawn", Withdrawn())
    machine.journal.advance(PARTITION, [judged(kept, 1, item="x"), judged(lost, 2)], Cursor(2, "old", 2))
    assert machine.journal.outbox.count() == 0
    rewind(machine.journal, PARTITION, 1, "new")
    assert [entry.id for entry in machine.journal.outbox.head(10, 1 << 20)] == [lost.id]
    assert machine.journal.cursor(PARTITION) == Cursor(0, "new", 1)  # the region is read anew from its snapshot


def test_a_clone_takes_a_new_incarnation_and_keeps_its_ids(machine: Machine) -> None:
    entry = write(machine, "case.submitted", submitted())
    before = machine.journal.author()
    reincarnate(machine.journal, machine.journal.outbox.unsent_entries()[0])
    moved = machine.journal.outbox.head(10, 1 << 20)[0]
    assert machine.journal.author() != before
    assert (moved.id, moved.body, moved.seq) == (entry.id, entry.body, 1)
    assert moved.incarnation == machine.journal.author().incarnation
    check_chains(machine.journal)


def test_files_come_back_piece_by_piece(machine: Machine) -> None:
    data = bytes(range(256)) * 5000
    blobs = machine.journal.blobs
    name = blobs.keep(data)
    assert blobs.read(name) == data
    assert blobs.piece(name, CHUNK - 3, 10) == data[CHUNK - 3 : CHUNK + 7]


def test_a_file_that_is_another_at_the_end_begins_anew(machine: Machine) -> None:
    blobs = machine.journal.blobs
    name = attachment("M1", b"right").blob
    assert blobs.extend(name, 5, 0, b"wr").received == 2
    assert blobs.extend(name, 5, 2, b"ong").received == 0
    assert blobs.extend(name, 5, 0, b"right").state == "here"


def test_loose_files_go_and_named_ones_stay(machine: Machine) -> None:
    blobs = machine.journal.blobs
    loose, named = blobs.keep(b"never handed in"), blobs.keep(b"a picture")
    write(machine, "case.submitted", submitted())
    blobs.drop_loose()
    assert blobs.find(loose) is None
    assert blobs.find(named) is not None


def test_a_newer_file_is_refused_and_left_alone(machine: Machine, here: World) -> None:
    machine.journal.db.run("INSERT INTO migration VALUES (9999)")
    with pytest.raises(Fault) as caught, here.opener.open(machine.folder):
        pass
    assert caught.value.code == "database_newer"
    assert machine.journal.db.one("SELECT max(number) FROM migration") == (9999,)


def test_the_file_is_copied_before_a_migration_runs(tmp_path: Path) -> None:
    key = Keys(tmp_path).journal()
    database = open_sqlite(tmp_path / "journal.db", key)
    now = migrations()
    migrate(database, now)
    database.run("INSERT INTO meta VALUES ('kept', 'yes')")
    later = (now[-1][0] + 1, "CREATE TABLE added (n INTEGER);\n")
    assert migrate(database, [*now, later]) == later[0]
    copy = open_sqlite(tmp_path / f"journal.before-{later[0]:04d}", key)
    assert copy.one("SELECT value FROM meta WHERE name = 'kept'") == ("yes",)
    assert copy.one("SELECT max(number) FROM migration") == (now[-1][0],)
    copy.close()
    database.close()


def test_slots_of_an_earlier_version_are_found_by_their_time(tmp_path: Path) -> None:
    database = open_sqlite(tmp_path / "journal.db", Keys(tmp_path).journal())
    migrate(database, [step for step in migrations() if step[0] < 4])
    database.run("INSERT INTO view_slot VALUES ('slot:511602-01:zonghe:2026-11-23T09:00', 1, '{}')")
    migrate(database, migrations())
    assert database.one("SELECT start FROM view_slot") == ("2026-11-23T09:00",)
    database.close()


def test_the_body_is_kept_as_it_was_written(machine: Machine) -> None:
    entry = write(machine, "case.submitted", Submitted("i", 1, {"applicant": {"name": "𬱖"}}, (), "h"))
    kept = machine.journal.entries.stream(STREAM)[1][0]
    assert kept == entry
    assert "𬱖" in (kept.body or "")
