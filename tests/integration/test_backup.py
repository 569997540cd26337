"""Backups: made while the machine works, tried out at once, put back under a new epoch or incarnation."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from kiosk.app import Machine, Opener
from kiosk.doctor import examine
from kiosk.errors import Fault
from kiosk.journal.chains import check_chains
from kiosk.journal.damage import lost_receipts
from kiosk.journal.journal import Journal
from kiosk.machine import require_identity
from kiosk.mending import start_whole
from kiosk.safekeeping import BackedUp, back_up, restore
from kiosk.sync.exchange import Exchange
from tests.support.bodies import hand_in
from tests.support.postgres import Postgres
from tests.support.world import MORNING, PARTITION, Dice, SetClock, Wire, World


class Region:
    """A platform that is switched off and on by itself, and a kiosk that stays."""

    def __init__(self, root: Path, stack: ExitStack, database: str = "") -> None:
        self.root = root
        self._stack = stack
        self.file = root / "backup.db"
        with ExitStack() as founding:
            world = World(root, founding, database, MORNING)
            world.catalogue()
            with world.switched_on("kiosk") as (machine, _):
                self.kiosk_folder, self.terminal = machine.folder, machine.identity.terminal
        self.opener = Opener(SetClock(MORNING), Dice(7))
        self.kiosk = stack.enter_context(self.opener.open(self.kiosk_folder))

    @property
    def folder(self) -> Path:
        return self.root / "platform"

    def hand_in(self, *numbers: int) -> list[str]:
        return [hand_in(self.kiosk, number) for number in numbers]

    def sync(self, platform: Machine) -> None:
        exchange = Exchange(self.kiosk.journal, Wire(platform, self.terminal), [PARTITION], self.kiosk.papers)
        exchange.once()
        assert exchange.once().pending == 0


def bodies(journal: Journal) -> int:
    (count,) = journal.db.one("SELECT count(*) FROM entry WHERE body IS NOT NULL AND kind = 'case.submitted'") or (0,)
    return int(count)


def receipts(machine: Machine) -> list[str]:
    return sorted(state.receipt for state, _ in machine.journal.views.cases.all())


@pytest.fixture(params=["sqlite", "postgresql"])
def region(tmp_path: Path, request: pytest.FixtureRequest, postgres: Postgres) -> Iterator[Region]:
    with ExitStack() as stack:
        yield Region(tmp_path, stack, postgres.fresh() if request.param == "postgresql" else "")


def backed_up(region: Region, platform: Machine) -> BackedUp:
    made = back_up(platform, region.file)
    assert made.bytes == region.file.stat().st_size > 0
    return made


def put_back(region: Region, postgres: Postgres) -> tuple[str, ...]:
    database = postgres.fresh() if require_identity(region.folder).database else ""
    return restore(region.opener, region.folder, region.file, database).missing


def test_a_terminal_forgets_what_is_in_a_backup_and_nothing_else(region: Region) -> None:
    with region.opener.platform(region.folder) as platform:
        backed_up(region, platform)
        region.hand_in(1, 2)
        region.sync(platform)
        assert bodies(region.kiosk.journal) == 2
        backed_up(region, platform)
        region.hand_in(3)
        region.sync(platform)
        assert bodies(region.kiosk.journal) == 1


def test_a_first_backup_that_broke_off_is_not_forgotten_beyond(
    region: Region, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The platform dies when the file is in place and before it has said so; later that very file is put back."""
    with region.opener.platform(region.folder) as platform:
        before = region.hand_in(1)
        region.sync(platform)
        with monkeypatch.context() as patched:
            patched.setattr("kiosk.safekeeping.mark", _dies)
            with pytest.raises(_Died):
                back_up(platform, region.file)
        after = region.hand_in(2)
        region.sync(platform)
        assert bodies(region.kiosk.journal) == 1
    findings = [one.finding for one in examine(region.folder, region.opener) if one.check == "备份"]
    assert ["一次也没有做成" in one for one in findings] == [True]
    put_back(region, postgres)
    with region.opener.platform(region.folder) as platform:
        region.sync(platform)
        region.sync(platform)
        assert receipts(platform) == sorted([*before, *after])


class _Died(Exception):
    pass


def _dies(*args: object) -> None:
    raise _Died


def test_a_file_that_came_after_the_backup_is_not_forgotten_with_its_case(region: Region) -> None:
    with region.opener.platform(region.folder) as platform:
        backed_up(region, platform)
        region.hand_in(1)
        exchange = Exchange(region.kiosk.journal, Wire(platform, region.terminal), [PARTITION], region.kiosk.papers)
        exchange.push_all()
        backed_up(region, platform)
        region.sync(platform)
        assert bodies(region.kiosk.journal) == 1
        backed_up(region, platform)
        region.sync(platform)
        assert bodies(region.kiosk.journal) == 0


def test_a_restored_platform_gets_back_all_that_was_promised_since(region: Region, postgres: Postgres) -> None:
    with region.opener.platform(region.folder) as platform:
        before = region.hand_in(1, 2)
        region.sync(platform)
        made = backed_up(region, platform)
        after = region.hand_in(3, 4)
        region.sync(platform)
        epoch = platform.journal.meta("epoch")
    put_back(region, postgres)
    with region.opener.platform(region.folder) as platform:
        assert platform.journal.meta("epoch") != epoch
        assert platform.journal.state()["fingerprint"] == made.fingerprint
        assert receipts(platform) == sorted(before)
        region.sync(platform)
        region.sync(platform)
        assert receipts(platform) == sorted([*before, *after])
        assert platform.journal.state()["views"]["cases"] == region.kiosk.journal.state()["views"]["cases"]
        cases = platform.journal.views.cases
        assert not any(cases.waiting_files(one.case) for one, _ in cases.all())
        region.hand_in(5)
        region.sync(platform)
        check_chains(platform.journal)


def test_two_restores_in_a_row_reach_a_terminal_that_missed_the_first(region: Region, postgres: Postgres) -> None:
    with region.opener.platform(region.folder) as platform:
        backed_up(region, platform)
        region.hand_in(1, 2, 3)
        region.sync(platform)
    put_back(region, postgres)
    with region.opener.platform(region.folder) as platform:
        for number in range(5):
            platform.service.sequencer.write(PARTITION, f"x:{number}", "x.done", "system", {})
        backed_up(region, platform)
    put_back(region, postgres)
    with region.opener.platform(region.folder) as platform:
        region.sync(platform)
        region.sync(platform)
        assert len(receipts(platform)) == 3


def test_a_running_machine_is_not_restored(region: Region) -> None:
    with region.opener.platform(region.folder) as platform:
        backed_up(region, platform)
        with pytest.raises(Fault) as caught:
            restore(region.opener, region.folder, region.file)
    assert caught.value.code in {"machine_running", "database_in_use"}


def test_a_backup_that_is_damaged_is_not_put_back(region: Region, postgres: Postgres) -> None:
    with region.opener.platform(region.folder) as platform:
        backed_up(region, platform)
    content = bytearray(region.file.read_bytes())
    content[len(content) // 2] ^= 1
    region.file.write_bytes(content)
    with pytest.raises(Fault) as caught:
        put_back(region, postgres)
    assert caught.value.code == "backup_bad"
    with region.opener.platform(region.folder) as platform:
        check_chains(platform.journal)
    assert not list(region.folder.glob("arriving*"))


def test_a_backup_holds_no_plain_word(region: Region) -> None:
    with region.opener.platform(region.folder) as platform:
        region.hand_in(1)
        region.sync(platform)
        backed_up(region, platform)
    assert "第1位".encode() not in region.file.read_bytes()
    assert b"CREATE TABLE" not in region.file.read_bytes()


def test_a_restored_kiosk_takes_a_new_incarnation(tmp_path: Path) -> None:
    file = tmp_path / "backup.db"
    with ExitStack() as stack:
        here = World(tmp_path, stack, "", MORNING)
        here.catalogue()
        with here.switched_on("kiosk") as (kiosk, wire):
            hand_in(kiosk, 1)
            back_up(kiosk, file)
            receipt = hand_in(kiosk, 2)
            here.exchange(kiosk, wire).once()
            before = kiosk.journal.author().incarnation
        done = restore(here.opener, kiosk.folder, file)
        assert done.missing == (receipt,)
        assert done.kept_aside
        assert (done.kept_aside / "journal.db").exists()
        again = here.open(kiosk.folder)
        assert again.journal.author().incarnation != before
        here.exchange(again, wire).once()
        hand_in(again, 3)
        assert here.exchange(again, wire).once().pending == 0
        assert len(receipts(here.platform)) == 3
        assert lost_receipts(again.journal) == []
        check_chains(again.journal)


def put_back_by_hand(region: Region, *names: str) -> list[str]:
    """Files copied from before over those from after, as one should not; the receipts handed in since."""
    with region.opener.platform(region.folder) as platform:
        region.hand_in(1)
        region.sync(platform)
        backed_up(region, platform)
    old = {name: (region.folder / name).read_bytes() for name in names}
    with region.opener.platform(region.folder) as platform:
        shown = region.hand_in(2)
        region.sync(platform)
    for name, content in old.items():
        (region.folder / name).write_bytes(content)
    return shown


@pytest.fixture
def on_files(tmp_path: Path) -> Iterator[Region]:
    with ExitStack() as stack:
        yield Region(tmp_path, stack)


def test_a_platform_put_back_by_hand_is_found_out(on_files: Region) -> None:
    """Its ledger knows more than its journal: it begins a new epoch and gets back what it lost."""
    put_back_by_hand(on_files, "journal.db")
    assert start_whole(on_files.opener, on_files.folder).fault == "database_rolled_back"
    with on_files.opener.platform(on_files.folder) as platform:
        on_files.sync(platform)
        assert len(receipts(platform)) == 2


def test_positions_given_out_twice_are_a_fault_not_a_bug(on_files: Region) -> None:
    """The ledger was put back as well, so nobody but the terminal can know."""
    put_back_by_hand(on_files, "journal.db", "promised.log")
    on_files.hand_in(3)
    with on_files.opener.platform(on_files.folder) as platform:
        platform.service.sequencer.write(PARTITION, "x:1", "x.done", "system", {})
        said = []
        for _ in range(3):
            with pytest.raises(Fault) as caught:
                on_files.sync(platform)
            said.append(caught.value.code)
    assert said == ["push_stuck", "order_forked", "order_forked"]
    assert on_files.kiosk.journal.outbox.count() > 0
