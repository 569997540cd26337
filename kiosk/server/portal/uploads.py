"""Resumable uploads: a file is named by its hash, the server's offset wins (protocol.md, blobs)."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kiosk.errors import Refused
from kiosk.server.portal.asks import checked_blob
from kiosk.server.portal.guard import CHUNK, LARGEST_FILE
from kiosk.server.portal.portal import Portal, address

OFFSET = "Upload-Offset"
LENGTH = "Upload-Length"


@dataclass(frozen=True, slots=True)
class Uploads:
    portal: Portal

    async def offset(self, request: Request) -> Response:
        """How much has arrived, in the header Upload-Offset."""
        blob = self._blob(request)
        arrived = await self.portal.run(self.portal.desk.upload_offset, blob)
        return Response(headers={OFFSET: str(arrived)})

    async def chunk(self, request: Request) -> Response:
        """One chunk of at most 1 MiB at Upload-Offset of Upload-Length bytes; 409 tells the offset that holds."""
        blob = self._blob(request)
        self.portal.limits.posts.admit(address(request))
        offset, total = _number(request, OFFSET), _number(request, LENGTH)
        if not 0 < total <= LARGEST_FILE:
            raise Refused("too_large", f"文件太大，每份最多 {LARGEST_FILE >> 20} MB，请缩小后再上传")
        data = await request.body()
        try:
            arrived = await self.portal.run(self.portal.desk.upload_chunk, blob, offset, data[:CHUNK], total)
        except Refused as refused:
            return await self._refused(blob, refused)
        return Response(status_code=204, headers={OFFSET: str(arrived)})

    async def _refused(self, blob: str, refused: Refused) -> Response:
        arrived = await self.portal.run(self.portal.desk.upload_offset, blob)
        return JSONResponse({"refused": refused.code, "message": refused.message}, 409, headers={OFFSET: str(arrived)})

    def _blob(self, request: Request) -> str:
        self.portal.visitors.check(self.portal.visitor(request), request.headers.get("x-csrf", ""))
        return checked_blob(request.path_params["blob"])


def _number(request: Request, header: str) -> int:
    text = request.headers.get(header, "")
    if not text.isascii() or not text.isdecimal():
        raise Refused("bad_header", f"{header} must be a number of bytes")
    return int(text)
