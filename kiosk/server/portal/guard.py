"""What every answer carries and every request must keep to, whatever page it is."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiosk.domain.upload import Limits

CHUNK = 1 << 20
LARGEST_FILE = Limits().bytes
LARGEST_FORM = 512 << 10
"""What one page of answers may hold, in bytes: below what the form parser itself would refuse."""
ROOM = 64 << 10
"""What a request may hold beside its file."""

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "geolocation=(), microphone=(), camera=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
SECURE = {"Strict-Transport-Security": "max-age=31536000"}
"""Over https alone: from then on a browser comes no other way."""


class SafeHeaders:
    """ASGI middleware: HEADERS on every answer, and `no-store` unless the answer says otherwise."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                if scope["scheme"] == "https":
                    headers.update(SECURE)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, dressed)


class BodyLimit:
    """ASGI middleware: 413 for a body that is too large, read to its end first so that the browser shows the answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        seen = 0
        limit = _limit(scope)

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                await _drain(receive, message, 8 * LARGEST_FILE)
                raise HTTPException(413)
            return message

        await self._app(scope, counted, send)


def _limit(scope: Scope) -> int:
    kind = Headers(scope=scope).get("content-type", "")
    if kind.startswith("multipart/"):
        return LARGEST_FILE + ROOM
    return LARGEST_FORM if kind.startswith("application/x-www-form-urlencoded") else CHUNK


async def _drain(receive: Receive, message: Message, at_most: int) -> None:
    while message.get("more_body") and at_most > 0:
        message = await receive()
        at_most -= len(message.get("body", b""))
