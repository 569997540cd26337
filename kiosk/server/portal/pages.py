"""Templates to answers: one environment, one way to make a page."""

from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from kiosk.papers.documents.ticket import windows_words
from kiosk.server.portal import words
from kiosk.server.portal.guard import CHUNK, LARGEST_FILE
from kiosk.server.portal.visitor import Visitors

HERE = Path(__file__).parent
STATIC = HERE / "static"


class Pages:
    """Renders `templates/`; every page gets the visitor, so that its forms carry the visitor's token."""

    def __init__(self, visitors: Visitors, zone: ZoneInfo, site: str) -> None:
        self._visitors = visitors
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        self._templates.filters.update(
            moment=lambda at: words.moment(at, zone),
            clock=lambda at: words.clock(at, zone),
            weekday=words.weekday,
            span=words.span,
            later=words.later,
            day=words.day,
            days=words.days,
            yuan=words.yuan,
            size=words.size,
            audience=words.audience,
            windows=windows_words,
        )
        self._templates.globals.update(
            site=site, version=_fingerprint(), chunk=CHUNK, largest=LARGEST_FILE, material_forms=words.FORMS
        )

    def part(self, template: str, **values: Any) -> str:
        """A piece of a page, as it is pushed."""
        return self._templates.get_template(template).render(**values)

    def show(self, request: Request, template: str, status: int = 200, **values: Any) -> Response:
        """A page that belongs to nobody: no cookie is set and none is read."""
        html = self._templates.get_template(template).render(path=request.url.path, **values)
        return HTMLResponse(html, status)

    def personal(self, request: Request, template: str, status: int = 200, **values: Any) -> Response:
        """A page with a form or with somebody's matter: remembers the browser."""
        visitor = self._visitors.of(request)
        response = self.show(request, template, status, visitor=visitor, **values)
        self._visitors.remember(request, visitor, response)
        return response

    def onward(self, request: Request, to: str) -> Response:
        """After a form: go on by GET, so that going back or reloading sends nothing twice."""
        response = RedirectResponse(to, 303)
        self._visitors.remember(request, self._visitors.of(request), response)
        return response


def _fingerprint() -> str:
    """Changes whenever a static file does, so that browsers may keep the files for long."""
    return sha256(b"".join(path.read_bytes() for path in sorted(STATIC.iterdir()))).hexdigest()[:12]
