"""The portal's addresses, wired to its parts."""

import mimetypes
from collections.abc import Awaitable, Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from kiosk.clock import Clock
from kiosk.ids import Randomness
from kiosk.server.portal.booking import Booking
from kiosk.server.portal.bringing import Bringing
from kiosk.server.portal.browse import Browse
from kiosk.server.portal.desk import PortalDesk, Run
from kiosk.server.portal.drafts import Drafts
from kiosk.server.portal.dropping import Dropping
from kiosk.server.portal.filling import Filling
from kiosk.server.portal.following import Following
from kiosk.server.portal.friendly import Friendly
from kiosk.server.portal.guard import BodyLimit, SafeHeaders
from kiosk.server.portal.hall_desk import HallDesk
from kiosk.server.portal.keeping import Keeping
from kiosk.server.portal.living import Living
from kiosk.server.portal.pages import STATIC, Pages
from kiosk.server.portal.passes import Passes
from kiosk.server.portal.portal import Limits, Moves, Portal
from kiosk.server.portal.supplementing import Supplementing
from kiosk.server.portal.uploads import Uploads
from kiosk.server.portal.visitor import Visitors
from kiosk.server.portal.wishes import Wishes
from kiosk.server.throttle import Throttle

CHINA = ZoneInfo("Asia/Shanghai")
LOOKUPS_A_MINUTE = 10
BOOKINGS_A_MINUTE = 20
GUESSES_A_MINUTE = 600
"""Tokens that open nothing, from one address: a whole hall's phones may stand behind it, and none can be guessed."""
POSTS_A_MINUTE = 3000
"""Forms and chunks of files from one address, which may be a whole office's."""
Endpoint = Callable[[Request], Awaitable[Response]]


def routes(
    desk: PortalDesk,
    hall: HallDesk,
    moves: Moves,
    run: Run,
    clock: Clock,
    randomness: Randomness,
    secret: bytes,
    *,
    zone: ZoneInfo = CHINA,
    site: str = "网上政务服务大厅",
) -> list[BaseRoute]:
    """The whole portal, to be mounted last: it answers whatever no route before it did.

    `moves` says when there is news of a hall. `secret` signs forms and passes and names drafts: 32 random bytes, the
    same in every process of a platform.
    """
    visitors = Visitors(secret, randomness)
    pages = Pages(visitors, zone, site)
    portal = Portal(
        desk,
        hall,
        moves,
        run,
        clock,
        randomness,
        visitors,
        pages,
        Drafts(desk, run),
        Limits(
            lookups=Throttle(clock, LOOKUPS_A_MINUTE),
            posts=Throttle(clock, POSTS_A_MINUTE),
            guesses=Throttle(clock, GUESSES_A_MINUTE),
            bookings=Throttle(clock, BOOKINGS_A_MINUTE),
        ),
    )
    passes = Passes(secret)
    site_of_its_own = Starlette(
        routes=_all(portal, passes),
        middleware=[Middleware(BodyLimit)],
        exception_handlers=Friendly(pages).handlers(),
    )
    return [Mount("/", app=SafeHeaders(site_of_its_own))]


def _all(portal: Portal, passes: Passes) -> list[BaseRoute]:
    return [
        *_static_routes(),
        *_reading(Browse(portal)),
        *_filling(Filling(portal), Bringing(portal)),
        *_following(Following(portal), Supplementing(portal)),
        *_files(Uploads(portal), Dropping(portal)),
        *_living(Living(portal)),
        *_booking(Booking(portal, Wishes(portal.desk, portal.run), passes), Keeping(portal, passes)),
    ]


def _reading(browse: Browse) -> list[BaseRoute]:
    return [
        Route("/", browse.home),
        Route("/items", browse.items),
        Route("/items/{code}", browse.guide),
    ]


def _filling(filling: Filling, bringing: Bringing) -> list[BaseRoute]:
    return [
        Route("/apply/{code}", filling.start),
        _post("/apply/{code}/forget", filling.forget),
        Route("/apply/{code}/form/{group}", filling.ask, methods=["GET"]),
        _post("/apply/{code}/form/{group}", filling.answer),
        Route("/apply/{code}/materials", bringing.materials),
        _post("/apply/{code}/materials/{material}", bringing.add),
        _post("/apply/{code}/materials/{material}/remove", bringing.remove),
        Route("/apply/{code}/review", bringing.review),
        _post("/apply/{code}/hand-in", bringing.hand_in),
    ]


def _following(following: Following, supplementing: Supplementing) -> list[BaseRoute]:
    return [
        Route("/progress", following.lookup, methods=["GET"]),
        _post("/progress", following.look_up),
        Route("/r/{code}", following.progress),
        Route("/r/{code}/receipt", following.receipt),
        Route("/r/{code}/receipt.pdf", following.pdf),
        Route("/r/{code}/withdraw", following.withdrawal, methods=["GET"]),
        _post("/r/{code}/withdraw", following.withdraw),
        Route("/r/{code}/supplement", supplementing.page, methods=["GET"]),
        _post("/r/{code}/supplement", supplementing.hand_in),
        _post("/r/{code}/materials/{material}", supplementing.add),
        _post("/r/{code}/materials/{material}/remove", supplementing.remove),
    ]


def _files(uploads: Uploads, dropping: Dropping) -> list[BaseRoute]:
    return [
        Route("/upload/{blob}", uploads.offset, methods=["HEAD"]),
        Route("/upload/{blob}", uploads.chunk, methods=["PATCH"]),
        Route("/drop/{token}", dropping.page, methods=["GET"]),
        _post("/drop/{token}", dropping.put),
    ]


def _living(living: Living) -> list[BaseRoute]:
    return [
        Route("/q/{token}", living.page),
        Route("/q/{token}/live", living.stream),
        Route("/q/{token}/give-back", living.giving_back, methods=["GET"]),
        _post("/q/{token}/give-back", living.give_back),
    ]


def _booking(booking: Booking, keeping: Keeping) -> list[BaseRoute]:
    time = "/appointments/{hall}/{service}/{start}"
    return [
        Route("/appointments", booking.halls),
        Route("/appointments/{hall}", booking.services),
        Route("/appointments/{hall}/{service}", booking.times),
        Route(time, booking.form, methods=["GET"]),
        _post(time, booking.fill_in),
        Route(f"{time}/confirm", booking.confirm, methods=["GET"]),
        _post(f"{time}/confirm", booking.book),
        Route("/b/{token}", keeping.page),
        Route("/b/{token}/cancel", keeping.cancelling, methods=["GET"]),
        _post("/b/{token}/cancel", keeping.cancel),
    ]


def _post(path: str, endpoint: Endpoint) -> Route:
    return Route(path, endpoint, methods=["POST"])


def _static_routes() -> list[BaseRoute]:
    """The files of `static/`, few and small; their address changes with them, so browsers may keep them."""
    return [Route(f"/static/{{version}}/{path.name}", _kept(path)) for path in sorted(STATIC.iterdir())]


def _kept(path: Path) -> Endpoint:
    data, media_type = path.read_bytes(), mimetypes.guess_type(path.name)[0]
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}

    async def answer(_: Request) -> Response:
        return Response(data, media_type=media_type, headers=headers)

    return answer
