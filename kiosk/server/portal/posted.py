"""What a browser sent: read whole into memory, so that nobody's papers lie in a temporary file."""

from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser
from starlette.requests import Request

from kiosk.domain.upload import clean_name
from kiosk.server.portal.guard import LARGEST_FILE, ROOM


class Answers:
    """All texts for each field's name, in the order in which they came."""

    def __init__(self, pairs: Iterable[tuple[str, Any]]) -> None:
        self._texts: dict[str, list[str]] = {}
        for name, text in pairs:
            if isinstance(text, str):
                self._texts.setdefault(name, []).append(text)

    def texts(self, name: str) -> list[str]:
        return self._texts.get(name, [])

    def text(self, name: str) -> str:
        return "".join(self.texts(name)[:1])


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that came whole."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Posted:
    """A form as it was sent; `file` is None where none was chosen."""

    answers: Answers
    file: SentFile | None


class _InMemory(MultiPartParser):
    spool_max_size = LARGEST_FILE + ROOM


async def read_posted(request: Request) -> Posted:
    """HTTPException 400 for a body that is no form."""
    multipart = request.headers.get("content-type", "").startswith("multipart/form-data")
    stream: AsyncGenerator[bytes, None] = request.stream()
    try:
        form = await (_InMemory if multipart else FormParser)(request.headers, stream).parse()
    except MultiPartException as error:
        raise HTTPException(400) from error
    try:
        return Posted(Answers(form.multi_items()), await _file(form))
    finally:
        await form.close()


async def _file(form: FormData) -> SentFile | None:
    given = form.get("file")
    if not isinstance(given, UploadFile) or not given.filename:
        return None
    return SentFile(clean_name(given.filename), await given.read())
