"""The yardstick's other end: whatever is posted goes to everybody who listens, and nothing else happens."""

import asyncio
from collections.abc import AsyncIterator

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from kiosk.server.serve import Server, listen, serve


class Wire:
    """The last thing said, and who waits for the next."""

    def __init__(self) -> None:
        self.words = b""
        self.said = asyncio.Event()

    async def hear(self) -> AsyncIterator[bytes]:
        while True:
            await self.said.wait()
            yield b"data: " + self.words + b"\n\n"

    async def say(self, request: Request) -> Response:
        self.words = await request.body()
        said, self.said = self.said, asyncio.Event()
        said.set()
        return Response(b"")

    async def stream(self, request: Request) -> Response:
        return StreamingResponse(self.hear(), media_type="text/event-stream")


def main() -> None:
    wire = Wire()
    routes = [Route("/", wire.say, methods=["POST"]), Route("/stream", wire.stream)]
    sock, url = listen("127.0.0.1", 0)
    print(msgspec.json.encode({"ready": True, "url": url}).decode(), flush=True)
    serve(Server(Starlette(routes=routes), sock, lambda: None))


if __name__ == "__main__":
    main()
