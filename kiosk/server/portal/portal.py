"""What every part of the portal is given, and the few things all of them do."""

from dataclasses import dataclass

from starlette.requests import Request

from kiosk.clock import Clock
from kiosk.ids import Randomness
from kiosk.server.portal.desk import PortalDesk, Run
from kiosk.server.portal.drafts import Drafts
from kiosk.server.portal.pages import Pages
from kiosk.server.portal.posted import Posted, read_posted
from kiosk.server.portal.throttle import Throttle
from kiosk.server.portal.visitor import Visitor, Visitors


@dataclass(frozen=True, slots=True)
class Portal:
    """The parts, wired once in `routes`."""

    desk: PortalDesk
    run: Run
    clock: Clock
    randomness: Randomness
    visitors: Visitors
    pages: Pages
    drafts: Drafts
    lookups: Throttle
    posts: Throttle

    def visitor(self, request: Request) -> Visitor:
        return self.visitors.of(request)

    async def posted(self, request: Request) -> Posted:
        """What a form holds; Refused `stale_page` when it is not from a page of ours, `too_often` for a flood."""
        self.posts.admit(address(request))
        posted = await read_posted(request)
        self.visitors.check(self.visitor(request), posted.answers.text("csrf"))
        return posted


def address(request: Request) -> str:
    """Whom to count a request for."""
    return request.client.host if request.client else ""
