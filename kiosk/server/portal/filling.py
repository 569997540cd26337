"""The form, one group a page: what is typed is kept first and judged afterwards."""

from dataclasses import dataclass, replace
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from kiosk.domain.catalogue import Group, Guide, Item
from kiosk.errors import Refused
from kiosk.server.portal.drafts import Unfinished
from kiosk.server.portal.portal import Portal
from kiosk.server.portal.posted import Answers
from kiosk.server.portal.rail import around, rail
from kiosk.server.portal.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Work:
    """An item and what this visitor has entered for it so far."""

    item: Item
    guide: Guide
    name: str
    entered: Unfinished

    @property
    def url(self) -> str:
        return f"/apply/{quote(self.item.code)}"

    @property
    def sheet(self) -> Sheet:
        return Sheet(self.guide, self.entered.form)


async def work_of(portal: Portal, request: Request) -> Work:
    """Refused `not_fillable` where the item has no form."""
    item = await portal.run(portal.desk.item, request.path_params["code"])
    if item.guide is None:
        raise Refused("not_fillable", "这一事项还不能在网上填写，请到大厅窗口办理")
    name = portal.visitors.draft(portal.visitor(request), item.code)
    return Work(item, item.guide, name, await portal.drafts.load(name))


@dataclass(frozen=True, slots=True)
class Filling:
    portal: Portal

    async def start(self, request: Request) -> Response:
        """Begin, or go on where it was left; what was handed in already is left in peace."""
        work = await work_of(self.portal, request)
        groups = work.sheet.groups
        waiting = [group for group in groups if group.id not in work.entered.done or work.entered.token]
        to = f"form/{quote(waiting[0].id)}" if waiting else "materials"
        return self.portal.pages.onward(request, f"{work.url}/{to}")

    async def ask(self, request: Request) -> Response:
        work = await work_of(self.portal, request)
        if work.entered.token:
            work = replace(work, entered=Unfinished())
        group = work.sheet.find(request.path_params["group"])
        return self._question(request, work, group) if group else self._back_to_start(request, work)

    async def answer(self, request: Request) -> Response:
        """Keep what was typed, then go on, or show the same page with what is wrong or newly asked."""
        answers = (await self.portal.posted(request)).answers
        work = await work_of(self.portal, request)
        group = work.sheet.find(request.path_params["group"])
        if group is None:
            return self._back_to_start(request, work)
        work = await self._keep(work, group, answers)
        problems = work.sheet.problems_in(group, work.sheet.problems())
        asked = set(answers.texts("asked"))
        revealed = work.sheet.shown(group) - asked
        wrong = {at: words for at, words in problems.items() if at in asked}
        if wrong or revealed:
            return self._question(request, work, group, wrong, bool(revealed))
        await self.portal.drafts.change(work.name, lambda entered: entered.passed(group.id))
        _, after = around(work.url, work.sheet, group.id)
        return self.portal.pages.onward(request, after.url)

    async def forget(self, request: Request) -> Response:
        """Drop everything that was entered for this item."""
        await self.portal.posted(request)
        work = await work_of(self.portal, request)
        await self.portal.drafts.drop(work.name)
        return self.portal.pages.onward(request, f"/items/{quote(work.item.code)}")

    async def _keep(self, work: Work, group: Group, answers: Answers) -> Work:
        key = f"{self.portal.randomness.bits(128):032x}"

        def change(entered: Unfinished) -> Unfinished:
            begun = entered.begun(key)
            form = Sheet(work.guide, begun.form).answered(group, answers)
            return replace(begun, form=form, done=tuple(each for each in begun.done if each != group.id))

        return replace(work, entered=await self.portal.drafts.change(work.name, change))

    def _question(
        self, request: Request, work: Work, group: Group, wrong: dict[str, str] | None = None, revealed: bool = False
    ) -> Response:
        before, after = around(work.url, work.sheet, group.id)
        return self.portal.pages.personal(
            request,
            "question.html",
            422 if wrong else 200,
            item=work.item,
            group=group,
            fields=work.sheet.views(group, wrong or {}),
            wrong=len(wrong or {}),
            revealed=revealed,
            rail=rail(work.url, work.sheet, work.entered, group.id),
            back=before.url if before else f"/items/{quote(work.item.code)}",
            next_title=after.title,
        )

    def _back_to_start(self, request: Request, work: Work) -> Response:
        return self.portal.pages.onward(request, work.url)
