"""The composition root: from a folder to a working machine. The only place where parts are wired."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path

from sqlcipher3 import Connection

from kiosk.clock import Clock, SystemClock
from kiosk.domain.deadline import Calendar
from kiosk.domain.registry import DeviceEnrolled
from kiosk.errors import Fault
from kiosk.ids import Randomness, SystemRandomness, uuid7
from kiosk.journal.audit import Auditor
from kiosk.journal.damage import require_whole
from kiosk.journal.database import Database, open_postgresql, open_sqlite
from kiosk.journal.journal import Journal
from kiosk.journal.migrate import migrate, migrations
from kiosk.keys import Keys, public_hex
from kiosk.machine import Identity, read_identity, require_identity, write_identity
from kiosk.obeying import Obeying
from kiosk.resources import resources
from kiosk.running import at_work
from kiosk.server.drops import Drops
from kiosk.server.enrolment import Enrolling, Region
from kiosk.server.heard import Heard
from kiosk.server.judge import Judge, local_time
from kiosk.server.reading import Reading
from kiosk.server.sealing import Sealing
from kiosk.server.sequencer import Sequencer
from kiosk.server.service import Service
from kiosk.settings import Settings, read_settings
from kiosk.signing import Signer
from kiosk.sync.exchange import Exchange
from kiosk.sync.leasing import Leasing
from kiosk.sync.lending import Lending
from kiosk.sync.link import HASTY, TIMEOUT, Link
from kiosk.sync.patience import Patience, five_seconds
from kiosk.sync.pushing import Couriers, courier_threads
from kiosk.sync.returns import Returns
from kiosk.sync.upstream import Upstream
from kiosk.wiping import is_wiped, wiped
from kiosk.wire import Enrolled, Enrolment

JOURNAL = "journal.db"


@dataclass(frozen=True, slots=True)
class Outlets:
    """Where a machine touches the world, besides its clock and its dice: disk, line, and how it waits."""

    connection: Callable[..., Connection] = Connection
    link: Callable[..., Link] = Link
    patience: Patience = five_seconds


@dataclass(frozen=True)
class Machine:
    """An opened machine: its folder, who it is, and its journal."""

    folder: Path
    identity: Identity
    settings: Settings
    journal: Journal
    keys: Keys
    clock: Clock
    randomness: Randomness
    outlets: Outlets = Outlets()

    def link(self, timeout: tuple[float, float] = TIMEOUT) -> Link:
        """A line of one's own to the upstream, at any of its addresses; one for each thread.

        Faults `no_upstream`, `revoked`.
        """
        if is_wiped(self.folder):
            raise wiped(self.folder)
        if not self.identity.upstream:
            raise Fault("no_upstream", "这台机器没有上级平台", "用 kiosk enrol 登记到平台")
        signer = Signer(self.identity.terminal, self.keys.device())
        offset = self.journal.above.offset_ms
        others = [*self.identity.others, *self.settings.upstreams]
        return self.outlets.link(self.identity.upstream, signer, self.clock, offset, others, timeout)

    def exchange(self, link: Upstream, couriers: Couriers = courier_threads) -> Exchange:
        """What a sync does; a kiosk keeps nobody."""
        read, forget, judged, leasing = self._read_here, self._forget, self._judged_here, self._leasing
        first = self._holdings(leasing) if leasing else ()
        return Exchange(self.journal, link, read, forget, judged, leasing, couriers, first, self.obeying.obey)

    def _holdings(self, leasing: Leasing) -> Sequence[Callable[[], None]]:
        """What is held of all that is counted: given back in time, and asked for in time."""
        region, hall = self.identity.partition, self.identity.hall
        returns, lending = Returns(self.journal, leasing, region, hall), Lending(self.journal, region, hall)
        return returns.give_back, lending.ask

    @property
    def obeying(self) -> Obeying:
        """How it takes its dismissal."""
        return Obeying(self.folder, self.journal, self.keys, self.identity.platform_key, partial(self.link, HASTY))

    @property
    def _leasing(self) -> Leasing | None:
        """Kiosks alone give out numbers without a line."""
        return Leasing(self.journal, self.queue) if self.queue and self.identity.role == "kiosk" else None

    @property
    def queue(self) -> str:
        """The partition of this machine's hall, '' where it stands in none."""
        return f"hall:{self.identity.hall}" if self.identity.hall else ""

    @property
    def judges_queue(self) -> bool:
        return bool(self.queue) and self._judges(self.queue)

    @property
    def _read_here(self) -> list[str]:
        readers = self.queue and self.identity.role != "hub"
        return [self.identity.partition, self.queue] if readers else [self.identity.partition]

    @property
    def _judged_here(self) -> list[str]:
        return [self.queue] if self.judges_queue else []

    @property
    def _forget(self) -> Path | None:
        return self.papers if self.identity.role == "kiosk" else None

    @property
    def papers(self) -> Path:
        """Where PDFs wait to be printed or taken along."""
        return self.folder / "papers"

    @cached_property
    def calendar(self) -> Calendar:
        """The working days, from the yearly notices."""
        files = sorted((resources() / "calendars").glob("*.json"))
        return Calendar.read(json.loads(file.read_text(encoding="utf-8")) for file in files)

    @cached_property
    def service(self) -> Service:
        """The server's side of this machine: a platform judges its region, a hub only carries it."""
        now = local_time(self.clock.now, self.settings.timezone)
        judge = Judge(self.journal.views, self.calendar, now)
        sequencer = Sequencer(self.journal, judge, self._judges, self.sealing)
        region = Region(self.identity.region, self.identity.portal)
        return Service(
            role=self.identity.role,
            region=region,
            journal=self.journal,
            sequencer=sequencer,
            reading=Reading(self.journal, sequencer),
            enrolling=Enrolling(sequencer, region, self.keys.device),
            drops=Drops(self.journal),
            heard=Heard(self.journal),
        )

    @cached_property
    def sealing(self) -> Sealing:
        """What this machine seals its verdicts with, where it judges."""
        return Sealing(self.journal, self.identity.terminal, self.keys.device)

    @property
    def auditor(self) -> Auditor:
        """Who walks this machine's records."""
        role, judges = self.identity.role, self._judges
        return Auditor(self.journal, role, judges, self.sealing.trusts)

    def _judges(self, partition: str) -> bool:
        """A platform judges its region, and the queue of a hall that has no hub; a hub its own hall's queue."""
        if self.identity.role == "platform":
            hall = partition.removeprefix("hall:")
            return hall == partition or not self.journal.views.registry.has_hub(hall)
        return self.identity.role == "hub" and partition == self.queue and bool(self.journal.meta(f"judge {partition}"))


class Opener:
    """Opens and founds machines with the clock and the dice that it was given."""

    def __init__(self, clock: Clock, randomness: Randomness, outlets: Outlets = Outlets()) -> None:
        self.clock = clock
        self.randomness = randomness
        self._outlets = outlets

    @contextmanager
    def open(self, folder: Path) -> Iterator[Machine]:
        """An enrolled machine; its database is closed on leaving. Fault `not_enrolled`."""
        identity = require_identity(folder)
        with self._opened(folder, identity) as machine:
            yield machine

    @contextmanager
    def platform(self, folder: Path, database: str = "") -> Iterator[Machine]:
        """The platform that lives in the folder, founded there when nobody does yet."""
        identity = read_identity(folder) or self._found(folder, database)
        if identity.role != "platform":
            raise Fault("not_a_platform", f"{folder} 是一台 {identity.role}，不是平台", "换成平台的文件夹")
        if database and database != identity.database:
            identity = replace(identity, database=database)
            write_identity(folder, identity)
        with self._opened(folder, identity) as machine:
            self._begin_epoch(machine)
            yield machine

    @contextmanager
    def hub(self, folder: Path, upstream: str = "", database: str = "") -> Iterator[Machine]:
        """The hub that lives in the folder; a new address of its upstream or its database is remembered."""
        identity = require_identity(folder)
        if identity.role != "hub":
            raise Fault("not_a_hub", f"{folder} 是一台 {identity.role}，不是大厅中枢", "换成大厅中枢的文件夹")
        moved = replace(identity, upstream=upstream or identity.upstream, database=database or identity.database)
        if moved != identity:
            write_identity(folder, moved)
        with self._opened(folder, moved) as machine:
            yield machine

    def enrol(
        self, folder: Path, upstream: str, code: str, name: str, database: str = "", others: tuple[str, ...] = ()
    ) -> Enrolled:
        """Turn a one-time code into this folder's identity. Refused `bad_code`, Fault `already_enrolled`."""
        if read_identity(folder) is not None:
            raise Fault("already_enrolled", f"{folder} 已经登记过", "换一个空文件夹，或先停用原来的机器")
        key = Keys(folder).device()
        link = self._outlets.link(upstream, None, self.clock)
        answer = link.enrol(Enrolment(code, public_hex(key), name))
        link.close()
        identity = Identity(
            role=answer.role,
            terminal=answer.terminal,
            region=answer.region,
            hall=answer.hall,
            hall_name=answer.hall_name,
            departments=answer.departments,
            upstream=upstream,
            others=others,
            portal=answer.portal,
            platform_key=answer.platform_key,
            database=database,
        )
        self._settle(folder, identity)
        return answer

    def _settle(self, folder: Path, identity: Identity) -> None:
        """Keys and journal first, the identity last: from then on a journal that is not there is a lost one."""
        Keys(folder).device()
        with self._opened(folder, identity, create=True):
            write_identity(folder, identity)

    @contextmanager
    def _opened(self, folder: Path, identity: Identity, *, create: bool = False) -> Iterator[Machine]:
        folder.mkdir(parents=True, exist_ok=True)
        with at_work(folder), self.wired(folder, identity, create=create) as machine:
            require_whole(machine.journal)
            yield machine

    @contextmanager
    def wired(self, folder: Path, identity: Identity, *, create: bool = False) -> Iterator[Machine]:
        """The machine without asking who else is at work in its folder, and whether its journal has lost its tail."""
        keys = Keys(folder)
        settings = read_settings(folder)
        database = self._open_database(folder, identity, keys, create=create)
        try:
            migrate(database, migrations())
            journal = Journal(database, identity.terminal, self.clock, self.randomness)
            journal.catch_up()
            yield Machine(folder, identity, settings, journal, keys, self.clock, self.randomness, self._outlets)
        finally:
            database.close()

    def _open_database(self, folder: Path, identity: Identity, keys: Keys, *, create: bool) -> Database:
        if identity.database:
            return open_postgresql(identity.database)
        return open_sqlite(folder / JOURNAL, keys.journal(), create=create, connection=self._outlets.connection)

    def _found(self, folder: Path, database: str) -> Identity:
        region = read_settings(folder).region
        terminal = uuid7(self.clock, self.randomness)
        identity = Identity(role="platform", terminal=terminal, region=region, database=database)
        self._settle(folder, identity)
        return identity

    def _begin_epoch(self, machine: Machine) -> None:
        """A platform process is a machine of the region too: it signs the receipts of the online channel."""
        journal, identity = machine.journal, machine.identity
        with journal.db.transaction():
            journal.db.lock("epoch")
            if not journal.meta("epoch"):
                journal.set_meta("epoch", f"{self.randomness.bits(64):016x}")
            if journal.views.registry.device(identity.terminal) is None:
                key = public_hex(machine.keys.device())
                body = DeviceEnrolled(identity.terminal, "", "platform", key, ("*",), "网上平台")
                stream = f"device:{identity.terminal}"
                machine.service.sequencer.write(identity.partition, stream, "device.enrolled", "system", body)


def opener() -> Opener:
    """The real world's."""
    return Opener(SystemClock(), SystemRandomness())
