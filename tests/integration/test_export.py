"""Personal data leaves the platform by two hands alone, into a file for one pair of eyes, and never unnoticed."""

import csv
import io
import json
import stat
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec
import pytest

from kiosk.counter import Counter
from kiosk.desk import Draft
from kiosk.desks.exporting import Exporting, Range, _cell
from kiosk.domain.entry import digest
from kiosk.domain.registry import CasesExported
from kiosk.errors import Fault, Refused
from tests.support.scans import photo_bytes
from tests.support.world import ITEM, World, world

LIU, ZHAO = ("31007", "hall2026ok"), ("31008", "other2026ok")


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        made.catalogue()
        clerks = Counter(made.platform).clerks()
        clerks.register(*(LIU[0], "刘敏", LIU[1], ["*"], ["export"]))
        clerks.register(*(ZHAO[0], "赵丽", ZHAO[1], ["*"], ["export"]))
        clerks.register("31009", "王芳", "third2026ok", ["*"])
        desk = Counter(made.platform).online()
        guide = desk.item(ITEM).guide
        assert guide
        files = tuple(desk.keep_bytes(photo_bytes(code), f"{code}.png", code) for code in ("M1", "M2", "M3"))
        desk.hand_in(Draft(ITEM, guide.example, files), "key")
        yield made


def exporting(here: World) -> Exporting:
    return Counter(here.platform).exporting()


@pytest.mark.parametrize(
    ("name", "first", "second", "code"),
    [
        ("a.csv", LIU, LIU, "same_clerk"),
        ("a.csv", LIU, ("31009", "third2026ok"), "no_duty"),
        ("a.csv", LIU, (ZHAO[0], LIU[1]), "wrong_password"),
        ("a.csv", ("nobody", "x"), ZHAO, "wrong_password"),
        ("a.xlsx", LIU, ZHAO, "unknown_format"),
        ("there.csv", LIU, ZHAO, "file_exists"),
    ],
)
def test_what_is_refused_writes_nothing(
    here: World, tmp_path: Path, name: str, first: tuple[str, str], second: tuple[str, str], code: str
) -> None:
    (tmp_path / "there.csv").write_text("mine")
    with pytest.raises(Refused) as caught:
        exporting(here).export(tmp_path / name, first, second, Range())
    assert caught.value.code == code
    assert not here.platform.journal.db.rows("SELECT id FROM entry WHERE kind = 'cases.exported'")
    assert (tmp_path / "there.csv").read_text() == "mine"
    assert [path.name for path in tmp_path.glob("*.*")] == ["there.csv"]


@pytest.mark.parametrize("name", ["all.csv", "all.json"])
def test_two_hands_write_one_file_and_an_entry_that_names_both(here: World, tmp_path: Path, name: str) -> None:
    done = exporting(here).export(tmp_path / name, LIU, ZHAO, Range(date(2026, 11, 1), date(2026, 11, 30)))
    data = (tmp_path / name).read_bytes()
    rows = json.loads(data) if name.endswith("json") else list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert (done.cases, len(rows), done.hash) == (1, 1, digest(data))
    assert rows[0]["item"] == ITEM
    assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    ((actor, text),) = here.platform.journal.db.rows("SELECT actor, body FROM entry WHERE kind = 'cases.exported'")
    body = msgspec.json.decode(text, type=CasesExported)
    assert (actor, body.by, body.second) == ("clerk:31007", "clerk:31007", "clerk:31008")
    assert (body.since, body.until, body.count, body.hash) == ("2026-11-01", "2026-11-30", 1, digest(data))


def test_days_and_departments_bound_what_goes_out(here: World, tmp_path: Path) -> None:
    assert exporting(here).export(tmp_path / "a.json", LIU, ZHAO, Range(until=date(2026, 11, 1))).cases == 0
    narrow = ("31010", "narrow2026ok")
    Counter(here.platform).clerks().register(narrow[0], "钱", narrow[1], ["区民政局"], ["export"])
    assert exporting(here).export(tmp_path / "b.json", LIU, narrow, Range()).cases == 0


def test_where_the_file_cannot_be_written_nothing_is_said_to_have_gone_out(here: World, tmp_path: Path) -> None:
    with pytest.raises(Fault) as caught:
        exporting(here).export(tmp_path / "no such folder" / "a.csv", LIU, ZHAO, Range())
    assert caught.value.code == "file_unwritable"
    assert not here.platform.journal.db.rows("SELECT id FROM entry WHERE kind = 'cases.exported'")


def test_no_cell_is_a_formula() -> None:
    assert _cell("=HYPERLINK(1)") == "'=HYPERLINK(1)"
    assert _cell("欧阳") == "欧阳"
