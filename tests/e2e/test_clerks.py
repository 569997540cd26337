"""Clerks, the export and the audit at the command line, as a platform's administrator has them."""

import json
import stat
import subprocess
from pathlib import Path

import pytest

from kiosk.journal.database import open_sqlite
from kiosk.keys import Keys
from tests.support.hall import ROOT, Said, command


@pytest.fixture
def platform(tmp_path: Path) -> Path:
    folder = tmp_path / "platform"
    assert said("hall", "add", "511602-01", "--name", "大厅", "--data", folder).status == 0
    for number in ("31007", "31008"):
        words = ("clerk", "add", number, "--name", "刘敏", "--duty", "export", "--data", folder)
        assert said(*words, typed=f"pass-{number[::-1]}-x").status == 0
    return folder


def said(*words: str | Path, typed: str = "") -> Said:
    """A command, with lines on its standard input."""
    done = subprocess.run(
        [*command(*map(str, words)), "--json"],
        cwd=ROOT,
        input=f"{typed}\n",
        capture_output=True,
        text=True,
        check=False,
    )
    return Said(done.returncode, json.loads(done.stdout) if done.stdout else None, done.stderr)


def test_a_password_is_read_and_never_shown(platform: Path) -> None:
    weak = said("clerk", "add", "31009", "--name", "王", "--data", platform, typed="12345678")
    assert (weak.status, weak.answer["refused"]) == (1, "weak_password")
    none = said("clerk", "passwd", "31007", "--data", platform)
    assert (none.status, none.answer["refused"]) == (1, "no_password")
    assert said("clerk", "disable", "31008", "--data", platform).answer["disabled"] is True
    listed = said("clerk", "list", "--data", platform)
    assert [one["number"] for one in listed.answer] == ["31007", "31008"]
    assert "argon2" not in json.dumps(listed.answer)


def test_two_export_and_the_audit_shows_it(platform: Path, tmp_path: Path) -> None:
    words = ("export", "--to", tmp_path / "all.csv", "--clerk", "31007", "--second", "31008", "--data", platform)
    done = said(*words, typed="pass-70013-x\npass-80013-x")
    assert (done.status, done.answer["cases"]) == (0, 0)
    assert stat.S_IMODE((tmp_path / "all.csv").stat().st_mode) == 0o600
    (row,) = said("audit", "list", "--kind", "cases.", "--data", platform).answer
    assert (row["actor"], row["verdict"]) == ("clerk:31007", "applied")


def test_the_audit_says_by_its_status_whether_all_is_well(platform: Path) -> None:
    well = said("audit", "verify", "--data", platform)
    assert (well.status, well.answer["flaws"]) == (0, [])
    database = open_sqlite(platform / "journal.db", Keys(platform).journal())
    database.run("UPDATE entry SET actor = 'clerk:31007' WHERE kind = 'hall.added'")
    database.close()
    found = said("audit", "verify", "--data", platform)
    assert (found.status, found.answer["fault"]) == (3, "audit_broken")
    (flaw,) = found.answer["flaws"]
    assert (flaw["problem"], flaw["seq"] > 0, bool(flaw["entry"])) == ("altered", True, True)
    assert found.answer["mend"]
