"""A photo taken on the phone for the kiosk that one stands at."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from kiosk.errors import Refused
from kiosk.server.portal.asks import chosen
from kiosk.server.portal.portal import Portal


@dataclass(frozen=True, slots=True)
class Dropping:
    portal: Portal

    async def page(self, request: Request) -> Response:
        return self._show(request, sent="sent" in request.query_params)

    async def put(self, request: Request) -> Response:
        posted = await self.portal.posted(request)
        try:
            file = chosen(posted)
            token = request.path_params["token"]
            await self.portal.opened(request, self.portal.desk.drop_put, token, file.data, file.name)
        except Refused as refused:
            return self._show(request, problem=refused.message)
        return self.portal.pages.onward(request, f"{request.url.path}?sent")

    def _show(self, request: Request, *, sent: bool = False, problem: str = "") -> Response:
        return self.portal.pages.personal(request, "drop.html", 422 if problem else 200, sent=sent, problem=problem)
