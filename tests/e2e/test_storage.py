"""Backup, restore and recovery by the command line, on a hall that is at work."""

import json
from pathlib import Path

import pytest

from kiosk.app import opener
from kiosk.cli import main
from tests.support.hall import Hall, hall, kiosk, synced
from tests.support.worker import worker


def handed_in(data: Path, *numbers: int) -> list[str]:
    """Receipts shown at a kiosk and delivered."""
    with worker(data) as desk:
        shown = [str(desk.does("hand_in", number=number)["receipt"]) for number in numbers]
        assert desk.does("sync")["pending"] == 0
    return shown


def on_platform(here: Hall) -> list[str]:
    return sorted(row["receipt"] for row in kiosk("state", "--data", here.platform).answer["views"]["cases"])


def test_a_platform_is_backed_up_at_work_and_put_back_with_one_command(tmp_path: Path) -> None:
    file = tmp_path / "backup.db"
    with hall(tmp_path) as here:
        data = here.enrol("kiosk", "kiosk")
        synced(data)
        before = handed_in(data, 1, 2)
        said = kiosk("backup", "--data", here.platform, "--to", file)
        assert said.status == 0
        assert said.answer["fingerprint"] == kiosk("state", "--data", here.platform).answer["fingerprint"]
        after = handed_in(data, 3, 4)
        refused = kiosk("restore", file, "--data", here.platform)
        assert (refused.status, refused.answer["fault"]) == (3, "machine_running")

        here.stop()
        done = kiosk("restore", file, "--data", here.platform)
        assert done.status == 0
        assert done.answer["fingerprint"] == said.answer["fingerprint"]
        assert (Path(done.answer["kept_aside"]) / "journal.db").exists()
        here.start()
        assert on_platform(here) == sorted(before)
        synced(data)
        synced(data)
        assert on_platform(here) == sorted([*before, *after])
        found = kiosk("doctor", "--data", here.platform).answer
        assert [one["finding"] for one in found if not one["ok"]] == []


def test_a_kiosk_with_a_damaged_journal_is_recovered_by_command(tmp_path: Path) -> None:
    with hall(tmp_path) as here:
        data = here.enrol("kiosk", "kiosk")
        synced(data)
        delivered = handed_in(data, 1)
        (data / "keys" / "journal.key").unlink()
        assert kiosk("sync", "--once", "--data", data).answer["fault"] == "key_missing"
        done = kiosk("recover", "--data", data)
        assert (done.status, done.answer["fault"], done.answer["missing"]) == (0, "key_missing", delivered)
        synced(data)
        rows = kiosk("state", "--data", data).answer["views"]["cases"]
        assert [row["receipt"] for row in rows] == delivered
        assert handed_in(data, 2)
        assert [one for one in kiosk("doctor", "--data", data).answer if not one["ok"]] == []


@pytest.mark.parametrize("words", [("backup", "--to", "/nowhere/at/all"), ("restore", "/nowhere/at/all")])
def test_a_place_that_is_not_there_is_named(
    words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with opener().platform(tmp_path):
        pass
    assert main([*words, "--data", str(tmp_path), "--json"]) == 3
    said = json.loads(capsys.readouterr().out)
    assert said["fault"] in {"backup_place", "backup_missing"}
    assert said["mend"]
