"""After a whole day no byte of kiosk, window, board, hub or platform says in plain who was there."""

import base64
import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from kiosk.app import opener
from tests.support.canaries import Search
from tests.support.canary_day import CANARIES, FUGITIVE, ONLINE, PASSWORDS, VISITOR, Day, canary_day

pytestmark = pytest.mark.timeout(400)  # under a minute where nobody else is at work
SEARCH = Search([*CANARIES, *PASSWORDS])


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    with canary_day(tmp_path_factory.mktemp("day")) as lived:
        yield lived


def test_not_one_plain_canary(day: Day) -> None:
    """In folders, names, journals and their logs, papers, backups, temporary files and what was complained of."""
    assert SEARCH.below(*day.machines, day.temporary, day.logs) == []
    assert all(list(machine.glob("journal.db*")) for machine in day.machines)
    assert len(list(day.folder.glob("*/backup.db"))) == 3


def test_they_were_there(day: Day, tmp_path: Path) -> None:
    """What platform and window hold under their keys, and what people brought and took away, is full of them."""
    for machine, people in (("platform", (VISITOR, ONLINE)), ("window", (VISITOR,))):
        plain = decrypted(day.folder / machine, tmp_path / f"{machine}.db")
        told = "\n".join(SEARCH.below(plain))
        assert [word for one in people for word in one.words if word not in told] == []
    assert SEARCH.below(day.outside / "all.csv")
    assert SEARCH.below(day.outside / f"{VISITOR.name}的M1.pdf")


def test_kiosk_and_board_have_forgotten_them_even_under_their_keys(day: Day, tmp_path: Path) -> None:
    for machine in ("kiosk", "board"):
        assert SEARCH.below(decrypted(day.folder / machine, tmp_path / f"{machine}.db")) == []
    assert list((day.folder / "kiosk").glob("papers/*")) == []


def decrypted(folder: Path, plain: Path) -> Path:
    """A machine's journal without its key."""
    with opener().open(folder) as machine:
        machine.journal.db.run("ATTACH DATABASE ? AS plain KEY ''", str(plain))
        machine.journal.db.rows("SELECT sqlcipher_export('plain')")
        machine.journal.db.run("DETACH DATABASE plain")
    assert plain.read_bytes()[:15] == b"SQLite format 3"
    return plain


def _in_base64(before: int, name: str) -> bytes:
    return base64.b64encode(b"-" * before + name.encode() + b".")


PLANTED: dict[str, Callable[[str], bytes]] = {
    "utf-8": lambda name: name.encode(),
    "utf-16-le": lambda name: name.encode("utf-16-le"),
    "utf-16-be": lambda name: name.encode("utf-16-be"),
    "gb18030": lambda name: name.encode("gb18030"),
    "hex": lambda name: name.encode().hex().encode(),
    "HEX of utf-16": lambda name: name.encode("utf-16-le").hex().upper().encode(),
    "JSON": lambda name: json.dumps({"name": name}).encode(),
    "gzip": lambda name: b"log " + gzip.compress(name.encode()),
    "zlib": lambda name: b"page " + zlib.compress(b"x" * 999 + name.encode()),
    "zlib, cut short": lambda name: zlib.compress(f"{name} {[*range(999)]}".encode())[:-99],
    **{f"base64 after {n}": partial(_in_base64, n) for n in range(3)},
    "base64 of utf-16": lambda name: base64.urlsafe_b64encode(name.encode("utf-16-le")),
}


@pytest.mark.parametrize("how", PLANTED)
@pytest.mark.parametrize("word", [FUGITIVE.name, FUGITIVE.mobile], ids=["name", "number"])
def test_what_is_planted_is_found(how: str, word: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(bytes(700) + PLANTED[how](word) + bytes(700))
    assert SEARCH.below(tmp_path)
    (tmp_path / "file").write_bytes(PLANTED[how]("anybody else")[:900])
    assert SEARCH.below(tmp_path) == []


@pytest.mark.parametrize("compressed", [0, 1])
def test_a_name_in_a_pdf_is_found(compressed: int, tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "paper.pdf"), pageCompression=compressed)
    canvas.drawString(100, 700, FUGITIVE.mobile)
    canvas.save()
    assert SEARCH.below(tmp_path)


def test_a_file_that_is_named_after_somebody_is_found(tmp_path: Path) -> None:
    (tmp_path / f"{FUGITIVE.name}.pdf").mkdir()
    assert SEARCH.below(tmp_path)
