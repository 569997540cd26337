"""A kiosk's side of the queue: `kiosk.queue_desk.TicketDesk` on a real machine."""

from collections.abc import Callable, Sequence

import msgspec

from kiosk.desk import Place
from kiosk.desks.appointments import Appointments
from kiosk.desks.guidebook import Guidebook
from kiosk.desks.hall_view import Estimate, hall_view, matters, rules_of, service_rows
from kiosk.desks.judging import QueueJudge
from kiosk.desks.ticket_paper import TicketPapers
from kiosk.desks.ticket_place import TicketPlaces
from kiosk.domain.entry import Entry
from kiosk.domain.queue.bodies import Taken
from kiosk.domain.queue.order import ahead
from kiosk.domain.queue.rules import APPOINTMENT, QueueRules
from kiosk.domain.queue.state import Day, Line
from kiosk.domain.receipt import read_receipt_number
from kiosk.ids import uuid7
from kiosk.journal.journal import Journal
from kiosk.queue_desk import (
    HallView,
    MissedRule,
    Printed,
    Priority,
    Range,
    ServiceRow,
    Source,
    TicketPlace,
    TicketTaken,
)
from kiosk.sync.answers import LinkTrouble
from kiosk.sync.leasing import Leasing


class Tickets:
    """Numbers, from the hub while it answers, from the leased block while it does not."""

    def __init__(
        self,
        place: Place,
        journal: Journal,
        judge: QueueJudge,
        leasing: Leasing,
        papers: TicketPapers,
        guidebook: Guidebook,
        appointments: Appointments,
        estimate: Estimate,
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        self._place = place
        self._journal = journal
        self._judge = judge
        self._leasing = leasing
        self._papers = papers
        self._guidebook = guidebook
        self._appointments = appointments
        self._estimate = estimate
        self._wake = wake
        self._places = TicketPlaces(place.hall, journal, judge, estimate)

    def services(self) -> Sequence[ServiceRow]:
        self._judge.refresh()
        return service_rows(self._judge.today(), self._estimate, self._journal.now())

    def service_of_item(self, item: str) -> str:
        """Where a matter's number is taken."""
        return rules_of(self._judge.state()).service_of_department(self._guidebook.item(item).department)

    def take(
        self,
        service: str,
        priority: Priority = "",
        then: Sequence[str] = (),
        *,
        receipt: str = "",
        appointment: str = "",
    ) -> TicketTaken:
        """A number, for the case with this receipt where there is one.

        Refused by the rules, `receipt_mistyped`; `no_numbers_left` where neither hub nor block can give one.
        """
        receipt = read_receipt_number(receipt) if receipt else ""
        wish = Taken(service, priority, appointment=appointment, receipt=receipt, then=tuple(then))
        rules = rules_of(self._judge.state())  # before: a judge that was restored takes them away with its answer
        stream = f"take:{uuid7(self._journal.clock, self._journal.randomness)}"
        try:
            judged = self._judge.ask(stream, "ticket.taken", wish)
        except LinkTrouble:
            ticket = self._from_block(stream, wish, rules)
            self._wake()
            return ticket
        found = judged.verdict.result
        wait = Range(*found["wait"]) if "wait" in found else None
        return self._given(judged.entry, wish, rules, found["number"], found["day"], found["ahead"], "hub", wait)

    def print_ticket(self, ticket: TicketTaken, printer: str = "") -> Printed:
        printed = self._papers.print(ticket, printer)
        self._wake()
        return printed

    def check_in(self, code_or_digits: str) -> TicketTaken:
        """An appointment's number: of its own class when its owner is on time, an ordinary one within the day after."""
        found = self._appointments.find(code_or_digits)
        service = rules_of(self._judge.state()).service_or_first(found.service).code  # its own may have gone since
        ticket = self.take(service, "" if found.late else APPOINTMENT, appointment=found.booking)
        self._appointments.keep(found, ticket.number, found.booking)
        self._wake()
        return ticket

    def find(self, code_or_number: str) -> TicketPlace:
        """Where a number of today stands, by its ticket's code or as it is written. Refused `no_such_ticket`."""
        return self._places.find(code_or_number)

    def cancel(self, code: str) -> TicketPlace:
        """Give a number back: whoever has its code may. Refused where it was called already."""
        given_back = self._places.cancel(code)
        self._wake()
        return given_back

    def hall(self) -> HallView:
        now, stale = self._journal.now(), self._judge.silent_since()
        return hall_view(self._place.hall_name, self._judge.today(), self._estimate, now, stale)

    def _from_block(self, stream: str, wish: Taken, rules: QueueRules) -> TicketTaken:
        entry = self._leasing.take(stream, wish)
        body = msgspec.json.decode(entry.body or "", type=Taken)
        waiting = self._ahead(wish, body.day, rules)
        return self._given(entry, wish, rules, body.number, body.day, waiting, "lease")

    def _ahead(self, wish: Taken, day: str, rules: QueueRules) -> int:
        """As far as it is known here: those of the last news, and those this machine has sent since."""
        line = self._judge.state().days.get(day, Day(day, 0)).lines.get(wish.service, Line())
        return ahead(line, rules, wish.priority) + self._leasing.unheard(wish.service, day) - 1

    def _given(
        self,
        entry: Entry,
        wish: Taken,
        rules: QueueRules,
        number: str,
        day: str,
        waiting: int,
        source: Source,
        wait: Range | None = None,
    ) -> TicketTaken:
        service = wish.service
        return TicketTaken(
            number=number,
            service=service,
            service_name=rules.name_of(service),
            ahead=waiting,
            estimate=wait,
            windows=rules.windows_of(service),
            taken_at=entry.at.wall,
            source=source,
            qr=f"{self._place.portal}/q/{entry.id}" if self._place.portal else "",
            day=day,
            token=entry.id,
            missed=MissedRule(rules.recalls, rules.back_after, rules.returns),
            then=matters(rules, wish.then),
            timezone=rules.timezone,
        )
