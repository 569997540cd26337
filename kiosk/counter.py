"""Opens a machine's counters: the desks that screens, the command line and the portal work at, wired."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from zoneinfo import ZoneInfo

from kiosk.app import Machine
from kiosk.desk import Place
from kiosk.desks.appointments import Appointments
from kiosk.desks.board import Board
from kiosk.desks.booking import Bookings
from kiosk.desks.calls import Calls
from kiosk.desks.citizen import Citizen
from kiosk.desks.clerk import Clerk
from kiosk.desks.clerks import Clerks
from kiosk.desks.exporting import Exporting
from kiosk.desks.files import Files
from kiosk.desks.filing import Filing, Write
from kiosk.desks.guidebook import Guidebook
from kiosk.desks.hall_view import known_waits
from kiosk.desks.judging import JudgeBeyond, JudgeHere, QueueJudge, Who, by_itself
from kiosk.desks.notices import Notices
from kiosk.desks.online import Online
from kiosk.desks.online_hall import OnlineHall
from kiosk.desks.printing import Printing
from kiosk.desks.receipts import Issuer, Receipts
from kiosk.desks.region import Regionward
from kiosk.desks.sign_in import SignIn
from kiosk.desks.ticket_paper import FIRST, SECOND, TicketPapers
from kiosk.desks.tickets import Tickets
from kiosk.desks.upstream import Here, Judgeward, Line
from kiosk.devices.printer import FilePrinter, NetworkPrinter, Printer
from kiosk.domain.entry import Judged
from kiosk.domain.upload import Limits
from kiosk.errors import Fault
from kiosk.ids import uuid7
from kiosk.papers.fonts import FontStack
from kiosk.passwords import Passwords
from kiosk.resources import resources
from kiosk.sync.exchange import Exchange
from kiosk.sync.leasing import Leasing
from kiosk.sync.link import HASTY

CHOSEN = "window"
"""Under this name the journal's meta keeps which window of its hall a machine is."""


class Counter:
    """The parts that a machine's desks share; fonts are read when the first paper needs them."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._journal = machine.journal
        self.fonts: Callable[[], FontStack] = lru_cache(lambda: FontStack.load(resources() / "fonts"))
        self.guidebook = Guidebook(machine.journal.views.registry)
        self.receipts = Receipts(self._issuer(), machine.journal, machine.calendar, self.fonts)
        self.files = Files(machine.journal, Limits())

    def place(self) -> Place:
        identity = self._machine.identity
        return Place(identity.hall, identity.hall_name, identity.terminal, self.receipts.portal)

    @contextmanager
    def citizen(self, wake: Callable[[], None] = lambda: None) -> Iterator[Citizen]:
        """A kiosk's desk; `wake` is called when there is something new to send."""
        line = self._line()
        printing = Printing(self._printer(), self.fonts)
        try:
            yield Citizen(
                self.place(),
                self._journal,
                self.guidebook,
                self.files,
                self.filing(),
                self.receipts,
                printing,
                line,
                wake,
            )
        finally:
            line.close()

    @contextmanager
    def tickets(self, wake: Callable[[], None] = lambda: None) -> Iterator[Tickets]:
        """A kiosk's desk for numbers; `wake` is called when there is something new to send."""
        with self._queue_judge() as judge:
            identity, leasing = self._machine.identity, Leasing(self._journal, judge.partition)
            appointments = self.appointments()
            papers = TicketPapers(identity.hall, identity.hall_name, judge, self._printers, self._new_id)
            yield Tickets(
                self.place(),
                self._journal,
                judge,
                leasing,
                papers,
                self.guidebook,
                appointments,
                known_waits(self._journal, judge),
                wake,
            )

    def bookings(self, wake: Callable[[], None] = lambda: None) -> Bookings:
        """A kiosk's desk for appointments; `wake` is called when there is something new to send."""
        registry, region = self._journal.views.registry, self._region()
        return Bookings(self.place(), registry, self.appointments, region, self._printers, self._new_key, wake)

    def appointments(self, hall: str = "") -> Appointments:
        """The slots of this machine's hall, or of another one on the platform."""
        hall = hall or self._machine.identity.hall
        rules = self._journal.views.registry.queue_of(hall)
        zone = ZoneInfo(rules.timezone if rules else self._machine.settings.timezone)
        here = self._machine.identity.role == "platform"
        ask = self._judge_slot if here else self._region().ask
        note = self._judge_slot if here else self._region().note
        return Appointments(hall, zone, rules.grace if rules else 15, self._journal, ask, note)

    def _judge_slot(self, stream: str, kind: str, body: object, id: str) -> Judged:
        sequencer = self._machine.service.sequencer
        return sequencer.write(self._machine.identity.partition, stream, kind, "citizen", body, id)

    def _region(self) -> Regionward:
        partition, patience = self._machine.identity.partition, self._machine.outlets.patience
        return Regionward(self._journal, partition, self._hasty, patience)

    @contextmanager
    def _hasty(self) -> Iterator[Exchange]:
        """An exchange while somebody waits."""
        link = self._machine.link(HASTY)
        try:
            yield self._machine.exchange(link)
        finally:
            link.close()

    @contextmanager
    def calls(self, window: str = "", who: Who = by_itself) -> Iterator[Calls]:
        """The desk of the hall's window with this code, or of the one that was chosen on this machine before.

        `who` says who sits there when something is done.
        """
        identity, journal = self._machine.identity, self._journal
        window = window or journal.meta(CHOSEN)

        def remember(code: str) -> None:
            journal.set_meta(CHOSEN, code)

        with self._queue_judge(who) as judge:
            waits = known_waits(self._journal, judge)
            yield Calls(identity.hall, identity.hall_name, window, judge, waits, journal.now, remember)

    @contextmanager
    def board(self) -> Iterator[Board]:
        with self._queue_judge() as judge:
            waits = known_waits(self._journal, judge)
            yield Board(self._machine.identity.hall_name, judge, waits, self._journal.now)

    @contextmanager
    def _queue_judge(self, who: Who = by_itself) -> Iterator[QueueJudge]:
        """Not for two threads at once. Fault `no_hall` on a machine that stands in none."""
        machine = self._machine
        if not machine.queue:
            raise Fault("no_hall", "这台机器不在任何大厅里，不能排队叫号", "换成大厅里的自助机、窗口或大屏的文件夹")
        if machine.judges_queue:
            yield JudgeHere(self._journal, machine.service.sequencer, machine.queue, who)
            return
        with self._hasty() as exchange:
            yield JudgeBeyond(self._journal, exchange, machine.queue, who)

    def _printers(self) -> dict[str, Printing]:
        """The kiosk's printer, and the second one where one is set."""
        printers = {FIRST: Printing(self._printer(), self.fonts)}
        second = self._machine.settings.second_printer
        return {**printers, SECOND: Printing(self._printer_at(second), self.fonts)} if second else printers

    def _new_key(self) -> str:
        return f"{self._machine.randomness.bits(128):032x}"

    def _new_id(self) -> str:
        return uuid7(self._machine.clock, self._machine.randomness)

    @contextmanager
    def clerk(self) -> Iterator[Clerk]:
        """A window's desk; on the platform, that of an online reviewer."""
        if self._machine.identity.role == "platform":
            yield self._clerk(self._judge, Here(self._journal))
            return
        line = self._line()
        try:
            yield self._clerk(self._append, line)
        finally:
            line.close()

    def _clerk(self, write: Write, line: Judgeward) -> Clerk:
        notices = Notices(self.receipts, self._machine.calendar, self.fonts)
        return Clerk(self.place(), self._journal, write, self.guidebook, notices, line, self.sign_in(write))

    def sign_in(self, write: Write) -> SignIn:
        """An empty seat."""
        return SignIn(self._journal, write, self._passwords)

    @property
    def _passwords(self) -> Passwords:
        return Passwords(self._machine.randomness)

    def exporting(self) -> Exporting:
        """The way out for cases, on the platform."""
        zone = ZoneInfo(self._machine.settings.timezone)
        return Exporting(self._journal, self._judge, self.sign_in(self._judge), self.guidebook, zone)

    def clerks(self) -> Clerks:
        """The register of clerks, on the platform."""
        machine = self._machine
        return Clerks(machine.service.sequencer, machine.identity.partition, self._passwords)

    def online(self) -> Online:
        """The portal's desk, on the platform."""
        machine = self._machine
        return Online(machine.service, self.guidebook, self.files, self.filing(), self.receipts, self.fonts)

    def online_hall(self) -> OnlineHall:
        """The portal's desk for numbers and appointments."""
        service = self._machine.service
        return OnlineHall(service, self.guidebook, self.appointments)

    def filing(self) -> Filing:
        """Where cases are handed in; on the platform they are judged at once."""
        write = self._judge if self._machine.identity.role == "platform" else self._append
        return Filing(self._journal, write, self.guidebook, self.receipts, self._machine.identity.hall)

    def _append(self, stream: str, kind: str, actor: str, body: object, id: str) -> object:
        return self._journal.put_down(self._machine.identity.partition, stream, kind, actor, body, id)

    def _judge(self, stream: str, kind: str, actor: str, body: object, id: str) -> object:
        sequencer = self._machine.service.sequencer
        return sequencer.write(self._machine.identity.partition, stream, kind, actor, body, id)

    def _line(self) -> Line:
        return Line(self._journal, self._machine.link, self._machine.exchange)

    def _printer(self) -> Printer:
        where = self._machine.settings.printer
        if not where:
            return FilePrinter(self._machine.folder / "printed")
        return self._printer_at(where)

    def _printer_at(self, where: str) -> Printer:
        host, _, port = where.removeprefix("tcp://").partition(":")
        if not where.startswith("tcp://") or not host or not (port or "9100").isdigit():
            raise Fault("printer_setting", f"看不懂打印机地址：{where}", "写成 tcp://主机:9100，或留空")
        return NetworkPrinter(host, int(port or "9100"))

    def _issuer(self) -> Issuer:
        machine, identity = self._machine, self._machine.identity
        return Issuer(
            terminal=identity.terminal,
            key=machine.keys.device(),
            portal=machine.settings.portal or machine.journal.meta("portal") or identity.portal,
            hall=identity.hall,
            hall_name=identity.hall_name,
            zone=ZoneInfo(machine.settings.timezone),
            papers=machine.papers,
        )
