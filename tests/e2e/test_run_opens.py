"""`dev.py run` with a display: the terminal opens, the portal answers, a window can be opened, nothing stays behind."""

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from tests.support.hall import ROOT


@contextmanager
def running(folder: Path) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    """The program and what it printed: what stands before the colon, what behind it."""
    command = [sys.executable, "-m", "ui.story", str(folder)]
    env = os.environ | {"HOME": str(folder.parent)}
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said: dict[str, str] = {}
        while (line := process.stdout.readline()) and "自助机开了" not in line:
            name, _, rest = line.partition("：")
            said[name] = rest.strip()
        yield process, said


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_it_opens_and_ends_whole(tmp_path: Path, asked: signal.Signals) -> None:
    with running(tmp_path / "run") as (process, said):
        assert requests.get(said["门户"], timeout=30).status_code == 200
        command = shlex.split(said["打开窗口"])
        assert command[1:3] == ["window", "--data"]
        state = subprocess.run([command[0], "state", "--json", "--data", command[3]], capture_output=True, check=True)
        assert state.stdout
        process.send_signal(asked)
        assert process.wait(30) == 0
    with pytest.raises(requests.ConnectionError):
        requests.get(said["门户"], timeout=5)


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    command = [sys.executable, "-m", "ui.story", str(tmp_path)]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (said.returncode, [path.name for path in tmp_path.iterdir()]) == (2, ["mine.txt"])
    assert "没有动它" in said.stdout


def test_an_option_that_does_not_exist_is_no_folder(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "ui.story", "--helpful"]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    said = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert (said.returncode, list(tmp_path.iterdir())) == (2, [])
    assert "--helpful" in said.stderr
