"""Kiosk, hub and platform killed at random moments, on lines that fail: nothing lost, nothing twice, no loose paper."""

import random
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from kiosk.app import Machine, opener
from kiosk.desks.publishing import Publishing
from kiosk.domain.receipt import receipt_number
from kiosk.domain.registry import HallAdded
from kiosk.journal.chains import check_chains
from kiosk.server.handover import follow_rules
from tests.support.hall import CODE, SAMPLE, inside, synced
from tests.support.postgres import Postgres
from tests.support.proxy import Proxy, line_to
from tests.support.queue_hall import QUEUE, Server
from tests.support.queues import rules
from tests.support.receipt_printer import ReceiptPrinter, receipt_printer
from tests.support.worker import Worker

SEED = 5
EVERY_DAY, NIGHTLY = 16, 2_500
"""Kills on each of the two engines."""

LONGEST_S = 0.25
"""A hand-in or a number with its paper takes about half of this: kills fall before, within and after."""

TERMINAL = "tests.crash.terminal"


@dataclass
class Said:
    """What citizens were shown, and how many whole papers the machine says that it printed."""

    receipts: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    printed: int = 0

    def take(self, line: dict[str, Any]) -> None:
        self.receipts += [line["receipt"]] if "receipt" in line else []
        self.numbers += [line["number"]] if "number" in line else []
        self.printed += bool(line.get("printed"))


@dataclass
class Town:
    """A platform, a hub and a kiosk in processes of their own, a failing line between each two of them."""

    folder: Path
    servers: dict[str, Server]
    lines: list[Proxy]
    printer: ReceiptPrinter
    chance: random.Random
    kills: Counter[str] = field(default_factory=Counter)
    said: Said = field(default_factory=Said)
    _kiosk: Worker | None = None

    @property
    def data(self) -> Path:
        return self.folder / "kiosk"

    def moment(self, number: int) -> None:
        """Somebody is served while a plug is pulled; then it is put in again."""
        victim = self.chance.choices(["kiosk", "hub", "platform"], [6, 1, 1])[0]
        for line in self.lines:
            spoil(line, self.chance)
        kiosk = self._at_work()
        plug = threading.Timer(self.chance.uniform(0, LONGEST_S), lambda: self._pull(victim))
        word, what = ("hand_in", {"number": number}) if number % 2 else ("take", {})
        kiosk.tell(word, **what)
        plug.start()
        self._listen(kiosk)
        plug.join()
        self.kills[victim] += 1
        if victim == "kiosk":
            kiosk.end()
            self._kiosk = None
        else:
            self.servers[victim].start()

    def _pull(self, victim: str) -> None:
        if victim == "kiosk":
            self._at_work().kill()
        else:
            self.servers[victim].kill()

    def _at_work(self) -> Worker:
        if self._kiosk is None:
            self._kiosk = Worker(self.data, module=TERMINAL)
            self._kiosk.ready()
        return self._kiosk

    def _listen(self, kiosk: Worker) -> None:
        """Until it has said all, or is no more."""
        while (line := kiosk.heard()) is not None and "ended" not in line:
            self.said.take(line)

    def settle(self) -> None:
        """Everything up and running, until everybody knows everything."""
        for line in self.lines:
            line.up()
        if self._kiosk is not None:
            assert self._kiosk.end() == ""
            self._kiosk = None
        for folder in (self.data, self.folder / "hub", self.data):
            synced(folder)


def spoil(line: Proxy, chance: random.Random) -> None:
    """Most lines work most of the time."""
    kinds = (
        line.up,
        line.cut,
        line.deaf,
        lambda: line.short(chance.randrange(400)),
        line.twice,
        lambda: line.late(0.2),
    )
    chance.choices(kinds, [6, 1, 1, 1, 1, 1])[0]()


@contextmanager
def town(folder: Path, databases: tuple[str, str]) -> Iterator[Town]:
    """Begun in order; everything has ended when the block has."""
    found(folder / "platform", databases[0])
    with ExitStack() as stack:
        printer = stack.enter_context(receipt_printer())
        servers = {"platform": served(stack, "platform", folder / "platform")}
        upward = stack.enter_context(line_to(servers["platform"].url))
        enrol(folder, "hub", upward.url, databases[1])
        servers["hub"] = served(stack, "hub", folder / "hub")
        across = stack.enter_context(line_to(servers["hub"].url))
        enrol(folder, "kiosk", across.url)
        (folder / "kiosk" / "settings.toml").write_text(f'printer = "{printer.address}"\n')
        synced(folder / "kiosk")
        yield Town(folder, servers, [upward, across], printer, random.Random(SEED))


def found(folder: Path, database: str) -> None:
    with opener().platform(folder, database) as machine:
        sequencer, partition = machine.service.sequencer, machine.identity.partition
        body = HallAdded(CODE, "广安区政务服务大厅", rules())
        sequencer.write(partition, f"hall:{CODE}", "hall.added", "system", body)
        follow_rules(sequencer)
        Publishing(sequencer, partition).load((SAMPLE / "catalogue.json").read_bytes(), SAMPLE / "guides")


def served(stack: ExitStack, role: str, folder: Path) -> Server:
    server = Server([role, "--data", str(folder)])
    server.start()
    stack.callback(server.end)
    return server


def enrol(folder: Path, role: str, upstream: str, database: str = "") -> None:
    with opener().platform(folder / "platform") as machine:
        code = machine.service.enrolling.issue(CODE, role, ())
    opener().enrol(folder / role, upstream, code, role, database)


@pytest.mark.timeout(4 * 3600)
@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_whoever_is_killed_what_was_shown_holds(
    engine: str, tmp_path: Path, long: bool, postgres: Postgres, capsys: pytest.CaptureFixture[str]
) -> None:
    kills = NIGHTLY if long else EVERY_DAY
    databases = ("", "") if engine == "sqlite" else (postgres.fresh(), postgres.fresh())
    with town(tmp_path, databases) as here:
        for number in range(kills):
            here.moment(number)
        here.settle()
        with capsys.disabled():
            shown = f"{len(here.said.receipts)} receipts, {len(here.said.numbers)} numbers, {here.said.printed} papers"
            print(f"\n{engine}: killed {dict(here.kills)}; shown {shown}")
        papers = here.printer.counted()
        for name in ("kiosk", "hub", "platform"):
            inside(tmp_path / name, is_sound)
        receipts_hold(here)
        numbers_hold(here)
        papers_hold(here, papers)
    assert sum(here.kills.values()) == kills
    assert here.said.receipts
    assert here.said.numbers


def is_sound(machine: Machine) -> None:
    check_chains(machine.journal)
    before = machine.journal.state()
    machine.journal.rebuild()
    assert machine.journal.state() == before


def receipts_hold(here: Town) -> None:
    """Each that was shown is on the platform, once, and there is none that the kiosk did not write."""
    arrived = inside(here.folder / "platform", submitted)
    written = inside(here.data, submitted)
    assert {receipt: arrived[receipt] for receipt in here.said.receipts} == dict.fromkeys(here.said.receipts, 1)
    assert arrived == written


def submitted(machine: Machine) -> Counter[str]:
    """How often each case was handed in."""
    rows = machine.journal.db.rows("SELECT stream FROM entry WHERE kind = 'case.submitted'")
    return Counter(receipt_number(stream.removeprefix("case:")) for (stream,) in rows)


def numbers_hold(here: Town) -> None:
    """No number was shown twice, and the hall's queue knows each."""
    tickets = inside(here.folder / "hub", known_numbers)
    assert len(set(here.said.numbers)) == len(here.said.numbers)
    assert set(here.said.numbers) <= tickets


def known_numbers(machine: Machine) -> set[str]:
    days = machine.journal.views.queue.state(QUEUE).days.values()
    return {number for day in days for number in day.tickets}


def papers_hold(here: Town, papers: int) -> None:
    """Each paper was asked for by an entry before, and each that is said to be printed is there."""
    asked = inside(here.data, papers_asked)
    assert here.said.printed <= papers <= asked


def papers_asked(machine: Machine) -> int:
    """One for each print of a ticket that was noted, one for each case."""
    rows = machine.journal.db.rows("SELECT count(*) FROM entry WHERE kind IN ('paper.asked', 'case.submitted')")
    return int(rows[0][0])
