"""Who is at the other end: a random cookie without meaning, and what is derived from it."""

import hmac
import re
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from kiosk.errors import Refused
from kiosk.ids import Randomness

COOKIE = "visit"
LASTS_S = 24 * 3600
STALE = "页面放置太久，或浏览器没有允许 Cookie。已保存的内容还在，请返回上一页，刷新后再试"


@dataclass(frozen=True, slots=True)
class Visitor:
    """A browser. `csrf` goes into every form; whoever cannot read the page cannot know it."""

    id: str
    csrf: str
    fresh: bool


class Visitors:
    """Recognises browsers and derives what belongs to each from one secret."""

    def __init__(self, secret: bytes, randomness: Randomness) -> None:
        self._secret = secret
        self._randomness = randomness

    def of(self, request: Request) -> Visitor:
        kept = request.cookies.get(COOKIE, "")
        known = re.fullmatch(r"[0-9a-f]{32}", kept) is not None
        visit = kept if known else f"{self._randomness.bits(128):032x}"
        return Visitor(visit, self.derive("csrf", visit), not known)

    def remember(self, request: Request, visitor: Visitor, response: Response) -> None:
        """Set the cookie where the browser has none yet."""
        if visitor.fresh:
            secure = request.url.scheme == "https"
            response.set_cookie(COOKIE, visitor.id, LASTS_S, httponly=True, samesite="lax", secure=secure)

    def check(self, visitor: Visitor, given: str) -> None:
        """Refused `stale_page` unless `given` is this visitor's token."""
        if not hmac.compare_digest(visitor.csrf.encode(), given.encode()):
            raise Refused("stale_page", STALE)

    def draft(self, visitor: Visitor, purpose: str) -> str:
        """The name under which this visitor's unfinished work is kept; the cookie cannot be read from it."""
        return self.derive("draft", visitor.id, purpose)

    def derive(self, *parts: str) -> str:
        return hmac.digest(self._secret, "\0".join(parts).encode(), "sha256").hex()
