"""A journal that was damaged: found at the start, kept aside as it was, and the machine goes on with what is known."""

import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from kiosk.app import Machine
from kiosk.errors import Fault
from kiosk.journal.chains import check_chains
from kiosk.journal.damage import lost_receipts
from kiosk.journal.forgetting import purge
from kiosk.mending import Mended, recover, start_whole
from kiosk.sync.exchange import Exchange
from tests.support.bodies import hand_in
from tests.support.world import MORNING, PARTITION, Wire, World

DELIVERED, WAITING = 3, 3
PAGE = 4096


class Stand:
    """A kiosk that has delivered some cases and not yet some others, and is switched off."""

    def __init__(self, here: World, folder: Path, terminal: str) -> None:
        self.here = here
        self.folder = folder
        self.terminal = terminal
        self.wire = Wire(here.platform, terminal)
        self.receipts: list[str] = []

    def on(self) -> Machine:
        """Switched on until the test ends."""
        return self.here.open(self.folder)

    def start(self) -> Mended:
        return start_whole(self.here.opener, self.folder)

    def delivered(self) -> list[str]:
        """Receipts on the platform, in the order of handing in."""
        cases = self.here.platform.journal.views.cases
        return [receipt for receipt in self.receipts if cases.find(receipt) is not None]


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    with ExitStack() as stack:
        made = World(tmp_path, stack, "", MORNING)
        made.catalogue()
        yield made


@pytest.fixture
def stand(here: World) -> Stand:
    with here.switched_on("kiosk") as (machine, wire):
        made = Stand(here, machine.folder, machine.identity.terminal)
        exchange = here.exchange(machine, wire)
        made.receipts += [hand_in(machine, number) for number in range(DELIVERED)]
        exchange.once()
        made.receipts += [hand_in(machine, number) for number in range(DELIVERED, DELIVERED + WAITING)]
    return made


def flipped_everywhere(folder: Path) -> None:
    """A bit here and there, on every page but the first few."""
    journal = folder / "journal.db"
    content = bytearray(journal.read_bytes())
    chance = random.Random(1)
    for page in range(6, len(content) // PAGE):
        content[page * PAGE + chance.randrange(PAGE)] ^= 1 << chance.randrange(8)
    journal.write_bytes(content)


def one_bit(folder: Path) -> None:
    journal = folder / "journal.db"
    content = bytearray(journal.read_bytes())
    content[len(content) // 2] ^= 4
    journal.write_bytes(content)


def one_page_zeroed(folder: Path) -> None:
    with (folder / "journal.db").open("r+b") as file:
        file.seek(10 * PAGE)
        file.write(bytes(PAGE))


def cut_short(folder: Path) -> None:
    journal = folder / "journal.db"
    content = journal.read_bytes()
    journal.write_bytes(content[: len(content) * 2 // 3])


def the_first_page_gone(folder: Path) -> None:
    with (folder / "journal.db").open("r+b") as file:
        file.write(bytes(PAGE))


def without_its_key(folder: Path) -> None:
    (folder / "keys" / "journal.key").unlink()


def with_another_key(folder: Path) -> None:
    (folder / "keys" / "journal.key").write_text("ab" * 32)


DAMAGES = (
    *(flipped_everywhere, one_bit, one_page_zeroed, cut_short, the_first_page_gone),
    *(without_its_key, with_another_key),
)


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda each: each.__name__)
def test_a_damaged_kiosk_goes_on_and_lists_what_is_lost(stand: Stand, damage: Callable[[Path], None]) -> None:
    incarnation = stand.here.incarnation(stand.folder)
    damage(stand.folder)
    found = (stand.folder / "journal.db").read_bytes()
    mended = stand.start()
    assert mended.kept_aside is not None
    assert (mended.kept_aside / "journal.db").read_bytes() == found
    machine = stand.on()
    assert machine.journal.author().incarnation != incarnation
    exchanged(stand, machine)
    lost = lost_receipts(machine.journal)
    assert sorted([*lost, *stand.delivered()]) == sorted(stand.receipts)
    assert set(lost) <= set(mended.missing)
    assert mended.saved >= WAITING - len(lost)
    after = hand_in(machine, 99)
    exchanged(stand, machine)
    assert stand.here.platform.journal.views.cases.find(after) is not None
    check_chains(machine.journal)


def exchanged(stand: Stand, machine: Machine) -> None:
    assert Exchange(machine.journal, stand.wire, [PARTITION], machine.papers).once().pending == 0


def test_what_can_still_be_read_is_sent(stand: Stand) -> None:
    """One page of some view is gone: every case that was waiting is saved, files and all."""
    one_page_zeroed(stand.folder)
    mended = stand.start()
    assert (mended.fault, mended.saved) == ("database_damaged", WAITING)
    exchanged(stand, stand.on())
    assert stand.delivered() == stand.receipts
    cases = stand.here.platform.journal.views.cases
    states = [cases.find(receipt) for receipt in stand.receipts]
    assert all(state and not cases.waiting_files(state.case) for state in states)


def test_a_journal_without_its_log_is_found_out(here: World) -> None:
    """The power goes, and the write-ahead log with it: SQLite opens what is left as if nothing were missing."""
    with here.switched_on("kiosk") as (machine, wire):
        purge(machine.journal)
        kept = hand_in(machine, 1)
        purge(machine.journal)
        whole = (machine.folder / "journal.db").read_bytes()
        lost = hand_in(machine, 2)
        before = machine.journal.author().incarnation
    (machine.folder / "journal.db").write_bytes(whole)
    with pytest.raises(Fault) as caught, here.opener.open(machine.folder):
        pass
    assert caught.value.code == "database_rolled_back"
    mended = start_whole(here.opener, machine.folder)
    assert (mended.fault, mended.missing) == ("database_rolled_back", (lost,))
    again = here.open(machine.folder)
    assert again.journal.author().incarnation != before
    here.exchange(again, wire).once()
    assert here.platform.journal.views.cases.find(kept) is not None
    assert lost_receipts(again.journal) == [lost]
    check_chains(again.journal)


def test_a_whole_journal_is_left_alone(stand: Stand) -> None:
    before = (stand.folder / "journal.db").read_bytes()
    assert stand.start() == Mended()
    assert (stand.folder / "journal.db").read_bytes() == before
    assert not (stand.folder / "damaged").exists()


def test_a_file_that_is_gone_needs_a_persons_word(stand: Stand) -> None:
    (stand.folder / "journal.db").unlink()
    with pytest.raises(Fault) as caught:
        stand.start()
    assert caught.value.code == "database_missing"
    mended = recover(stand.here.opener, stand.folder, lost=True)
    assert sorted(mended.missing) == sorted(stand.receipts)
    machine = stand.on()
    exchanged(stand, machine)
    assert lost_receipts(machine.journal) == stand.receipts[DELIVERED:]


def test_nobody_is_mended_while_at_work(stand: Stand) -> None:
    stand.on()
    one_page_zeroed(stand.folder)
    with pytest.raises(Fault) as caught:
        stand.start()
    assert caught.value.code == "machine_running"


def test_the_ledger_names_nobody(stand: Stand) -> None:
    words = (stand.folder / "promised.log").read_text()
    assert "第" not in words
    assert all(line.split()[1].startswith(("case:", "-")) for line in words.splitlines())


def test_a_damaged_platform_asks_for_its_backup(here: World, tmp_path: Path) -> None:
    with ExitStack() as stack:
        other = World(tmp_path / "other", stack, "", MORNING)
        other.catalogue()
        folder = other.platform.folder
    one_page_zeroed(folder)
    with pytest.raises(Fault) as caught:
        start_whole(here.opener, folder)
    assert caught.value.code == "restore_needed"
    assert (folder / "journal.db").exists()
