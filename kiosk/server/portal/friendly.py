"""What went wrong, said on a page: what happened, that nothing is lost, what to do now."""

import logging

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from kiosk.errors import Fault, Refused
from kiosk.server.portal.guard import LARGEST_FILE
from kiosk.server.portal.pages import Pages

LOG = logging.getLogger(__name__)
STATUS = {"too_often": 429, "stale_page": 403, "bad_header": 400, "bad_hash": 400, "too_large": 413}
PLAIN = {
    404: ("没有这一页", "地址可能输错了，或者页面已经不在。您填过的内容都还在。"),
    405: ("这一步没有做成", "请返回上一页再试一次。您填过的内容都还在。"),
    413: (
        "内容太大",
        f"这一次的内容没有收下，之前保存的都还在。文件每份最多 {LARGEST_FILE >> 20} MB，"
        "请返回上一页，缩短文字或缩小文件后再试。",
    ),
}
OTHER = ("这一步没有做成", "请返回上一页再试一次。您之前保存的内容都还在。")


class Friendly:
    """ASGI middleware: Refused, Fault and HTTP errors become pages; bugs pass through."""

    def __init__(self, app: ASGIApp, pages: Pages) -> None:
        self._app = app
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            await self._app(scope, receive, send)
        except ClientDisconnect:
            LOG.info("a browser left in the middle of a request")
        except Refused as refused:
            await self._refused(request, refused)(scope, receive, send)
        except Fault as fault:
            LOG.warning("%s: %s (%s)", fault.code, fault.message, fault.mend)
            words = f"{fault.message}。您之前保存的内容都还在，请过一会儿再试，或到大厅窗口办理。"
            await self._page(request, 503, "暂时办不了", words)(scope, receive, send)
        except HTTPException as error:
            title, words = PLAIN.get(error.status_code, OTHER)
            await self._page(request, error.status_code, title, words)(scope, receive, send)

    def _refused(self, request: Request, refused: Refused) -> Response:
        status = STATUS.get(refused.code, 404 if refused.code.startswith("no_such_") else 409)
        if request.url.path.startswith("/upload/"):
            return JSONResponse({"refused": refused.code, "message": refused.message}, status)
        return self._page(request, status, "没有找到" if status == 404 else "这一步没有做成", refused.message)

    def _page(self, request: Request, status: int, title: str, message: str) -> Response:
        return self._pages.show(request, "error.html", status, title=title, message=message, back=_back(request))


def _back(request: Request) -> str:
    """The page before, where it can be told from the address."""
    path = request.url.path.rstrip("/")
    if request.method == "POST" and path.startswith(("/apply/", "/r/")):
        return "/".join(path.split("/")[:3])
    return ""
