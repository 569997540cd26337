"""An appointment, from the hall to the confirmed time: every page a plain one, what was entered kept on the way."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import Response

from kiosk.desks.slots import SlotRow
from kiosk.domain.appointment import EARLY
from kiosk.domain.catalogue import Item
from kiosk.errors import Refused
from kiosk.server.portal.hall_desk import HallOffer
from kiosk.server.portal.passes import Pass, Passes
from kiosk.server.portal.portal import Portal, address
from kiosk.server.portal.wishes import Wish, Wishes

NOON = "T13"
"""Times are shown in two halves of the day."""
FULL = "这个时段已经约满，请换一个时段"
TAKEN = frozenset({"slot_full", "slot_past", "no_such_slot"})


@dataclass(frozen=True, slots=True)
class Aim:
    """What the appointment is for, carried along in the addresses: an item, and the appointment it replaces."""

    item: str = ""
    instead: str = ""

    @classmethod
    def of(cls, request: Request) -> "Aim":
        return cls(request.query_params.get("item", ""), request.query_params.get("instead", ""))

    def at(self, path: str, **more: str) -> str:
        given = {**more, "item": self.item, "instead": self.instead}
        query = urlencode({name: value for name, value in given.items() if value})
        return f"{path}?{query}" if query else path


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the choice with what is left on it."""

    day: str
    left: int
    url: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """A time that was chosen, with all that its pages say of it."""

    hall: HallOffer
    service: str
    name: str
    slot: SlotRow
    aim: Aim
    item: Item | None

    @property
    def path(self) -> str:
        return f"{times_of(self.hall.hall, self.service)}/{quote(self.slot.start)}"

    @property
    def others(self) -> str:
        """Where another time can be chosen."""
        return self.aim.at(times_of(self.hall.hall, self.service), day=self.slot.start[:10])


@dataclass(frozen=True, slots=True)
class Booking:
    portal: Portal
    wishes: Wishes
    passes: Passes

    async def halls(self, request: Request) -> Response:
        """`?item=` what one comes for; where there is no choice it is made."""
        aim = Aim.of(request)
        offers = await self.portal.run(self.portal.hall.halls)
        if len(offers) == 1:
            return self.portal.pages.onward(request, await self._services_url(offers[0].hall, aim))
        links = [(offer, await self._services_url(offer.hall, aim)) for offer in offers]
        item = await self._item(aim)
        return self.portal.pages.show(request, "appointment_halls.html", halls=links, item=item)

    async def services(self, request: Request) -> Response:
        offer = await self._offer(request)
        links = [(one, Aim.of(request).at(times_of(offer.hall, one.service))) for one in offer.open]
        return self.portal.pages.show(request, "appointment_services.html", hall=offer, services=links)

    async def times(self, request: Request) -> Response:
        return await self._times(request, request.query_params.get("day", ""))

    async def form(self, request: Request) -> Response:
        chosen = await self._chosen(request)
        if not chosen.slot.left:
            return await self._times(request, chosen.slot.start[:10], FULL)
        return self._form(request, chosen, await self._wish(request), {})

    async def fill_in(self, request: Request) -> Response:
        """Keep what was typed, then on to the page that says what will be."""
        answers = (await self.portal.posted(request)).answers
        chosen = await self._chosen(request)
        wish = replace((await self._wish(request)).answered(answers), key=self._new_key(), made="")
        await self.wishes.save(self._name(request), wish)
        if problems := wish.problems():
            return self._form(request, chosen, wish, problems)
        return self.portal.pages.onward(request, chosen.aim.at(f"{chosen.path}/confirm"))

    async def confirm(self, request: Request) -> Response:
        chosen, wish = await self._chosen(request), await self._wish(request)
        if wish.problems():
            return self.portal.pages.onward(request, chosen.aim.at(chosen.path))
        return self.portal.pages.personal(
            request, "appointment_confirm.html", chosen=chosen, wish=wish, early=EARLY.seconds // 60
        )

    async def book(self, request: Request) -> Response:
        """Once, however often the button is pressed; where the place went in the meantime, choose again."""
        await self.portal.posted(request)
        chosen, wish = await self._chosen(request), await self._wish(request)
        if wish.made:
            return self.portal.pages.onward(request, f"/b/{wish.made}")
        if wish.problems():
            return self.portal.pages.onward(request, chosen.aim.at(chosen.path))
        self.portal.limits.bookings.admit(address(request))
        try:
            made = await self._made(chosen, wish)
        except Refused as refused:
            await self.wishes.save(self._name(request), replace(wish, key=self._new_key()))
            if refused.code not in TAKEN:
                raise
            return await self._times(request, chosen.slot.start[:10], refused.message)
        await self.wishes.save(self._name(request), Wish(made=made))
        return self.portal.pages.onward(request, f"/b/{made}")

    async def _made(self, chosen: Chosen, wish: Wish) -> str:
        """The new place first, then the old one goes back: never without any."""
        slot, hall = chosen.slot, chosen.hall.hall
        old = self.passes.read(chosen.aim.instead) if chosen.aim.instead else None
        booked = await self.portal.run(self.portal.hall.book, hall, chosen.service, slot.start, wish.said(), wish.key)
        if old is not None:
            await self._let_go(old)
        return self.passes.write(Pass(hall, chosen.service, slot.start, booked.code, chosen.aim.item))

    async def _let_go(self, old: Pass) -> None:
        """What is cancelled, used or past already needs nothing more."""
        try:
            await self.portal.run(self.portal.hall.cancel, old.hall, old.service, old.start, old.code)
        except Refused as refused:
            if not refused.code.startswith("already_") and refused.code != "slot_past":
                raise

    def _form(self, request: Request, chosen: Chosen, wish: Wish, problems: Mapping[str, str]) -> Response:
        status = 422 if problems else 200
        return self.portal.pages.personal(
            request, "appointment_form.html", status, chosen=chosen, wish=wish, problems=problems
        )

    async def _times(self, request: Request, day: str, problem: str = "") -> Response:
        aim, offer, service = Aim.of(request), await self._offer(request), _named(request, "service")
        slots = await self.portal.run(self.portal.hall.times, offer.hall, service)
        path = times_of(offer.hall, service)
        days = _days(slots, aim, path)
        at = next((one.day for one in days if one.day == day), _first(days))
        here = [(one, aim.at(f"{path}/{quote(one.start)}")) for one in slots if one.start.startswith(at)] if at else []
        return self.portal.pages.show(
            request,
            "appointment_times.html",
            409 if problem else 200,
            hall=offer,
            name=offer.name_of(service),
            item=await self._item(aim),
            days=days,
            at=at,
            morning=[one for one in here if one[0].start < at + NOON],
            afternoon=[one for one in here if one[0].start >= at + NOON],
            problem=problem,
            changing=bool(aim.instead),
        )

    async def _chosen(self, request: Request) -> Chosen:
        offer, service = await self._offer(request), _named(request, "service")
        start, aim = _named(request, "start"), Aim.of(request)
        if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d", start):
            raise Refused("no_such_slot", "没有这个预约时段，请重新选择")
        slot = await self.portal.run(self.portal.hall.time, offer.hall, service, start)
        return Chosen(offer, service, offer.name_of(service), slot, aim, await self._item(aim))

    async def _offer(self, request: Request) -> HallOffer:
        return await self.portal.run(self.portal.hall.hall, _named(request, "hall"))

    async def _item(self, aim: Aim) -> Item | None:
        return await self.portal.run(self.portal.desk.item, aim.item) if aim.item else None

    async def _services_url(self, hall: str, aim: Aim) -> str:
        if not aim.item:
            return aim.at(f"/appointments/{quote(hall)}")
        service = await self.portal.run(self.portal.hall.service_of_item, hall, aim.item)
        return aim.at(times_of(hall, service))

    async def _wish(self, request: Request) -> Wish:
        return await self.wishes.load(self._name(request))

    def _name(self, request: Request) -> str:
        return self.portal.visitors.draft(self.portal.visitor(request), "appointment")

    def _new_key(self) -> str:
        return f"{self.portal.randomness.bits(128):032x}"


def times_of(hall: str, service: str) -> str:
    return f"/appointments/{quote(hall)}/{quote(service)}"


def _named(request: Request, name: str) -> str:
    return str(request.path_params[name])


def _days(slots: Sequence[SlotRow], aim: Aim, path: str) -> list[Day]:
    days = dict.fromkeys(one.start[:10] for one in slots)
    left = {day: sum(one.left for one in slots if one.start.startswith(day)) for day in days}
    return [Day(day, left[day], aim.at(path, day=day)) for day in days]


def _first(days: Sequence[Day]) -> str:
    """The first day with a place left, else the first one."""
    return next((one.day for one in days if one.left), days[0].day if days else "")
