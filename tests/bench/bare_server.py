"""The yardstick's other end: takes rows in, commits them, says which."""

import asyncio
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kiosk.journal.database import open_sqlite
from kiosk.server.serve import Server, listen, serve

KEY = "ab" * 32


def main(path: Path) -> None:
    database = open_sqlite(path, KEY)
    database.run("CREATE TABLE entry (n INTEGER PRIMARY KEY, body TEXT)")
    pool = ThreadPoolExecutor(1)

    def keep(body: bytes) -> bytes:
        rows = msgspec.json.decode(body)
        with database.transaction():
            database.many("INSERT INTO entry VALUES (?, ?)", rows)
        return msgspec.json.encode([row[0] for row in rows])

    async def take(request: Request) -> Response:
        body = await request.body()
        return Response(await asyncio.get_running_loop().run_in_executor(pool, keep, body))

    sock, url = listen("127.0.0.1", 0)
    print(msgspec.json.encode({"ready": True, "url": url}).decode(), flush=True)
    serve(Server(Starlette(routes=[Route("/", take, methods=["POST"])]), sock, lambda: None))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
