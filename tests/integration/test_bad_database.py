"""A journal, a key or a disk that fails: staff are told what to do, nothing is promised that is not kept."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiosk.cli import main
from kiosk.journal import database
from kiosk.journal.database import open_sqlite
from kiosk.keys import Keys
from tests.support.hall import HYGIENE, ROOT, example, hall, paper, synced
from tests.support.worker import Worker, worker

SMALL_DISK = 'mount -t tmpfs -o size="$1" tmpfs "$2" && cp -a "$3/." "$2" && shift 3 && exec "$@"'
"""Run a command with a folder's copy on a disk of its own, which nobody else sees."""

READ_ONLY = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@"'
MATERIALS = ("M1", "M2", "M3")


@pytest.fixture(scope="module")
def kiosk_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A kiosk with the catalogue, whose platform is gone."""
    folder = tmp_path_factory.mktemp("database")
    with hall(folder) as here:
        data = here.enrol("kiosk", "kiosk")
        synced(data)
    return data


@pytest.fixture
def data(kiosk_folder: Path, tmp_path: Path) -> Path:
    """A copy to break."""
    return Path(shutil.copytree(kiosk_folder, tmp_path / "kiosk"))


@pytest.fixture
def submit(tmp_path: Path, data: Path) -> list[str]:
    """The words of a hand-in that has everything."""
    form = tmp_path / "form.json"
    form.write_bytes(msgspec.json.encode(example()))
    for material in MATERIALS:
        (tmp_path / f"{material}.pdf").write_bytes(paper(material))
    files = [f"--attach={material}={tmp_path / material}.pdf" for material in MATERIALS]
    return ["submit", "--item", HYGIENE, "--form", str(form), *files, "--data", str(data), "--json"]


def said(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, Any]:
    """What the command answers in this process."""
    status = main([*map(str, words)])
    return status, json.loads(capsys.readouterr().out)


def is_fault(answer: tuple[int, Any], code: str) -> None:
    """Exit 3, the code, a sentence and a mend in Chinese, and nothing of the machinery."""
    status, body = answer
    assert (status, body.get("fault")) == (3, code), body
    assert set(body) == {"fault", "message", "mend"}
    assert body["message"]
    assert body["mend"]
    assert "sqlite" not in body["message"].lower()


def cut_in_half(data: Path) -> None:
    journal = data / "journal.db"
    os.truncate(journal, journal.stat().st_size // 2)


def cut_within_the_first_page(data: Path) -> None:
    os.truncate(data / "journal.db", 1000)


def emptied(data: Path) -> None:
    os.truncate(data / "journal.db", 0)


def gone(data: Path) -> None:
    (data / "journal.db").unlink()


def overwritten(data: Path) -> None:
    journal = data / "journal.db"
    size = journal.stat().st_size
    with journal.open("r+b") as file:
        file.seek(4096)
        file.write(bytes(size - 4096))


def from_the_future(data: Path) -> None:
    newer = open_sqlite(data / "journal.db", Keys(data).journal())
    newer.run("INSERT INTO migration VALUES (9999)")
    newer.close()


def without_its_key(data: Path) -> None:
    (data / "keys" / "journal.key").unlink()


def without_its_name(data: Path) -> None:
    (data / "keys" / "device.key").unlink()


def with_another_key(data: Path) -> None:
    (data / "keys" / "journal.key").write_text("ab" * 32)


def with_half_a_key(data: Path) -> None:
    (data / "keys" / "journal.key").write_text("ab" * 9)


def with_an_unknown_setting(data: Path) -> None:
    (data / "settings.toml").write_text('printer = ""\nprinterr = "x"\n')


def with_a_wrong_setting(data: Path) -> None:
    (data / "settings.toml").write_text('idle_seconds = "soon"\n')


def with_settings_that_are_none(data: Path) -> None:
    (data / "settings.toml").write_bytes(b"\xff\xfe = [")


def without_knowing_itself(data: Path) -> None:
    (data / "machine.json").write_text("{")


def never_enrolled(data: Path) -> None:
    (data / "machine.json").unlink()


BROKEN: dict[Callable[[Path], None], str] = {
    cut_in_half: "database_damaged",
    cut_within_the_first_page: "database_damaged",
    overwritten: "database_damaged",
    emptied: "database_missing",
    gone: "database_missing",
    from_the_future: "database_newer",
    without_its_key: "key_missing",
    without_its_name: "key_missing",
    with_another_key: "database_damaged",
    with_half_a_key: "key_unreadable",
    with_an_unknown_setting: "settings_unknown",
    with_a_wrong_setting: "settings_unreadable",
    with_settings_that_are_none: "settings_unreadable",
    without_knowing_itself: "machine_unreadable",
    never_enrolled: "not_enrolled",
}


@pytest.mark.parametrize("broken", BROKEN, ids=lambda each: each.__name__)
def test_what_is_broken_is_named_and_left_as_it_is(
    broken: Callable[[Path], None], data: Path, submit: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    broken(data)
    before = everything(data)
    is_fault(said(capsys, *submit), BROKEN[broken])
    assert everything(data) == before
    assert not (data / "kiosk.log").exists()


@pytest.mark.parametrize("broken", [cut_in_half, without_its_key, from_the_future], ids=lambda each: each.__name__)
def test_the_doctor_says_so_too(broken: Callable[[Path], None], data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken(data)
    status, findings = said(capsys, "doctor", "--data", data, "--json")
    assert status == 0
    assert [(one["check"], bool(one["mend"])) for one in findings if not one["ok"]] == [("本机数据", True)]


def everything(data: Path) -> dict[str, bytes]:
    """Every file but those that SQLite makes and takes away by itself."""
    files = [path for path in data.rglob("*") if path.is_file() and not path.name.endswith(("-wal", "-shm"))]
    return {str(path.relative_to(data)): path.read_bytes() for path in files}


def test_a_journal_that_another_program_holds_is_waited_for_then_named(
    data: Path, submit: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    impatient = tuple((name, 50 if name == "busy_timeout" else value) for name, value in database.PRAGMAS)
    other = open_sqlite(data / "journal.db", Keys(data).journal())
    monkeypatch.setattr(database, "PRAGMAS", impatient)
    with other.transaction():
        other.run("UPDATE meta SET value = value")
        is_fault(said(capsys, *submit), "database_locked")
    other.close()
    assert said(capsys, *submit)[0] == 0


def test_a_disk_that_can_only_be_read_is_named(data: Path, submit: list[str]) -> None:
    words = ["unshare", "-rm", "sh", "-c", READ_ONLY, "sh", str(data), sys.executable, "-m", "kiosk", *submit]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    is_fault((done.returncode, json.loads(done.stdout)), "database_readonly")
    assert done.stderr == ""


def test_a_full_disk_is_named_and_the_same_hand_in_succeeds_once_there_is_room(
    data: Path, submit: list[str], tmp_path: Path
) -> None:
    """By the command: first on a disk without a free byte, then with its ballast gone."""
    disk = tmp_path / "disk"
    disk.mkdir()
    submit[submit.index(str(data))] = str(disk)
    fill = 'cat /dev/zero > "$0/ballast" 2>/dev/null; "$@"; echo $?; rm "$0/ballast"; "$@"; echo $?'
    within = ["unshare", "-rm", "sh", "-c", SMALL_DISK, "sh", "64m", str(disk), str(data)]
    words = [*within, "sh", "-c", fill, str(disk), sys.executable, "-m", "kiosk", *submit]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    first, status, second, then = done.stdout.splitlines()
    is_fault((int(status), json.loads(first)), "disk_full")
    assert (int(then), json.loads(second)["state"]) == (0, "submitted")
    assert done.stderr == ""


def test_a_receipt_is_shown_when_and_only_when_the_hand_in_is_kept(kiosk_folder: Path, tmp_path: Path) -> None:
    """With every amount of free space, from none to enough, at the moment of handing in."""
    disk = tmp_path / "disk"
    disk.mkdir()
    within = ["unshare", "-rm", "sh", "-c", SMALL_DISK, "sh", "64m", str(disk), str(kiosk_folder)]
    with worker(disk, within=within) as kiosk:
        ballast = kiosk.root / disk.relative_to("/") / "ballast"
        ends = [hand_in_with(kiosk, ballast, free, number) for number, free in enumerate(range(0, 192 << 10, 8192))]
        assert {"refused", "shown", "shown without a paper"} == set(ends)


def hand_in_with(kiosk: Worker, ballast: Path, free: int, number: int) -> str:
    """Fill in with room, hand in with `free` bytes left; how it ended. Then the same again with room."""
    assert kiosk.does("bring", number=number) == {"version": 1}
    assert kiosk.does("empty_log") == {}
    fill(ballast, free)
    said = kiosk.does("hand_in", number=number)
    kept = kiosk.does("known")
    ballast.unlink()
    if "fault" in said:
        assert said == {"fault": "disk_full", "message": "磁盘满了，什么也没有提交"}
        assert kiosk.does("known") == kept
        again = kiosk.does("hand_in", number=number)
        assert kiosk.does("known") == [*kept, again["case"]]
        return "refused"
    assert kept[-1] == said["case"]
    return "shown" if said["pdf"] else "shown without a paper"


def fill(ballast: Path, free: int) -> None:
    """Leave `free` bytes on the disk."""
    disk = os.statvfs(ballast.parent)
    with ballast.open("wb") as file, suppress(OSError):
        os.posix_fallocate(file.fileno(), 0, max(1, disk.f_bavail * disk.f_frsize - free))
