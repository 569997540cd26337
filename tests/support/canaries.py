"""A byte search for words that must not lie in plain anywhere, in every writing in which a program may leave them."""

import base64
import json
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from itertools import chain
from pathlib import Path
from urllib.parse import quote

from pypdf import PdfReader

CODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
PACKED = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08")
BITE, MOST_UNPACKED = 64, 64 << 20

WRITINGS: dict[str, Callable[[bytes], list[bytes]]] = {
    "plain": lambda data: [data],
    "hex": lambda data: [data.hex().encode(), data.hex().upper().encode()],
    "base64": lambda data: list(_base64(data)),
}


class Search:
    """Looks for each of `words`: in names of files, in their bytes, in what is packed in them, in the text of PDFs."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self._patterns = [(word, how, pattern) for word in words for how, pattern in _patterns(word)]

    def below(self, *places: Path) -> list[str]:
        """Where a word was found, one line each."""
        files = chain.from_iterable(place.rglob("*") if place.is_dir() else [place] for place in places)
        return [f"{path}: {what}" for path in sorted(files) for what in self._in_file(path)]

    def _in_file(self, path: Path) -> Iterator[str]:
        yield from (f"{word} in its name" for word in self._words if word in path.name)
        if path.is_file():
            data = path.read_bytes()
            yield from self.within(data)
            yield from (f"{what}, packed" for piece in _unpacked(data) for what in self.within(piece))
            read = re.sub(r"\s", "", _text(data)) if data.startswith(b"%PDF") else ""
            yield from (f"{word}, read" for word in self._words if word in read)

    def within(self, data: bytes) -> list[str]:
        return [f"{word} as {how}" for word, how, pattern in self._patterns if pattern in data]


def _patterns(word: str) -> Iterator[tuple[str, bytes]]:
    for coding in CODINGS:
        raw = word.encode(coding)
        yield from ((f"{coding} {how}", pattern) for how, write in WRITINGS.items() for pattern in write(raw))
    yield "JSON", json.dumps(word)[1:-1].encode()
    yield "URL", quote(word).encode()
    yield "Python", word.encode("unicode_escape")


def _base64(data: bytes) -> Iterator[bytes]:
    """Wherever in a longer text it stands: what does not depend on its neighbours."""
    for before in range(3):
        text = base64.b64encode(bytes(before) + data)
        whole = text[(0, 2, 3)[before] : len(text) - (0, 3, 2)[(before + len(data)) % 3]]
        yield whole
        yield whole.translate(bytes.maketrans(b"+/", b"-_"))


def _unpacked(data: bytes) -> Iterator[bytes]:
    for start in PACKED.finditer(data):
        yield _inflated(memoryview(data)[start.start() :])
    if data.startswith(b"%PDF"):
        yield from _streams(data)


def _inflated(packed: memoryview) -> bytes:
    """As much as can be unpacked of what may be torn, or nothing of the kind."""
    inflater, found = zlib.decompressobj(wbits=47), bytearray()
    for start in range(0, len(packed), BITE):
        try:
            found += inflater.decompress(packed[start : start + BITE])
        except zlib.error:
            break
        if inflater.eof or len(found) > MOST_UNPACKED:
            break
    return bytes(found)


def _streams(data: bytes) -> Iterator[bytes]:
    """A PDF's streams under all their filters."""
    reader = PdfReader(BytesIO(data))
    for number in range(1, int(str(reader.trailer["/Size"]))):
        found = reader.get_object(number)
        if found is not None and hasattr(found, "get_data"):
            yield found.get_data()


def _text(data: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)
