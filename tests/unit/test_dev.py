"""build/dev.py: what it decides, without installing anything."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from devtools import checks, commands, debian, environment, freeze, shell
from devtools.display import hidden_display

ROOT = Path(__file__).resolve().parents[2]


def test_a_package_is_there_under_every_name_it_provides() -> None:
    listing = (
        "installed\tlibgl1\t\n"
        "installed\tlibcups2t64\tlibcups2 (= 2.4.10-3), libcups2-compat\n"
        "config-files\txvfb\t\n"
        "not-installed\tpostgresql\tvirtual-sql\n"
    )
    present = debian.names(listing)
    assert present == {"libgl1", "libcups2t64", "libcups2", "libcups2-compat"}
    assert debian.lacking(["xvfb", "libcups2", "postgresql"], present) == ["xvfb", "postgresql"]


def test_who_may_not_install_is_told_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(debian, "installed", lambda: set())
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(debian.shutil, "which", lambda name: None if name == "sudo" else f"/usr/bin/{name}")
    with pytest.raises(shell.Stopped, match="sudo apt-get install --no-install-recommends libgl1 xvfb") as stopped:
        debian.provide(["libgl1", "xvfb"])
    assert stopped.value.status == 3


def test_elsewhere_than_on_debian_nothing_is_asked_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(debian.shutil, "which", lambda name: None)
    monkeypatch.setattr(debian, "installed", lambda: pytest.fail("asked dpkg"))
    debian.provide(debian.SCREENS)


def test_the_environment_is_made_anew_for_another_lock(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = environment.fingerprint()
    other = tmp_path / "requirements.lock"
    other.write_bytes(environment.LOCK.read_bytes() + b"#")
    monkeypatch.setattr(environment, "LOCK", other)
    assert environment.fingerprint() != before


def test_an_environment_that_stands_is_left_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stamp = tmp_path / "made-from"
    stamp.write_text(environment.fingerprint())
    monkeypatch.setattr(environment, "STAMP", stamp)
    monkeypatch.setattr(environment, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(environment, "must", lambda command: pytest.fail(f"ran {command}"))
    environment.provide()


def test_what_follows_a_command_is_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[list[str]] = []
    monkeypatch.setattr(commands, "setup", lambda: 0)
    monkeypatch.setattr(commands, "run", lambda command, env: ran.append(command) or 7)
    assert commands.main(["bench", "submit", "--json"]) == 7
    assert ran[0][1:] == ["-m", "tests.bench", "submit", "--json"]


def test_tests_fail_when_the_checks_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "setup", lambda: 0)
    monkeypatch.setattr(commands, "run", lambda command: 0)
    monkeypatch.setattr(checks, "check", lambda: 1)
    assert commands.main(["test"]) == 1


@pytest.mark.parametrize("arguments", [[], ["dance"], ["setup", "now"]])
def test_wrong_usage_is_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as gone:
        commands.main(arguments)
    assert gone.value.code == 2


def test_every_check_runs_also_after_one_has_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[list[str]] = []
    monkeypatch.setattr(checks, "run", lambda command: ran.append(command) or 1)
    assert checks.check() == 1
    assert len(ran) == len(checks.CHECKS)


def test_it_starts_on_the_standard_library_alone() -> None:
    command = [sys.executable, "-E", "-S", str(ROOT / "build" / "dev.py"), "--help"]
    helped = subprocess.run(command, capture_output=True, text=True, check=True)
    assert all(name in helped.stdout for name in ("run", "test", "setup", "check", "bench", "simulate", "package"))


def test_the_benches_start_from_a_shell_that_knows_nothing_of_ours() -> None:
    bare = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [sys.executable, "-E", "-S", str(ROOT / "build" / "dev.py"), "bench", "no-such-bench"]
    told = subprocess.run(command, capture_output=True, text=True, env=bare)
    assert told.returncode == 2
    assert "there are: submit, push" in told.stderr


def test_a_hidden_display_takes_a_window() -> None:
    with hidden_display() as display:
        asked = subprocess.run(
            ["xdotool", "getdisplaygeometry"], env={**os.environ, "DISPLAY": display}, capture_output=True, check=True
        )
    assert asked.stdout == b"1920 1920\n"


@pytest.mark.parametrize(
    ("status", "output"),
    [(1, '{"ok": true}'), (0, ""), (0, "Traceback"), (0, '{"ok": false}'), (0, "[1]")],
)
def test_a_frozen_program_that_does_not_say_yes_is_not_well(status: int, output: str) -> None:
    with pytest.raises(shell.Stopped, match="not well"):
        freeze.verdict(status, output, "")


def test_a_frozen_program_that_says_yes_is_well() -> None:
    assert freeze.verdict(0, 'starting\n{"ok": true, "fonts": 4}\n', "") == {"ok": True, "fonts": 4}
