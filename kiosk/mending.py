"""At the start of a machine: is its journal whole? If not, it is kept aside and the machine goes on (kiosk recover)."""

import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kiosk.app import JOURNAL, Machine, Opener
from kiosk.errors import Fault
from kiosk.journal.damage import check_pages, lost_receipts, require_whole, salvage
from kiosk.journal.epochs import begin_epoch, ends
from kiosk.journal.ledger import NAME, Ledger
from kiosk.journal.unheard import take_back_unheard
from kiosk.keys import Keys
from kiosk.machine import Identity, require_identity
from kiosk.running import alone

DAMAGED = "damaged"
MENDABLE = {"database_damaged", "database_rolled_back", "key_missing", "key_unreadable"}
SERVERS = {"hub", "platform"}


@dataclass(frozen=True, slots=True)
class Mended:
    """What was found and done. `fault` is '' for a journal that is whole.

    `kept_aside`: where the damaged files lie, untouched. `saved`: entries that could still be read and are sent again.
    `missing`: receipt numbers promised here of which nothing is left on this machine; what upstream has of them comes
    back with the next exchange. `without_files`: receipts saved whose files could not be read.
    """

    fault: str = ""
    kept_aside: Path | None = None
    saved: int = 0
    missing: tuple[str, ...] = ()
    without_files: tuple[str, ...] = ()


def start_whole(opener: Opener, folder: Path) -> Mended:
    """What a machine's program does first. Fault where a person has to decide: see `recover`."""
    identity = require_identity(folder)
    damaged = not identity.database and trouble(opener, folder, identity) is not None
    mended = recover(opener, folder) if damaged else Mended()
    if not damaged:
        Ledger(folder / NAME).trim()
    if identity.role == "kiosk":
        _take_back(opener, folder, identity)
    return mended


def _take_back(opener: Opener, folder: Path, identity: Identity) -> None:
    """Unless another program is at work here: it may be about to hear."""
    try:
        with alone(folder), opener.wired(folder, identity) as machine:
            take_back_unheard(machine.journal, machine.queue)
    except Fault as fault:
        if fault.code != "machine_running":
            raise


def recover(opener: Opener, folder: Path, *, lost: bool = False) -> Mended:
    """Keep a damaged journal aside and go on without it, alone in the folder.

    A terminal and a hub begin a new journal, a new incarnation or epoch, and fetch what upstream has. A platform is
    nobody's copy: Fault `restore_needed`. `lost`: also where the journal's file is gone altogether, which may be a
    disk that is not mounted, so a person has to say so. Faults that this cannot mend are raised as they are.
    """
    identity = require_identity(folder)
    with alone(folder):
        fault = trouble(opener, folder, identity)
        if fault is None:
            return Mended()
        if fault.code not in MENDABLE and not (lost and fault.code == "database_missing"):
            raise fault
        if fault.code == "database_rolled_back":
            return _without_its_tail(opener, folder, identity)
        if identity.role == "platform":
            mend = "停掉平台，运行 kiosk restore 备份文件；坏了的文件会留在 damaged 文件夹"
            raise Fault("restore_needed", f"平台的数据坏了（{fault.message}）", mend) from fault
        return _anew(opener, folder, identity, fault)


def trouble(opener: Opener, folder: Path, identity: Identity) -> Fault | None:
    """Why this journal cannot be worked with, or None; a device key that is gone is raised: it is who we are."""
    Keys(folder).device()
    try:
        with opener.wired(folder, identity) as machine:
            check_pages(machine.journal.db)
            require_whole(machine.journal)
    except Fault as fault:
        return fault
    return None


def _without_its_tail(opener: Opener, folder: Path, identity: Identity) -> Mended:
    """All that is here is sound: it stays, under a new incarnation or epoch."""
    place = _place(opener, folder)
    for path in folder.glob(f"{JOURNAL}*"):
        shutil.copy2(path, place / path.name)
    with opener.wired(folder, identity) as machine:
        go_on(machine)
        return Mended("database_rolled_back", place, 0, tuple(lost_receipts(machine.journal)))


def go_on(machine: Machine) -> None:
    """From what is here, after something behind it was lost: nobody takes the next entries for the lost ones."""
    journal = machine.journal
    if machine.identity.role in SERVERS:
        begin_epoch(journal, ends(journal))
    journal.begin_incarnation()
    journal.set_meta("recovered", "1")
    journal.ledger.begin_anew()


def _anew(opener: Opener, folder: Path, identity: Identity, fault: Fault) -> Mended:
    """A new journal; what can still be read of the old one and was not delivered is written into it again."""
    key = _key(folder)
    place = set_aside(opener, folder)
    with opener.wired(folder, identity, create=True) as machine:
        machine.journal.set_meta("recovered", "1")
        machine.journal.ledger.begin_anew()
        saved = _salvaged(place, key, machine) if key and identity.role not in SERVERS else 0
        machine.journal.catch_up()
        missing = tuple(lost_receipts(machine.journal))
        return Mended(fault.code, place, saved, missing, _without_files(machine))


def set_aside(opener: Opener, folder: Path, *, with_key: bool = True) -> Path:
    """Move the journal, and the key that opens it, to a new place below `damaged`; nothing in them is changed."""
    place = _place(opener, folder)
    with suppress(FileNotFoundError):
        shutil.copy2(folder / NAME, place / NAME)
    if with_key:
        Keys(folder).set_aside(place)
    for path in sorted(folder.glob(f"{JOURNAL}*"), reverse=True):
        path.rename(place / path.name)
    return place


def _place(opener: Opener, folder: Path) -> Path:
    """A folder named after the moment in UTC."""
    name = opener.clock.now().strftime("%Y%m%dT%H%M%S.%fZ")
    place = folder / DAMAGED / name
    place.mkdir(mode=0o700, parents=True)
    return place


def _key(folder: Path) -> str:
    try:
        return Keys(folder).journal()
    except Fault:
        return ""


def _salvaged(place: Path, key: str, machine: Machine) -> int:
    """Read from a copy: opening a journal folds its log into it, and what is kept aside stays as it was."""
    copy = place.with_suffix(".copy")
    shutil.copytree(place, copy)
    try:
        return salvage(copy / JOURNAL, key, machine.journal)
    finally:
        shutil.rmtree(copy)


def _without_files(machine: Machine) -> tuple[str, ...]:
    cases = machine.journal.views.cases
    return tuple(state.receipt for state, _ in cases.all() if state.form and cases.waiting_files(state.case))
