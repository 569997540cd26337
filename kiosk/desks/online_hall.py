"""The portal's desk for halls: `kiosk.server.portal.hall_desk.HallDesk` on the platform itself."""

from collections.abc import Callable, Sequence

from kiosk.clock import iso
from kiosk.desks.appointments import Appointments
from kiosk.desks.guidebook import Guidebook
from kiosk.desks.judging import require
from kiosk.desks.live import live_place
from kiosk.desks.slots import Booked, SlotRow, Standing
from kiosk.domain.queue.bodies import Cancelled, ticket_stream
from kiosk.domain.queue.rules import QueueRules, ServiceRule
from kiosk.domain.queue.wish import GIVEN_BACK, RETURNABLE, wish_id, wish_stream
from kiosk.domain.queue.words import queue_words
from kiosk.domain.registry import TicketGivenBack
from kiosk.errors import Refused
from kiosk.server.portal.hall_desk import HallOffer, Offered, TicketPlace
from kiosk.server.service import Service


class OnlineHall:
    """`slots` gives the appointments of a hall by its code."""

    def __init__(self, service: Service, guidebook: Guidebook, slots: Callable[[str], Appointments]) -> None:
        self._service = service
        self._journal = service.journal
        self._guidebook = guidebook
        self._slots = slots

    def place(self, token: str, hall: str = "") -> TicketPlace:
        found = live_place(self._journal, token, (hall,) if hall else ())
        here = self._judged_here(found.hall)
        heard = self._service.heard
        silent = not here and heard.silent(found.hall)
        returnable = found.state in RETURNABLE
        asked = returnable and bool(self._journal.entries.hashes([wish_id(token)]))
        return TicketPlace(
            place=found,
            hall_name=self._journal.views.registry.halls().get(found.hall, found.hall),
            known_at=iso(self._journal.now()) if here else heard.last(found.hall),
            silent=silent,
            can_give_back=returnable and not silent and not asked,
            giving_back=asked,
        )

    def give_back(self, token: str) -> None:
        found = live_place(self._journal, token)
        if not self._judged_here(found.hall):
            if found.state not in RETURNABLE:
                raise Refused(f"is_{found.state}", queue_words(f"is_{found.state}"))
            self._tell_the_hall(found.hall, token)
            return
        stream = ticket_stream(found.hall, found.day, found.number)
        require(self._service.sequencer.write(f"hall:{found.hall}", stream, "ticket.cancelled", "citizen", Cancelled()))

    def _tell_the_hall(self, hall: str, token: str) -> None:
        """An entry that the hall's hub reads and acts on; it comes back as the ticket's own story."""
        if self._service.heard.silent(hall):
            raise Refused("hall_silent", "现在连不上大厅，请稍后再试，或告诉大厅的工作人员。不取消也没有关系")
        wish, region = TicketGivenBack(hall, token), self._service.region.partition
        sequencer = self._service.sequencer
        sequencer.write(region, wish_stream(hall, token), GIVEN_BACK, "citizen", wish, wish_id(token))

    def halls(self) -> Sequence[HallOffer]:
        known = [self._offer(code, name) for code, name in self._journal.views.registry.halls().items()]
        return [one for one in known if one.open]

    def hall(self, hall: str) -> HallOffer:
        name = self._journal.views.registry.halls().get(hall)
        if name is None:
            raise Refused("no_such_hall", "没有这个大厅，请重新选择")
        return self._offer(hall, name)

    def service_of_item(self, hall: str, item: str) -> str:
        return self._rules(hall).service_of_department(self._guidebook.item(item).department)

    def times(self, hall: str, service: str) -> Sequence[SlotRow]:
        return self._slots(hall).coming(service)

    def time(self, hall: str, service: str, start: str) -> SlotRow:
        return self._slots(hall).slot(service, start)

    def book(self, hall: str, service: str, start: str, said: Sequence[str], key: str) -> Booked:
        return self._slots(hall).book(service, start, *said, name=key)

    def booking(self, hall: str, service: str, start: str, code: str) -> Standing:
        return self._slots(hall).standing(service, start, code)

    def cancel(self, hall: str, service: str, start: str, code: str) -> None:
        self._slots(hall).cancel_at(service, start, code)

    def _offer(self, hall: str, name: str) -> HallOffer:
        rules = self._journal.views.registry.queue_of(hall)
        if rules is None:
            return HallOffer(hall, name, 0, ())
        coming = self._slots(hall).coming()
        return HallOffer(hall, name, rules.grace, tuple(_offered(one, coming) for one in rules.services))

    def _rules(self, hall: str) -> QueueRules:
        rules = self._journal.views.registry.queue_of(hall)
        if rules is None:
            raise Refused("no_such_hall", "这个大厅还没有开放取号和预约")
        return rules

    def _judged_here(self, hall: str) -> bool:
        return self._service.sequencer.judges(f"hall:{hall}")


def _offered(rule: ServiceRule, coming: Sequence[SlotRow]) -> Offered:
    mine = [one for one in coming if one.service == rule.code]
    return Offered(rule.code, rule.name, bool(mine), min((one.start for one in mine if one.left), default=""))
