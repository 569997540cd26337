"""What every part of the portal is given, and the few things all of them do."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar, TypeVarTuple

from starlette.requests import Request

from kiosk.clock import Clock
from kiosk.errors import Refused
from kiosk.ids import Randomness
from kiosk.server.portal.desk import PortalDesk, Run
from kiosk.server.portal.drafts import Drafts
from kiosk.server.portal.hall_desk import HallDesk
from kiosk.server.portal.pages import Pages
from kiosk.server.portal.posted import Posted, read_posted
from kiosk.server.portal.visitor import Visitor, Visitors
from kiosk.server.throttle import Throttle

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
Moves = Callable[[], AsyncIterator[Mapping[str, int]]]
"""Where each partition stands, told whenever one moves and now and then between."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How often an address may do what could be abused."""

    lookups: Throttle
    posts: Throttle
    guesses: Throttle
    bookings: Throttle


@dataclass(frozen=True, slots=True)
class Portal:
    """The parts, wired once in `routes`."""

    desk: PortalDesk
    hall: HallDesk
    moves: Moves
    run: Run
    clock: Clock
    randomness: Randomness
    visitors: Visitors
    pages: Pages
    drafts: Drafts
    limits: Limits

    def visitor(self, request: Request) -> Visitor:
        return self.visitors.of(request)

    async def posted(self, request: Request) -> Posted:
        """What a form holds; Refused `stale_page` when it is not from a page of ours, `too_often` for a flood."""
        self.limits.posts.admit(address(request))
        posted = await read_posted(request)
        self.visitors.check(self.visitor(request), posted.answers.text("csrf"))
        return posted

    async def opened(self, request: Request, ask: Callable[[*Ts], T], *args: *Ts) -> T:
        """Ask for what a token opens; whoever comes with too many that open nothing has to wait: `too_often`."""
        self.limits.guesses.check(address(request))
        try:
            return await self.run(ask, *args)
        except Refused:
            self.limits.guesses.count(address(request))
            raise


def address(request: Request) -> str:
    """Whom to count a request for."""
    return request.client.host if request.client else ""
