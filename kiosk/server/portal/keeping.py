"""An appointment that was made, behind its pass: its code, what to bring, changing and cancelling it."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from kiosk.desks.slots import Standing
from kiosk.domain.appointment import EARLY
from kiosk.domain.catalogue import Item
from kiosk.errors import Refused
from kiosk.server.portal.booking import Aim, times_of
from kiosk.server.portal.codes import qr
from kiosk.server.portal.hall_desk import HallOffer
from kiosk.server.portal.passes import Pass, Passes
from kiosk.server.portal.portal import Portal


@dataclass(frozen=True, slots=True)
class Held:
    """An appointment as its pages show it."""

    token: str
    given: Pass
    standing: Standing
    hall: HallOffer
    name: str
    item: Item | None

    @property
    def open(self) -> bool:
        """Whether it may still be changed or cancelled."""
        return self.standing.state == "booked" and not self.standing.begun

    @property
    def change_url(self) -> str:
        aim = Aim(self.given.item, self.token)
        return aim.at(times_of(self.given.hall, self.given.service), day=self.given.start[:10])


@dataclass(frozen=True, slots=True)
class Keeping:
    portal: Portal
    passes: Passes

    async def page(self, request: Request) -> Response:
        held = await self._held(request)
        return self.portal.pages.show(
            request, "appointment.html", held=held, qr=qr(held.given.code), early=EARLY.seconds // 60
        )

    async def cancelling(self, request: Request) -> Response:
        held = await self._held(request)
        if not held.open:
            return self.portal.pages.onward(request, f"/b/{held.token}")
        return self._ask(request, held)

    async def cancel(self, request: Request) -> Response:
        """Pressed again because the line broke, it is done already."""
        await self.portal.posted(request)
        held = await self._held(request)
        given = held.given
        if held.standing.state != "cancelled":
            try:
                await self.portal.run(self.portal.hall.cancel, given.hall, given.service, given.start, given.code)
            except Refused as refused:
                return self._ask(request, held, refused.message)
        return self.portal.pages.onward(request, f"/b/{held.token}")

    def _ask(self, request: Request, held: Held, problem: str = "") -> Response:
        status = 422 if problem else 200
        return self.portal.pages.personal(request, "appointment_cancel.html", status, held=held, problem=problem)

    async def _held(self, request: Request) -> Held:
        return await self.portal.opened(request, self._read, str(request.path_params["token"]))

    def _read(self, token: str) -> Held:
        """On the desk's thread, all at once."""
        given, desk = self.passes.read(token), self.portal.hall
        standing = desk.booking(given.hall, given.service, given.start, given.code)
        hall = desk.hall(given.hall)
        item = self.portal.desk.item(given.item) if given.item else None
        return Held(token, given, standing, hall, hall.name_of(given.service), item)
