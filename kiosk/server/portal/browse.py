"""Finding an item and reading its guide: pages that belong to nobody and need no script."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from kiosk.desk import Brief
from kiosk.server.portal.portal import Portal

MOST = 50
LONGEST_QUERY = 100


@dataclass(frozen=True, slots=True)
class Browse:
    portal: Portal

    async def home(self, request: Request) -> Response:
        run, desk = self.portal.run, self.portal.desk
        briefs = await run(desk.most_used, 6)
        departments = await run(desk.departments)
        return self.portal.pages.show(request, "home.html", briefs=briefs, departments=departments)

    async def items(self, request: Request) -> Response:
        """`?q=` what was typed, `?department=` a whole department."""
        query = request.query_params.get("q", "").strip()[:LONGEST_QUERY]
        department = "" if query else request.query_params.get("department", "")
        briefs = await self._listed(query, department)
        heading = _heading(query, department, len(briefs))
        return self.portal.pages.show(
            request, "items.html", query=query, department=department, briefs=briefs, heading=heading
        )

    async def guide(self, request: Request) -> Response:
        item = await self.portal.run(self.portal.desk.item, request.path_params["code"])
        return self.portal.pages.show(request, "guide.html", item=item)

    async def _listed(self, query: str, department: str) -> list[Brief]:
        run, desk = self.portal.run, self.portal.desk
        if query:
            return list(await run(desk.find, query, MOST))
        return list(await run(desk.in_department, department)) if department else []


def _heading(query: str, department: str, count: int) -> str:
    if query and not count:
        return f"没有找到“{query}”。换一个词，或只输入拼音首字母试试。"
    if query:
        return f"前 {MOST} 项，再多输入几个字会更准" if count == MOST else f"{count} 项"
    return f"{count} 项" if department else "输入名称、拼音首字母或编码来查找。"
