"""Materials, review and hand-in of a new case."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import Response

from kiosk.desk import Draft
from kiosk.errors import Refused
from kiosk.server.portal.asks import Ask, asks_of_guide, missing, room_for_one, take
from kiosk.server.portal.drafts import Unfinished
from kiosk.server.portal.fields import FieldView
from kiosk.server.portal.filling import Work, work_of
from kiosk.server.portal.portal import Portal
from kiosk.server.portal.rail import MATERIALS, REVIEW, around, rail


@dataclass(frozen=True, slots=True)
class Part:
    """One group on the review page."""

    title: str
    url: str
    fields: tuple[FieldView, ...]


@dataclass(frozen=True, slots=True)
class Mend:
    """What is still wrong, and the page where it can be mended."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Bringing:
    portal: Portal

    async def materials(self, request: Request) -> Response:
        return self._materials(request, await work_of(self.portal, request), {})

    async def add(self, request: Request) -> Response:
        """A file for a material; what is wrong with it is said beside it."""
        posted = await self.portal.posted(request)
        work = await work_of(self.portal, request)
        material = request.path_params["material"]
        if not work.entered.under_way:
            return self.portal.pages.onward(request, work.url)
        try:
            room_for_one(work.entered.attachments)
            attachment = await take(self.portal, posted, material)
        except Refused as refused:
            return self._materials(request, work, {material: refused.message})
        await self.portal.drafts.change(work.name, lambda entered: entered.with_file(attachment))
        return self.portal.pages.onward(request, f"{work.url}/materials")

    async def remove(self, request: Request) -> Response:
        answers = (await self.portal.posted(request)).answers
        work = await work_of(self.portal, request)
        material, blob = request.path_params["material"], answers.text("blob")
        await self.portal.drafts.change(work.name, lambda entered: entered.without_file(material, blob))
        return self.portal.pages.onward(request, f"{work.url}/materials")

    async def review(self, request: Request) -> Response:
        return self._review(request, await work_of(self.portal, request))

    async def hand_in(self, request: Request) -> Response:
        """Once for each draft, however often the button is pressed."""
        answers = (await self.portal.posted(request)).answers
        work = await work_of(self.portal, request)
        if work.entered.token:
            return self.portal.pages.onward(request, f"/r/{work.entered.token}/receipt")
        if not work.entered.under_way:
            return self.portal.pages.onward(request, work.url)
        if not answers.text("agreed") or work.sheet.problems() or missing(_asks(work, {})):
            return self._review(request, work, unagreed=not answers.text("agreed"))
        receipt = await self.portal.run(self.portal.desk.hand_in, _draft(work), work.entered.key)
        token = token_of(receipt.qr)
        await self.portal.drafts.change(work.name, lambda entered: Unfinished(entered.key, token=token))
        return self.portal.pages.onward(request, f"/r/{token}/receipt")

    def _materials(self, request: Request, work: Work, problems: Mapping[str, str]) -> Response:
        if not work.entered.under_way:
            return self.portal.pages.onward(request, work.url)
        asks = _asks(work, problems)
        before, _ = around(work.url, work.sheet, MATERIALS)
        return self.portal.pages.personal(
            request,
            "materials.html",
            422 if problems else 200,
            item=work.item,
            asks=asks,
            missing=missing(asks),
            rail=rail(work.url, work.sheet, work.entered, MATERIALS),
            back=before.url if before else work.url,
        )

    def _review(self, request: Request, work: Work, unagreed: bool = False) -> Response:
        if not work.entered.under_way:
            return self.portal.pages.onward(request, work.url)
        asks = _asks(work, {})
        wrong = unagreed or (bool(missing(asks)) and request.method == "POST")
        return self.portal.pages.personal(
            request,
            "review.html",
            422 if wrong else 200,
            item=work.item,
            parts=_parts(work),
            asks=asks,
            problems=_mends(work),
            missing=missing(asks),
            unagreed=unagreed,
            rail=rail(work.url, work.sheet, work.entered, REVIEW),
        )


def token_of(qr: str) -> str:
    """The code that authorises: what follows the last slash of the address in a receipt's QR."""
    return qr.rpartition("/")[2]


def _asks(work: Work, problems: Mapping[str, str]) -> list[Ask]:
    return asks_of_guide(work.sheet, work.entered.attachments, problems)


def _draft(work: Work) -> Draft:
    """What is not asked any more, fields and files, stays behind."""
    asked = {ask.code for ask in _asks(work, {})}
    files = tuple(each for each in work.entered.attachments if each.material in asked)
    return Draft(work.item.code, work.sheet.kept, files)


def _parts(work: Work) -> list[Part]:
    tidy = replace(work.sheet, form=work.sheet.kept)
    return [
        Part(group.title, f"{work.url}/form/{group.id}", tuple(view for view in tidy.views(group, {}) if view.shown))
        for group in tidy.groups
    ]


def _mends(work: Work) -> list[Mend]:
    problems = work.sheet.problems()
    places = [(problem, work.sheet.group_of(problem)) for problem in problems]
    return [Mend(p.message, f"{work.url}/form/{group.id}" if group else work.url) for p, group in places]
