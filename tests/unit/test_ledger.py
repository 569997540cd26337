"""The ledger beside a journal: what it remembers, whatever became of its last line."""

from pathlib import Path

from kiosk.journal import ledger
from kiosk.journal.ledger import Ledger, Promised


def test_it_remembers_in_order(tmp_path: Path) -> None:
    one = Ledger(tmp_path / "promised.log")
    assert one.last() is None
    one.note("a", "case:1")
    one.note("b", "case:2")
    assert list(one.all()) == [Promised("a", "case:1"), Promised("b", "case:2")]
    assert one.last() == Promised("b", "case:2")


def test_a_line_that_was_cut_short_is_no_promise(tmp_path: Path) -> None:
    path = tmp_path / "promised.log"
    one = Ledger(path)
    one.note("a", "case:1")
    with path.open("ab") as file:
        file.write(b"b ca")
    assert one.last() == Promised("a", "case:1")
    one.note("c", "case:3")
    one.note("d", "case:4")
    assert [each.entry for each in one.all()] == ["a", "d"]
    path.write_bytes(path.read_bytes() + bytes(100))
    assert one.last() == Promised("d", "case:4")


def test_beginning_anew_asks_nothing_of_what_was_before(tmp_path: Path) -> None:
    one = Ledger(tmp_path / "promised.log")
    one.note("a", "case:1")
    one.begin_anew()
    assert one.last() is None
    assert [each.entry for each in one.all()] == ["a"]
    one.note("b", "case:2")
    assert one.last() == Promised("b", "case:2")


def test_a_large_one_makes_room_and_knows_its_last_promise(tmp_path: Path) -> None:
    one = Ledger(tmp_path / "promised.log")
    line = "x" * 1000
    for number in range(ledger.LARGEST // 1000 + 1):
        one.note(str(number), line)
    one.trim()
    assert (tmp_path / "promised.log").stat().st_size < 2000
    assert one.last() == Promised(str(ledger.LARGEST // 1000), line)
    assert len({each.entry for each in one.all()}) == ledger.LARGEST // 1000 + 1


def test_where_there_is_no_file_there_is_no_witness() -> None:
    one = Ledger(None)
    one.note("a", "case:1")
    assert (one.last(), list(one.all())) == (None, [])


def test_a_disk_that_takes_no_more_costs_only_the_witness(tmp_path: Path) -> None:
    Ledger(tmp_path / "not there" / "promised.log").note("a", "case:1")
    assert list(tmp_path.iterdir()) == []
