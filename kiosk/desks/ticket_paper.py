"""Tickets onto paper: asked for durably, printed, then said how it went: paper and journal can be compared."""

from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo

from kiosk.clock import parse_iso
from kiosk.desks.judging import QueueJudge
from kiosk.desks.printing import Printing
from kiosk.domain.queue.bodies import PaperStep, ticket_stream
from kiosk.errors import Fault
from kiosk.papers.documents.ticket import TicketFacts, ticket_paper
from kiosk.papers.paper import Paper
from kiosk.queue_desk import Printed, TicketTaken

FIRST, SECOND = "first", "second"


class TicketPapers:
    """Prints tickets on the kiosk's printer, or on a second one by its name."""

    def __init__(
        self,
        hall: str,
        hall_name: str,
        judge: QueueJudge,
        printers: Callable[[], Mapping[str, Printing]],
        new_id: Callable[[], str],
    ) -> None:
        self._hall = hall
        self._hall_name = hall_name
        self._judge = judge
        self._printers = printers
        self._new_id = new_id

    def print(self, ticket: TicketTaken, printer: str = "") -> Printed:
        """One print. The number stands whatever becomes of it; a failure names its mend and the other printer."""
        name = printer or FIRST
        stream = ticket_stream(self._hall, ticket.day, ticket.number)
        job = self._new_id()
        self._judge.note(stream, "paper.asked", PaperStep(job, name))
        try:
            self._printer(name).print(self.paper(ticket))
        except Fault as fault:
            self._judge.note(stream, "paper.failed", PaperStep(job, name, fault.code))
            message = f"{ticket.number}号有效，只是小票没有打出来，请记下号码。"
            return Printed(False, message, fault.mend, self._other(name))
        self._judge.note(stream, "paper.done", PaperStep(job, name))
        return Printed(True, "", "", "")

    def paper(self, ticket: TicketTaken) -> Paper:
        wait, missed = ticket.estimate, ticket.missed
        return ticket_paper(
            TicketFacts(
                self._hall_name,
                ticket.number,
                ticket.service_name,
                ticket.ahead,
                (wait.since, wait.to) if wait else None,
                ticket.windows,
                parse_iso(ticket.taken_at).astimezone(ZoneInfo(ticket.timezone)),
                missed.recalls,
                missed.back_after,
                missed.returns,
                ticket.qr,
                ticket.source == "lease",
                tuple((one.service_name, one.windows) for one in ticket.then),
            )
        )

    def _printer(self, name: str) -> Printing:
        found = self._printers().get(name)
        if found is None:
            raise Fault("no_such_printer", f"没有叫 {name} 的打印机", "在 settings.toml 里设置 second_printer")
        return found

    def _other(self, name: str) -> str:
        return next((one for one in self._printers() if one != name), "")
