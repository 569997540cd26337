"""A photo taken on the phone for the kiosk that one stands at."""

from dataclasses import dataclass

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from kiosk.domain.upload import clean_name
from kiosk.errors import Refused
from kiosk.server.portal.portal import Portal


@dataclass(frozen=True, slots=True)
class Dropping:
    portal: Portal

    async def page(self, request: Request) -> Response:
        return self._show(request, sent="sent" in request.query_params)

    async def put(self, request: Request) -> Response:
        await self.portal.posted(request)
        given = (await request.form()).get("file")
        try:
            if not isinstance(given, UploadFile) or not given.filename:
                raise Refused("no_file", "还没有照片，请先拍照")
            data, token = await given.read(), request.path_params["token"]
            await self.portal.run(self.portal.desk.drop_put, token, data, clean_name(given.filename))
        except Refused as refused:
            return self._show(request, problem=refused.message)
        return self.portal.pages.onward(request, f"{request.url.path}?sent")

    def _show(self, request: Request, *, sent: bool = False, problem: str = "") -> Response:
        return self.portal.pages.personal(request, "drop.html", 422 if problem else 200, sent=sent, problem=problem)
