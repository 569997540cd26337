"""A case that was handed in, behind its receipt: progress, supplement, withdrawal."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from kiosk.domain.progress import Progress
from kiosk.domain.receipt import read_receipt_number
from kiosk.errors import Refused
from kiosk.server.portal.codes import qr
from kiosk.server.portal.portal import Portal, address

LONGEST_REMARK = 500


@dataclass(frozen=True, slots=True)
class Following:
    """The token in the address authorises; each page checks it by asking the desk for the progress first."""

    portal: Portal

    async def progress(self, request: Request) -> Response:
        """The story; `?part=story` only what changes, for the page's own refresh."""
        code, progress = await self._known(request)
        template = "_story.html" if request.query_params.get("part") == "story" else "progress.html"
        return self.portal.pages.show(request, template, code=code, progress=progress, whole=True)

    async def receipt(self, request: Request) -> Response:
        code, progress = await self._known(request)
        drawn = qr(f"{request.base_url}r/{code}")
        return self.portal.pages.show(request, "receipt.html", code=code, progress=progress, qr=drawn)

    async def pdf(self, request: Request) -> Response:
        code, progress = await self._known(request)
        data = await self.portal.run(self.portal.desk.receipt_pdf, code)
        headers = {"Content-Disposition": f'attachment; filename="{progress.receipt}.pdf"'}
        return Response(data, media_type="application/pdf", headers=headers)

    async def lookup(self, request: Request) -> Response:
        return self.portal.pages.personal(request, "lookup.html", receipt="", problem="")

    async def look_up(self, request: Request) -> Response:
        """Steps by the number alone; asked too often, it has to wait."""
        answers = (await self.portal.posted(request)).answers
        typed = answers.text("receipt")
        try:
            self.portal.limits.lookups.admit(address(request))
            number = read_receipt_number(typed)
            progress = await self.portal.run(self.portal.desk.progress_of_number, number)
        except Refused as refused:
            status = 429 if refused.code == "too_often" else 422
            return self.portal.pages.personal(
                request, "lookup.html", status, receipt=typed[:40], problem=refused.message
            )
        return self.portal.pages.show(request, "progress.html", code="", progress=progress, whole=False)

    async def withdrawal(self, request: Request) -> Response:
        code, progress = await self._known(request)
        if not progress.can_withdraw:
            return self.portal.pages.onward(request, f"/r/{code}")
        return self._withdrawal(request, code, progress)

    async def withdraw(self, request: Request) -> Response:
        """Pressed again because the line broke, it is done already."""
        answers = (await self.portal.posted(request)).answers
        code, progress = await self._known(request)
        reason = answers.text("reason").strip()
        if progress.state == "withdrawn":
            return self.portal.pages.onward(request, f"/r/{code}")
        try:
            await self.portal.run(self.portal.desk.withdraw, code, short_enough(reason))
        except Refused as refused:
            return self._withdrawal(request, code, progress, reason, refused.message)
        return self.portal.pages.onward(request, f"/r/{code}")

    def _withdrawal(
        self, request: Request, code: str, progress: Progress, reason: str = "", problem: str = ""
    ) -> Response:
        return self.portal.pages.personal(
            request,
            "withdraw.html",
            422 if problem else 200,
            code=code,
            progress=progress,
            reason=reason,
            problem=problem,
        )

    async def _known(self, request: Request) -> tuple[str, Progress]:
        return await known(self.portal, request)


async def known(portal: Portal, request: Request) -> tuple[str, Progress]:
    """The token and what it opens; Refused where it is not genuine."""
    code = str(request.path_params["code"])
    return code, await portal.opened(request, portal.desk.progress, code)


def short_enough(remark: str) -> str:
    if len(remark) > LONGEST_REMARK:
        raise Refused("too_long", f"请写得短一些，最多 {LONGEST_REMARK} 个字")
    return remark
