"""What went wrong, said on a page: what happened, that nothing is lost, what to do now."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from kiosk.errors import Fault, Refused
from kiosk.server.portal.guard import LARGEST_FILE
from kiosk.server.portal.pages import Pages

LOG = logging.getLogger(__name__)
STATUS = {
    "too_often": 429,
    "stale_page": 403,
    "bad_header": 400,
    "bad_hash": 400,
    "too_large": 413,
    "qr_unreadable": 404,
    "qr_forged": 404,
    "qr_unknown_terminal": 404,
    "ticket_past": 410,
    "ticket_unheard": 404,
}
NOT_DONE = "这一步没有做成"
PLAIN = {
    404: ("没有这一页", "地址可能输错了，或者页面已经不在。您填过的内容都还在。"),
    413: (
        "内容太大",
        f"这一次的内容没有收下，之前保存的都还在。文件每份最多 {LARGEST_FILE >> 20} MB，"
        "请返回上一页，缩短文字或缩小文件后再试。",
    ),
}
OTHER = (NOT_DONE, "请返回上一页再试一次。您之前保存的内容都还在。")


@dataclass(frozen=True, slots=True)
class Friendly:
    """Every error's page; a bug has one too, and its traceback goes to the log."""

    pages: Pages

    def handlers(self) -> Mapping[Any, Any]:
        """As Starlette takes them."""
        return {
            Refused: self.refused,
            Fault: self.fault,
            HTTPException: self.plain,
            ClientDisconnect: self.gone,
            Exception: self.bug,
        }

    async def refused(self, request: Request, refused: Refused) -> Response:
        status = STATUS.get(refused.code, 404 if refused.code.startswith("no_such_") else 409)
        if request.url.path.startswith("/upload/"):
            return JSONResponse({"refused": refused.code, "message": refused.message}, status)
        return self._page(request, status, "没有找到" if status == 404 else NOT_DONE, refused.message)

    async def fault(self, request: Request, fault: Fault) -> Response:
        """The mend is for staff: it is logged, and the citizen is told what they can do."""
        LOG.warning("%s: %s (%s)", fault.code, fault.message, fault.mend)
        words = f"{fault.message}。您之前保存的内容都还在，请过一会儿再试，或到大厅窗口办理。"
        return self._page(request, 503, "暂时办不了", words)

    async def plain(self, request: Request, error: HTTPException) -> Response:
        return self._page(request, error.status_code, *PLAIN.get(error.status_code, OTHER))

    async def gone(self, request: Request, _: ClientDisconnect) -> Response:
        """A browser left in the middle of a request: nobody reads this."""
        return Response(status_code=400)

    async def bug(self, request: Request, _: Exception) -> Response:
        return self._page(request, 500, *OTHER)

    def _page(self, request: Request, status: int, title: str, message: str) -> Response:
        return self.pages.show(request, "error.html", status, title=title, message=message, back=_back(request))


def _back(request: Request) -> str:
    """The page before, where it can be told from the address."""
    path = request.url.path.rstrip("/")
    if request.method == "POST" and path.startswith(("/apply/", "/r/", "/q/", "/b/")):
        return "/".join(path.split("/")[:3])
    return ""
