"""A kiosk's side of appointments: `kiosk.booking_desk.BookingDesk` on a real machine."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from kiosk.booking_desk import Appointment, Bookable, OpenTime, Plan, Timetable
from kiosk.desk import Place
from kiosk.desks.appointments import NONE_HERE, Appointments
from kiosk.desks.printing import Printing
from kiosk.desks.region import Regionward
from kiosk.desks.slots import Booked, SlotRow
from kiosk.domain.appointment import EARLY
from kiosk.errors import Fault, Refused
from kiosk.journal.registry import RegistryView
from kiosk.papers.documents.appointment import AppointmentFacts, appointment_paper

GONE = frozenset({"already_cancelled"})


class Bookings:
    """Holds nothing between two calls; `slots` gives the hall's appointments under the rules of now."""

    def __init__(
        self,
        place: Place,
        registry: RegistryView,
        slots: Callable[[], Appointments],
        region: Regionward,
        printers: Callable[[], Mapping[str, Printing]],
        new_key: Callable[[], str],
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        self._place = place
        self._registry = registry
        self._slots = slots
        self._region = region
        self._printers = printers
        self._new_key = new_key
        self._wake = wake

    def services(self) -> Sequence[Bookable]:
        coming, rules = self._coming(), self._registry.queue_of(self._place.hall)
        return [
            Bookable(one.code, one.name, min((row.start for row in mine if row.left), default=""))
            for one in (rules.services if rules else ())
            if (mine := [row for row in coming if row.service == one.code])
        ]

    def times(self, service: str) -> Timetable:
        rows = tuple(OpenTime(one.start, one.minutes, one.left) for one in self._coming(service))
        return Timetable(self._name(service), rows, self._region.silent)

    def refresh(self) -> None:
        self._region.refresh()

    def plan(self, service: str, start: str) -> Plan:
        found = next((one for one in self._coming(service) if one.start == start), None)
        if found is None:
            raise Refused("slot_past", "这个时段已经过了，请换一个时段")
        if not found.left:
            alone = self._region.silent
            raise Refused("slot_full", NONE_HERE if alone else "这个时段已经约满，请换一个时段")
        return self._plan(service, start, found.minutes)

    def _plan(self, service: str, start: str, minutes: int) -> Plan:
        early, grace = EARLY.seconds // 60, self._slots().grace
        return Plan(service, self._name(service), start, minutes, early, grace, self._new_key())

    def book(self, plan: Plan, digits: str = "") -> Appointment:
        said = (digits,) if digits else ()
        booked = self._slots().book(plan.service, plan.start, *said, name=plan.key)
        self._wake()
        return Appointment(plan, booked.code, booked.booking, "promised" if booked.alone else "booked")

    def find(self, code: str) -> Appointment:
        self._region.refresh()
        slots = self._slots()
        found = slots.by_code(code)
        minutes = slots.slot(found.service, found.start).minutes
        plan = self._plan(found.service, found.start, minutes)
        return Appointment(plan, found.code, found.booking, "booked", before=True)

    def cancel(self, made: Appointment) -> Appointment:
        plan = made.plan
        try:
            heard = self._slots().give_back(Booked(plan.service, plan.start, made.code, made.booking))
        except Refused as refused:
            if refused.code not in GONE:
                raise
            heard = True
        self._wake()
        return replace(made, holds="cancelled" if heard else "cancelling")

    def print_slip(self, made: Appointment) -> None:
        """On the first printer that does it."""
        paper, trouble = appointment_paper(self._facts(made)), None
        for printing in self._printers().values():
            try:
                return printing.print(paper)
            except Fault as fault:
                trouble = trouble or fault
        raise trouble or Fault("no_such_printer", "这台机器没有打印机", "在 settings.toml 里设置 printer")

    def _facts(self, made: Appointment) -> AppointmentFacts:
        plan = made.plan
        start = datetime.fromisoformat(plan.start)
        return AppointmentFacts(
            self._place.hall_name, plan.service_name, start, plan.minutes, plan.early, plan.grace, made.code
        )

    def _coming(self, service: str = "") -> Sequence[SlotRow]:
        slots = self._slots()
        return slots.reserved(service) if self._region.silent else slots.coming(service)

    def _name(self, service: str) -> str:
        rules = self._registry.queue_of(self._place.hall)
        return rules.name_of(service) if rules else service
