"""A ticket's live place on the phone: told once on a page, then pushed as long as somebody looks."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from kiosk.errors import Fault, Refused
from kiosk.papers.documents.ticket import missed_words, wait_words, windows_words
from kiosk.server.portal.hall_desk import TicketPlace
from kiosk.server.portal.portal import Portal

MOST_LOOKING = 2000
"""Open streams in one process, some 32 KB each; whoever comes after them asks again every few seconds instead."""
LOOK_AGAIN_MS = 15_000
STILL_HERE = b": still here\n\n"


@dataclass(slots=True)
class Seats:
    """How many streams are open."""

    taken: int = 0

    @contextmanager
    def one(self) -> Iterator[None]:
        self.taken += 1
        try:
            yield
        finally:
            self.taken -= 1


@dataclass(frozen=True, slots=True)
class Living:
    portal: Portal
    seats: Seats = field(default_factory=Seats)

    async def page(self, request: Request) -> Response:
        """The place; `?part=place` only what changes, for a page without a stream."""
        token = _token(request)
        try:
            found = await self._find(request)
        except Refused as refused:
            return self._unknown(request, refused)
        if request.query_params.get("part") == "place":
            return self.portal.pages.show(request, "_place.html", **_values(token, found))
        return self.portal.pages.show(request, "place.html", **_values(token, found))

    async def stream(self, request: Request) -> Response:
        """Server-sent events `place`, each the part of the page that changes."""
        found = await self._find(request)
        if self.seats.taken >= MOST_LOOKING:
            return Response(status_code=503, headers={"Retry-After": "15"})
        events = self._events(_token(request), found.place.hall)
        return StreamingResponse(events, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})

    async def giving_back(self, request: Request) -> Response:
        found = await self._find(request)
        if not found.can_give_back:
            return self.portal.pages.onward(request, f"/q/{_token(request)}")
        return self._ask_back(request, found)

    async def give_back(self, request: Request) -> Response:
        """Pressed again because the line broke, it is done already."""
        await self.portal.posted(request)
        found = await self._find(request)
        if found.place.state != "cancelled":
            try:
                await self.portal.run(self.portal.hall.give_back, _token(request))
            except Refused as refused:
                return self._ask_back(request, found, refused.message)
        return self.portal.pages.onward(request, f"/q/{_token(request)}")

    def _ask_back(self, request: Request, found: TicketPlace, problem: str = "") -> Response:
        status = 422 if problem else 200
        values = _values(_token(request), found)
        return self.portal.pages.personal(request, "give_back.html", status, problem=problem, **values)

    async def _find(self, request: Request) -> TicketPlace:
        return await self.portal.opened(request, self.portal.hall.place, _token(request))

    async def _events(self, token: str, hall: str) -> AsyncIterator[bytes]:
        """What is new of this hall, or of the time it is known for; nobody is asked about other halls' news."""
        with self.seats.one():
            shown, seen, asked = "", -1, 0
            async for marks in self.portal.moves():
                position, now = marks.get(f"hall:{hall}", 0), self.portal.clock.monotonic_ms()
                if position == seen and now - asked < LOOK_AGAIN_MS:
                    continue
                seen, asked = position, now
                try:
                    found = await self.portal.run(self.portal.hall.place, token, hall)
                except (Refused, Fault):
                    return
                part = self.portal.pages.part("_place.html", **_values(token, found))
                yield STILL_HERE if part == shown else _event("place", part)
                shown = part

    def _unknown(self, request: Request, refused: Refused) -> Response:
        """A kind page for each reason; it looks again by itself where the hall may not have been heard yet."""
        if refused.code == "too_often":
            raise refused
        status = 410 if refused.code == "ticket_past" else 404
        return self.portal.pages.show(
            request, "no_place.html", status, message=refused.message, again=refused.code == "ticket_unheard"
        )


def _token(request: Request) -> str:
    return str(request.path_params["token"])


def _values(token: str, found: TicketPlace) -> dict[str, Any]:
    place, wait, missed = found.place, found.place.estimate, found.place.missed
    return {
        "token": token,
        "found": found,
        "place": place,
        "wait": wait_words(wait.since, wait.to) if wait else "",
        "windows": windows_words(place.windows),
        "missed_rule": missed_words(missed.recalls, missed.back_after, missed.returns),
    }


def _event(name: str, text: str) -> bytes:
    lines = "".join(f"data: {line}\n" for line in text.splitlines())
    return f"event: {name}\n{lines}\n".encode()
