"""Bad input by the command line: a clear answer, the right exit status, and nothing lost or half done."""

import copy
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from kiosk.app import opener
from kiosk.cli import main
from kiosk.counter import Counter
from kiosk.errors import Refused
from tests.support.hall import HYGIENE, SAMPLE, example, hall, paper, synced

MATERIALS = ("M1", "M2", "M3")
FILE_LIMIT_MB = 20


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folders of a platform and a kiosk, neither of them running."""
    folder = tmp_path_factory.mktemp("bad-input")
    with hall(folder) as here:
        synced(here.enrol("kiosk", "kiosk"))
    return folder


@pytest.fixture
def data(machines: Path) -> Path:
    return machines / "kiosk"


Answer = tuple[int, Any]
Say = Callable[..., Answer]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    """Run a command with --json in this process: its status and what it prints."""

    def run(*words: str | Path) -> Answer:
        status = main([*map(str, words), "--json"])
        printed = capsys.readouterr()
        assert printed.err == ""
        return status, json.loads(printed.out)

    return run


def is_refused(answer: Answer, code: str) -> str:
    """Exit 1, the code, and a sentence; returns the sentence."""
    status, body = answer
    assert (status, body.get("refused")) == (1, code), body
    assert set(body) == {"refused", "message"}
    assert any("\u4e00" <= each <= "\u9fff" for each in body["message"])
    return str(body["message"])


def submit(say: Say, data: Path, folder: Path, form: bytes, **files: Path) -> Answer:
    """Hand in with good files for whatever material is not given."""
    path = folder / "form.json"
    path.write_bytes(form)
    attached = []
    for material in MATERIALS:
        good = folder / f"good-{material}.pdf"
        good.write_bytes(paper(material))
        attached.append(f"--attach={material}={files.get(material, good)}")
    return say("submit", "--item", HYGIENE, "--form", path, *attached, "--data", data)


def kept(data: Path) -> tuple[int, int]:
    """How many entries and files the kiosk holds of its own."""
    with opener().open(data) as machine:
        db = machine.journal.db
        own = db.rows("SELECT id FROM entry WHERE terminal = ?", machine.identity.terminal)
        return len(own), len(db.rows("SELECT hash FROM blob"))


def changed(at: str, value: Any) -> bytes:
    """The example with another value at a dotted place."""
    form = copy.deepcopy(example())
    *above, last = at.split(".")
    place: Any = form
    for name in above:
        place = place[name]
    place[last] = value
    return json.dumps(form).encode()


FORMS: dict[str, tuple[bytes, str, str]] = {
    "a wrong check digit of a person": (
        changed("applicant.id_number", "511602199003070011"),
        "form_invalid",
        "证件号码",
    ),
    "a wrong check digit of a firm": (
        changed("organisation.uscc", "92511602MA0001018K"),
        "form_invalid",
        "统一社会信用代码",
    ),
    "a mobile number too short": (changed("applicant.mobile", "1380001380"), "form_invalid", "手机"),
    "a day that is none": (changed("report_date", "2026-02-30"), "form_invalid", "日期"),
    "ten megabytes in a field": (changed("place_name", "㛃" * 3_500_000), "form_invalid", "太长"),
    "control characters": (changed("place_name", "宾馆\x00\x1b[31m"), "form_invalid", "控制符号"),
    "right-to-left marks": (changed("place_name", "宾馆\u202egnp.exe"), "form_invalid", "文字方向"),
    "half a character": (b'{"place_name": "\\ud840"}', "form_invalid", ""),
    "a number that is none": (changed("area", float("nan")), "form_invalid", "数字"),
    "a number beyond all bounds": (changed("area", 10**400), "form_invalid", ""),
    "a text for a number": (changed("area", "很大"), "form_invalid", "经营面积"),
    "a field nobody asked for": (changed("vip", True), "form_invalid", ""),
    "another shape": (b"[1, 2]", "form_invalid", ""),
    "nothing": (b"{}", "form_invalid", ""),
    "too deep": (b'{"a":' * 500 + b"1" + b"}" * 500, "form_invalid", ""),
    "deeper than a reader goes": (b"[" * 200_000 + b"]" * 200_000, "form_unreadable", ""),
    "no JSON": (b"name=zhang", "form_unreadable", "form.json"),
    "no text": (b"\xff\xfe\x00", "form_unreadable", "form.json"),
    "empty": (b"", "form_unreadable", "form.json"),
}


@pytest.mark.parametrize("what", FORMS)
def test_a_form_that_will_not_do(what: str, say: Say, data: Path, tmp_path: Path) -> None:
    form, code, names = FORMS[what]
    before = kept(data)
    message = is_refused(submit(say, data, tmp_path, form), code)
    assert names in message
    assert len(message) < 2000
    assert "\x1b" not in message
    assert kept(data) == before


def locked(path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(paper("locked"))))
    writer.encrypt("secret", algorithm="AES-256")
    writer.write(path)


def two_hundred_megabytes(path: Path) -> None:
    path.write_bytes(paper("large"))
    os.truncate(path, 200 << 20)


def half_a_picture(path: Path) -> None:
    noise = Image.frombytes("RGB", (200, 200), os.urandom(120_000))
    noise.save(path, "PNG")
    os.truncate(path, path.stat().st_size // 2)


def a_bomb(path: Path) -> None:
    Image.new("1", (30_000, 30_000)).save(path, "PNG")


FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty": (lambda path: path.touch(), "file_empty"),
    "half a PDF": (lambda path: path.write_bytes(paper("half")[:-60]), "pdf_damaged"),
    "a PDF in name": (lambda path: path.write_bytes(b"%PDF-1.7\n" + os.urandom(500) + b"\n%%EOF"), "pdf_damaged"),
    "a locked PDF": (locked, "pdf_encrypted"),
    "200 MB": (two_hundred_megabytes, "file_too_large"),
    "a picture in name": (lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + os.urandom(500)), "picture_damaged"),
    "half a picture": (half_a_picture, "picture_damaged"),
    "a picture that unfolds": (a_bomb, "file_too_large"),
    "a program": (lambda path: path.write_bytes(b"MZ" + bytes(400)), "file_kind"),
    "a document": (lambda path: path.write_bytes(b"PK\x03\x04" + bytes(400)), "file_kind"),
    "a folder": (lambda path: path.mkdir(), "file_kind"),
    "a pipe that nobody fills": (lambda path: os.mkfifo(path), "file_kind"),
    "nothing": (lambda path: path, "file_vanished"),
    "a name without a file": (lambda path: path.symlink_to("gone.pdf"), "file_vanished"),
    "a file that vanishes while it is read": (lambda path: path.symlink_to("/proc/self/mem"), "file_vanished"),
}


@pytest.mark.parametrize("what", FILES)
def test_a_file_that_will_not_do(what: str, say: Say, data: Path, tmp_path: Path) -> None:
    """The other files, which were good, are not left behind either."""
    bad = tmp_path / "材料.pdf"
    make, code = FILES[what]
    make(bad)
    before = kept(data)
    assert "材料.pdf" in is_refused(submit(say, data, tmp_path, json.dumps(example()).encode(), M3=bad), code)
    assert kept(data) == before
    bad.rmdir() if bad.is_dir() else bad.unlink(missing_ok=True)


def test_arguments_that_will_not_do(say: Say, data: Path, tmp_path: Path) -> None:
    form = tmp_path / "form.json"
    form.write_bytes(msgspec.json.encode(example()))
    words = ("submit", "--form", form, "--data", data)
    is_refused(say(*words, "--item", "no-such-item"), "no_such_item")
    is_refused(say(*words, "--item", HYGIENE), "materials_missing")
    is_refused(say(*words, "--item", HYGIENE, "--attach", "M1"), "attach_unclear")
    is_refused(say("submit", "--item", HYGIENE, "--form", tmp_path / "none", "--data", data), "form_unreadable")
    is_refused(say("case", "show", "11111-11111", "--data", data), "receipt_mistyped")
    with pytest.raises(SystemExit) as usage:
        main(["submit", "--data", str(data)])
    assert usage.value.code == 2


def test_a_remark_too_long_to_travel_is_refused_at_the_counter(say: Say, data: Path, tmp_path: Path) -> None:
    receipt = submit(say, data, tmp_path, json.dumps(example()).encode())[1]
    is_refused(say("case", "supplement", receipt["qr"], "--remark", "字" * 100_000, "--data", data), "too_long")


def test_a_receipts_code_altered_by_any_one_character_is_refused(say: Say, data: Path, tmp_path: Path) -> None:
    qr = submit(say, data, tmp_path, json.dumps(example()).encode())[1]["qr"]
    start = qr.rindex("/") + 1
    assert say("verify", qr, "--data", data)[1]["genuine"] is True
    with opener().open(data) as machine:
        receipts = Counter(machine).receipts
        for place in range(start, len(qr)):
            for other in "AB_":
                altered = qr[:place] + other + qr[place + 1 :]
                if altered != qr:
                    with pytest.raises(Refused) as caught:
                        receipts.verified(altered)
                    assert caught.value.code in {"qr_forged", "qr_unreadable", "qr_unknown_terminal"}, place
    is_refused(say("verify", qr[:-1], "--data", data), "qr_unreadable")
    is_refused(say("verify", "https://example.com/", "--data", data), "qr_unreadable")
    is_refused(say("verify", "", "--data", data), "qr_unreadable")


CATALOGUES: dict[str, bytes] = {
    "no JSON": b"code,name\n1,x",
    "no text": b"\xff\xfe\x00",
    "empty": b"",
    "another shape": b'{"goods": []}',
    "a list of nothing": b"[null, 3]",
    "deeper than a reader goes": b"[" * 100_000,
    "half": (SAMPLE / "catalogue.json").read_bytes()[:100_000],
}


@pytest.mark.parametrize("what", CATALOGUES)
def test_a_catalogue_that_will_not_do_changes_nothing(what: str, say: Say, machines: Path, tmp_path: Path) -> None:
    platform = Path(shutil.copytree(machines / "platform", tmp_path / "platform"))
    before = say("state", "--data", platform)
    bad = tmp_path / "catalogue.json"
    bad.write_bytes(CATALOGUES[what])
    is_refused(say("catalogue", "import", bad, "--data", platform), "catalogue_unreadable")
    assert say("state", "--data", platform) == before


def test_a_catalogue_that_is_not_there_is_a_fault(say: Say, machines: Path, tmp_path: Path) -> None:
    status, answer = say("catalogue", "import", tmp_path / "none.json", "--data", machines / "platform")
    assert (status, answer["fault"], bool(answer["mend"])) == (3, "file_unreadable", True)
    assert "没有这个文件" in answer["message"]


def test_who_reads_only_the_beginning_is_no_trouble(machines: Path) -> None:
    """`kiosk items | head`: the pipe is gone before the answer is written."""
    reading, writing = os.pipe()
    os.close(reading)
    words = [sys.executable, "-m", "kiosk", "items", "--data", str(machines / "platform")]
    done = subprocess.run(words, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_malformed_item_is_reported_and_the_others_come(say: Say, machines: Path, tmp_path: Path) -> None:
    platform = Path(shutil.copytree(machines / "platform", tmp_path / "platform"))
    whole = json.loads((SAMPLE / "catalogue.json").read_bytes())
    bad = tmp_path / "catalogue.json"
    bad.write_text(json.dumps({**whole, "items": [{"itemCode": 7}, "x", *whole["items"][:3]]}))
    status, report = say("catalogue", "import", bad, "--data", platform)
    assert (status, report["items"]) == (0, 3)
    assert len(report["odd"]) >= 2


def test_a_malformed_guide_names_its_file_and_changes_nothing(say: Say, machines: Path, tmp_path: Path) -> None:
    platform = Path(shutil.copytree(machines / "platform", tmp_path / "platform"))
    guides = tmp_path / "guides"
    guides.mkdir()
    (guides / "01.json").write_text('{"code": "x"}')
    before = say("state", "--data", platform)
    words = ("catalogue", "import", SAMPLE / "catalogue.json", "--guides", guides, "--data", platform)
    assert "01.json" in is_refused(say(*words), "guide_malformed")
    assert say("state", "--data", platform) == before
