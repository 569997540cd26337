"""A hall with a hub, a kiosk and a window in this process, for screens: real desks, their line and printers in hand."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from kiosk.app import Machine
from kiosk.counter import Counter
from kiosk.desks.appointments import Appointments
from kiosk.desks.booking import Bookings
from kiosk.desks.calls import Calls
from kiosk.desks.judging import JudgeBeyond
from kiosk.desks.printing import Printing
from kiosk.desks.region import Regionward
from kiosk.desks.rules_file import usual_rules
from kiosk.desks.ticket_paper import FIRST, SECOND, TicketPapers
from kiosk.desks.tickets import Tickets
from kiosk.devices.printer import FilePrinter, NetworkPrinter, Printer
from kiosk.domain.queue.rules import QueueRules
from kiosk.domain.queue.state import Day, QueueState
from kiosk.ids import uuid7
from kiosk.queue_desk import Priority, Range
from kiosk.sync.answers import LinkTrouble
from kiosk.sync.leasing import Leasing
from tests.support.world import HALL, MORNING, PARTITION, Wire, World, world

QUEUE = f"hall:{HALL}"
GRACE = 15
PORTAL = "https://hall.example"


def four_minutes_each(state: QueueState, service: str, ahead: int, at: datetime) -> Range | None:
    """An estimate that a test can work out."""
    return Range(3 * ahead, 4 * ahead + 2)


@dataclass
class CounterHall:
    """`line` is the kiosk's to the hub; `printers` may be exchanged while it works."""

    world: World
    hub: tuple[Machine, Wire]
    kiosk: Machine
    line: Wire
    window: Machine
    printers: dict[str, Printing] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.counter = Counter(self.kiosk)
        self.set_printer(FIRST, FilePrinter(self.kiosk.folder / "printed"))
        self.tickets = self._tickets()
        self.bookings = self._bookings()

    def _tickets(self) -> Tickets:
        journal = self.kiosk.journal
        judge = JudgeBeyond(journal, self.kiosk.exchange(self.line), QUEUE)
        name = self.kiosk.identity.hall_name or "广安区政务服务大厅"
        papers = TicketPapers(HALL, name, judge, lambda: self.printers, self._job)
        place, leasing = self.counter.place(), Leasing(journal, QUEUE)
        slots = self.counter.appointments(HALL)
        return Tickets(place, journal, judge, leasing, papers, self.counter.guidebook, slots, four_minutes_each)

    def _bookings(self) -> Bookings:
        """Behind a hub that passes on what it took while the kiosk waits for the platform's word."""
        journal, place = self.kiosk.journal, self.counter.place()
        line = lambda: nullcontext(self.kiosk.exchange(self.line))  # noqa: E731
        region = Regionward(journal, PARTITION, line, self._wait)

        def slots() -> Appointments:
            return Appointments(HALL, ZoneInfo("Asia/Shanghai"), GRACE, journal, region.ask, region.note)

        return Bookings(place, journal.views.registry, slots, region, lambda: self.printers, self._job)

    def _wait(self, looks: int) -> bool:
        """What the kiosk waits for is that its hub passes on what it took."""
        self.pass_on()
        return not looks

    def pass_on(self) -> None:
        """The hub's own exchange with the platform, if there is a line."""
        with suppress(LinkTrouble):
            self.hub[0].exchange(self.hub[1]).once()

    def _job(self) -> str:
        return uuid7(self.world.clock, self.world.dice)

    def set_printer(self, name: str, printer: Printer) -> None:
        self.printers[name] = Printing(printer, self.counter.fonts)

    def break_printer(self) -> None:
        """Nobody listens where the first printer was."""
        self.set_printer(FIRST, NetworkPrinter("127.0.0.1", 9))

    def add_second(self) -> None:
        self.set_printer(SECOND, FilePrinter(self.kiosk.folder / "second"))

    def papers(self, folder: str = "printed") -> int:
        there = self.kiosk.folder / folder
        return len(list(there.iterdir())) if there.exists() else 0

    def sync(self) -> None:
        """Everybody hears of everybody."""
        self.world.exchange(*self.hub).pull_all()
        self.hub[0].exchange(self.hub[1]).once()
        self.kiosk.exchange(self.line).once()

    def calls(self, window: str) -> Calls:
        wire = Wire(self.hub[0], self.window.identity.terminal)
        judge = JudgeBeyond(self.window.journal, self.window.exchange(wire), QUEUE)
        return Calls(HALL, "大厅", window, judge, four_minutes_each, self.world.clock.now)

    def slots(self) -> Appointments:
        """The platform's side of appointments."""
        return Counter(self.world.platform).appointments(HALL)

    def fill(self, service: str, count: int, lane: Priority = "") -> list[str]:
        return [self.tickets.take(service, lane).number for _ in range(count)]

    @property
    def today(self) -> Day:
        """As the hub has it."""
        found = self.hub[0].journal.views.queue.state(QUEUE).today
        assert found is not None
        return found


@contextmanager
def counter_hall(root: Path, rules: QueueRules | None = None, at: datetime = MORNING) -> Iterator[CounterHall]:
    """The sample hall, or one with other rules."""
    with world(root, at=at) as here:
        here.catalogue()
        here.configure(rules or usual_rules(HALL))
        hub = here.hub()
        kiosk, wire = here.enrol("kiosk")
        kiosk.journal.set_meta("portal", PORTAL)
        window, _ = here.enrol("window", "window", ("*",))
        made = CounterHall(here, hub, kiosk, Wire(hub[0], wire._terminal), window)
        made.sync()
        yield made
