"""What a notice asked for, brought afterwards: the same uploads, under the receipt's token."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import Response

from kiosk.domain.bodies import Lacking
from kiosk.domain.progress import Progress
from kiosk.errors import Refused
from kiosk.server.portal.asks import Ask, asks_of_notice, missing, room_for_one, take
from kiosk.server.portal.drafts import Unfinished
from kiosk.server.portal.following import known, short_enough
from kiosk.server.portal.portal import Portal
from kiosk.server.portal.posted import Answers

ANYTHING = Ask("supplement", "补充材料", "与本事项有关，字迹清楚", "", False, ())
"""Where no notice asked for anything."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """Files on their way to a case; `name` is their draft's."""

    code: str
    name: str
    progress: Progress
    files: Unfinished

    @property
    def words_asked(self) -> list[Lacking]:
        """Lines of the notice that name a field of the form (by its pointer): they are answered in words."""
        return [lack for lack in self.progress.lacking if lack.material.startswith("/")]

    def asks(self, problems: Mapping[str, str]) -> list[Ask]:
        """The materials to bring; where no notice asks for any, one may be brought all the same."""
        materials = [lack for lack in self.progress.lacking if not lack.material.startswith("/")]
        if self.progress.lacking:
            return asks_of_notice(materials, self.files.attachments, problems)
        files = tuple(each for each in self.files.attachments if each.material == ANYTHING.code)
        return [replace(ANYTHING, files=files, problem=problems.get(ANYTHING.code, ""))]


@dataclass(frozen=True, slots=True)
class Supplementing:
    portal: Portal

    async def page(self, request: Request) -> Response:
        parcel = await self._parcel(request)
        if not parcel.progress.can_supplement:
            return self._to_progress(request, parcel)
        return self._show(request, parcel, {})

    async def add(self, request: Request) -> Response:
        posted = await self.portal.posted(request)
        parcel = await self._parcel(request)
        material = request.path_params["material"]
        try:
            room_for_one(parcel.files.attachments)
            attachment = await take(self.portal, posted, material)
        except Refused as refused:
            return self._show(request, parcel, {material: refused.message})
        await self.portal.drafts.change(parcel.name, lambda files: files.with_file(attachment))
        return self.portal.pages.onward(request, f"/r/{parcel.code}/supplement")

    async def remove(self, request: Request) -> Response:
        answers = (await self.portal.posted(request)).answers
        parcel = await self._parcel(request)
        material, blob = request.path_params["material"], answers.text("blob")
        await self.portal.drafts.change(parcel.name, lambda files: files.without_file(material, blob))
        return self.portal.pages.onward(request, f"/r/{parcel.code}/supplement")

    async def hand_in(self, request: Request) -> Response:
        """Everything at once; what a notice asks for must be there. Pressed again, it is done already."""
        answers = (await self.portal.posted(request)).answers
        parcel = await self._parcel(request)
        if missing(parcel.asks({})) or not all(answers.text(lack.material).strip() for lack in parcel.words_asked):
            return self._show(request, parcel, {}, answers, "还没有补齐，已上传的都在。请补齐后再提交")
        files, remark = parcel.files.attachments, _remark(parcel, answers)
        if parcel.progress.state == "supplemented" and not (files or remark):
            return self._to_progress(request, parcel)
        try:
            await self.portal.run(self.portal.desk.supplement, parcel.code, files, short_enough(remark))
        except Refused as refused:
            return self._show(request, parcel, {}, answers, refused.message)
        await self.portal.drafts.drop(parcel.name)
        return self._to_progress(request, parcel)

    async def _parcel(self, request: Request) -> Parcel:
        code, progress = await known(self.portal, request)
        name = self.portal.visitors.draft(self.portal.visitor(request), f"supplement {progress.receipt}")
        return Parcel(code, name, progress, await self.portal.drafts.load(name))

    def _to_progress(self, request: Request, parcel: Parcel) -> Response:
        return self.portal.pages.onward(request, f"/r/{parcel.code}")

    def _show(
        self,
        request: Request,
        parcel: Parcel,
        problems: Mapping[str, str],
        answers: Answers | None = None,
        problem: str = "",
    ) -> Response:
        asks = parcel.asks(problems)
        given = answers or Answers(())
        return self.portal.pages.personal(
            request,
            "supplement.html",
            422 if problems or problem else 200,
            code=parcel.code,
            progress=parcel.progress,
            asks=asks,
            words_asked=[(lack, given.text(lack.material)) for lack in parcel.words_asked],
            missing=missing(asks),
            remark=given.text("remark"),
            problem=problem,
        )


def _remark(parcel: Parcel, answers: Answers) -> str:
    """The citizen's words: what was asked for by name, then what they added."""
    lines = [f"{lack.name}：{answers.text(lack.material).strip()}" for lack in parcel.words_asked]
    return "\n".join([*lines, answers.text("remark").strip()]).strip()
