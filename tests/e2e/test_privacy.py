"""A kiosk keeps nobody: after a visit and its sync no byte on its disk tells who was there."""

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest
from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from kiosk.app import Machine, opener
from kiosk.counter import Counter
from kiosk.desk import Draft, Receipt
from tests.support.hall import HYGIENE, Hall, example, hall, inside, kiosk, of_party, synced, terminal
from tests.support.phone import Phone
from tests.support.proxy import Proxy, line_to
from tests.support.scans import photo

NAME, FIRM, MOBILE = "欧阳䶮𬱖", "广安区䶮𬱖宾馆", "13800077123"
NUMBER = str(of_party(example(), 4711)["applicant"]["id_number"])
CREDIT = str(of_party(example(), 4711)["organisation"]["uscc"])
SECRETS = (NAME, FIRM, NUMBER, MOBILE, CREDIT)


@dataclass
class Visit:
    """A platform, a kiosk whose line is cut, its neighbours, and what the citizen took home."""

    hall: Hall
    line: Proxy
    kiosk: Path
    neighbour: Path
    window: Path
    other_window: Path
    temporary: Path
    receipt: Receipt


@pytest.fixture
def visit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Visit]:
    """A citizen hands in at the kiosk, signs, has the receipt printed, and goes; the line is down."""
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    with hall(tmp_path) as here, line_to(here.url) as line:
        machine = here.enrol("kiosk", "kiosk", line.url)
        neighbour = here.enrol("kiosk", "neighbour")
        window = here.enrol("window", "window", departments=["区行政审批局"])
        other = here.enrol("window", "other", departments=["区民政局"])
        synced(machine)
        line.cut()
        yield Visit(here, line, machine, neighbour, window, other, temporary, handed_in(machine, tmp_path))


def handed_in(data: Path, folder: Path) -> Receipt:
    form = of_party(example(), 4711)
    form["applicant"] = {**form["applicant"], "name": NAME, "mobile": MOBILE}
    form["organisation"] = {**form["organisation"], "name": FIRM, "legal_person": NAME}
    with opener().open(data) as machine, Counter(machine).citizen() as desk:
        desk.keep_file(scan(folder / f"{NAME}的照片.pdf"), "M2")
        kept = tuple(desk.keep_file(scan(folder / f"{NAME} {each}.pdf"), each) for each in ("M1", "M2", "M3"))
        signature = desk.keep_signature(photo(folder / "signature.png").read_bytes())
        receipt = desk.hand_in(Draft(HYGIENE, form, kept, signature))
        desk.print_receipt(receipt)
        desk.end_visit()
    return receipt


def scan(path: Path) -> Path:
    """A PDF that names the citizen, readable for whoever opens it."""
    canvas = Canvas(str(path), pageCompression=0)
    canvas.drawString(100, 700, f"{NUMBER} {MOBILE} {path.stem}")
    canvas.save()
    return path


def found(folder: Path) -> list[str]:
    """Where below `folder` somebody is named: in names of files, in bytes of any writing, in the text of PDFs."""
    places = []
    for path in folder.rglob("*"):
        places += [f"{path} is named {secret}" for secret in SECRETS if secret in path.name]
        if path.is_file():
            data = path.read_bytes()
            places += [f"{path} holds {what}" for what, pattern in patterns() if pattern in data]
            places += [f"{path} reads {secret}" for secret in SECRETS if secret in text_of(path)]
    return places


def patterns() -> Iterator[tuple[str, bytes]]:
    for secret in SECRETS:
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030", "unicode_escape"):
            yield f"{secret} in {encoding}", secret.encode(encoding)
        yield f"{secret} as JSON", json.dumps(secret)[1:-1].encode()
        yield f"{secret} in base 64", base64.b64encode(secret.encode())[:-4]


def text_of(path: Path) -> str:
    if not path.read_bytes().startswith(b"%PDF"):
        return ""
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(path).pages))


def test_the_search_finds_what_there_is(visit: Visit, tmp_path: Path) -> None:
    """The receipt's paper went with the visit; while the line is down the journal is all there is."""
    assert visit.receipt.pdf
    assert not visit.receipt.pdf.exists()
    assert found(visit.kiosk) == []
    assert found(visit.temporary) == []
    assert (visit.kiosk / "journal.db").read_bytes()[:15] != b"SQLite format 3"
    for encoding in ("utf-16-le", "gb18030"):
        (tmp_path / "hidden").mkdir(exist_ok=True)
        (tmp_path / "hidden" / "log").write_bytes(b"\0" + NAME.encode(encoding))
        assert found(tmp_path / "hidden")


def test_after_the_sync_nobody_is_named_anywhere(visit: Visit) -> None:
    visit.line.up()
    synced(visit.kiosk)
    synced(visit.kiosk)
    assert found(visit.kiosk) == []
    assert found(visit.temporary) == []
    assert list((visit.kiosk / "papers").iterdir()) == []
    assert inside(visit.kiosk, everything) == []
    assert kiosk("case", "show", visit.receipt.qr, "--data", visit.kiosk).answer["state"] == "submitted"
    assert NAME not in str(kiosk("case", "show", visit.receipt.qr, "--data", visit.kiosk))
    assert found(visit.kiosk) == []


def everything(machine: Machine) -> list[str]:
    """Which of the tables of an opened journal still name somebody, or hold a file."""
    tables = [row[0] for row in machine.journal.db.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    rows = {table: str(machine.journal.db.rows(f"SELECT * FROM {table}")) for table in tables}
    named = [table for table, text in rows.items() if any(secret in text for secret in SECRETS)]
    return named + [table for table in ("blob", "blob_chunk", "draft") if rows[table] != "[]"]


def test_only_the_departments_own_windows_are_given_the_case(visit: Visit) -> None:
    visit.line.up()
    synced(visit.kiosk)
    for each in (visit.neighbour, visit.window, visit.other_window):
        synced(each)
    assert inside(visit.window, bodies(visit)) == [True]
    for each in (visit.neighbour, visit.other_window):
        assert inside(each, bodies(visit)) == []
        assert inside(each, everything) == []
        assert found(each) == []
    assert found(visit.window) == []
    assert inside(visit.kiosk, bodies(visit)) == [False]


def bodies(visit: Visit) -> Any:
    """For each of the case's entries on a machine: is its body there?"""

    def look(machine: Machine) -> list[bool]:
        stream = f"case:{visit.receipt.case}"
        rows = machine.journal.db.rows("SELECT body IS NOT NULL FROM entry WHERE stream = ?", stream)
        return [bool(row[0]) for row in rows]

    return look


def test_the_platform_keeps_it_encrypted_and_its_log_says_nothing(visit: Visit) -> None:
    """Codes that authorise and numbers that ask stay out of the log, whatever is asked and however it fails."""
    visit.line.up()
    synced(visit.kiosk)
    token = visit.receipt.qr.rpartition("/")[2]
    phone = Phone(visit.line)
    assert visit.receipt.receipt in phone.progress(token)
    phone.withdraw(token, f"{NAME}改主意了")
    phone.close()
    assert kiosk("case", "show", visit.receipt.receipt, "--data", visit.hall.platform).status == 0
    visit.hall.stop()
    assert found(visit.hall.platform) == []
    assert visit.hall.log == ""
    assert list(visit.hall.folder.rglob("kiosk.log")) == []


def test_what_was_scanned_and_not_handed_in_goes_with_the_visit(visit: Visit, tmp_path: Path) -> None:
    with opener().open(visit.kiosk) as machine, Counter(machine).citizen() as desk:
        desk.keep_file(scan(tmp_path / f"{NAME} again.pdf"), "M1")
        before = len(machine.journal.db.rows("SELECT hash FROM blob"))
        desk.end_visit()
        assert len(machine.journal.db.rows("SELECT hash FROM blob")) == before - 1
    visit.line.up()
    synced(visit.kiosk)
    assert inside(visit.kiosk, everything) == []


def test_names_and_numbers_stay_out_of_what_machines_call_themselves(visit: Visit) -> None:
    """State, devices and the doctor's findings may be shown to anybody who mends the machine."""
    for words in (("state",), ("devices",), ("doctor",)):
        said = kiosk(*words, "--data", visit.kiosk)
        assert said.status == 0
        text = msgspec.json.encode(said.answer).decode()
        assert not [secret for secret in SECRETS if secret in text]
    assert terminal(visit.kiosk) in str(kiosk("devices", "--data", visit.kiosk).answer)
    assert list(visit.temporary.iterdir()) == []
