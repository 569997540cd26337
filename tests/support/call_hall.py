"""A hall for the window's calling: platform, hub, kiosk and window in this process, the window's line in the hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from kiosk.app import Machine
from kiosk.desks.calls import Calls
from kiosk.desks.hall_view import no_estimate
from kiosk.desks.judging import JudgeBeyond
from kiosk.domain.queue.bodies import DayClosed, Taken
from kiosk.domain.queue.rules import QueueRules, ServiceRule, WindowRule
from kiosk.domain.queue.state import Day, Ticket
from kiosk.server.handover import begin_hub
from tests.support.queues import rules
from tests.support.world import HALL, Wire, World, world

QUEUE = f"hall:{HALL}"
ZONE = ZoneInfo("Asia/Shanghai")


@dataclass
class CallHall:
    """`wire` is the window's line to the hub; `calls` its desk, of the window `1` unless it was told another."""

    here: World
    hub: Machine
    machine: Machine
    wire: Wire
    calls: Calls

    def take(self, service: str = "a", priority: str = "", receipt: str = "", then: tuple[str, ...] = ()) -> str:
        """A number, given out by the hub."""
        stream = f"take:{self.here.dice.bits(60)}"
        body = Taken(service, priority, receipt=receipt, then=then)
        judged = self.hub.service.sequencer.write(QUEUE, stream, "ticket.taken", "system", body)
        return str(judged.verdict.result["number"])

    def other(self, window: str) -> Calls:
        """The desk of another window, with a line of its own."""
        machine, wire = self.here.enrol(f"other {window} {self.here.dice.bits(30)}", "window", ("*",))
        exchange = machine.exchange(Wire(self.hub, wire._terminal))
        self.read_region()
        return Calls(HALL, "大厅", window, JudgeBeyond(machine.journal, exchange, QUEUE), no_estimate, self.now)

    def read_region(self) -> None:
        """The hub hears of machines enrolled meanwhile."""
        self.here.exchange(self.hub, Wire(self.here.platform, self.hub.identity.terminal)).pull_all()

    def close_day(self) -> None:
        day = self.today().day
        self.hub.service.sequencer.write(QUEUE, f"day:{day}", "day.closed", "system", DayClosed(day))

    def now(self) -> datetime:
        return self.here.clock.now()

    def date(self) -> date:
        return self.here.clock.at.astimezone(ZONE).date()

    def sync(self) -> None:
        """What the exchange behind the window does."""
        self.machine.exchange(self.wire).once()

    def today(self) -> Day:
        found = self.hub.journal.views.queue.state(QUEUE).today
        assert found is not None
        return found

    def ticket(self, number: str) -> Ticket:
        return self.today().tickets[number]

    def let_go(self) -> None:
        """Close the connections of the thread that asks, on every machine that it has touched."""
        for machine in (self.machine, self.hub, self.here.platform):
            machine.journal.db.close()


@contextmanager
def call_hall(root: Path, window: str = "1", queue: QueueRules | None = None) -> Iterator[CallHall]:
    """Of two businesses at three windows, unless `queue` says otherwise."""
    with world(root) as here:
        here.configure(queue or rules())
        hub, _ = here.hub()
        machine, line = here.enrol("window", "window", ("*",))
        wire = Wire(hub, line._terminal)
        begin_hub(hub, Wire(here.platform, hub.identity.terminal))
        judge = JudgeBeyond(machine.journal, machine.exchange(wire), QUEUE)

        def remember(code: str) -> None:
            machine.journal.set_meta("window", code)

        calls = Calls(HALL, "大厅", window, judge, no_estimate, here.clock.now, remember)
        made = CallHall(here, hub, machine, wire, calls)
        made.read_region()
        made.sync()
        yield made


def big_rules() -> QueueRules:
    """Forty windows, seven businesses, one of them with a name as long as they come."""
    names = (
        "企业开办与注册登记",
        "社会保险参保登记与待遇申领（含灵活就业人员）综合受理",
        "不动产登记",
        "税务",
        "公安出入境",
        "医保",
        "公积金",
    )
    services = tuple(ServiceRule(f"s{n}", name, "ABCDEFG"[n]) for n, name in enumerate(names))
    codes = [service.code for service in services]
    windows = tuple(
        WindowRule(str(n), f"{n}号窗口", tuple(codes[:3]) if n == 3 else (codes[n % 7], codes[(n + 1) % 7]))
        for n in range(1, 41)
    )
    return QueueRules(services=services, windows=windows)
