"""The frozen program: built, then started and quit once as a test."""

import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from devtools.display import hidden_display
from devtools.places import ROOT, WORK
from devtools.shell import Stopped, module, must, say

PATIENCE = 60.0  # seconds for a start on a slow disk


def package() -> int:
    """Build into .work/frozen and try it; 0 when it started, showed its first screen and quit."""
    program = build(WORK / "frozen")
    said = try_out(program)
    say(f"{program.relative_to(ROOT)}: {size_mb(program.parent)} MB, it says {json.dumps(said, ensure_ascii=False)}")
    return 0


def build(folder: Path) -> Path:
    """Freeze the product into `folder`; the program's path."""
    say("freezing; this takes a minute")
    places = ["--distpath", str(folder), "--workpath", str(folder / "work")]
    must(module("PyInstaller", "--noconfirm", "--log-level", "WARN", *places, str(ROOT / "build" / "kiosk.spec")))
    return folder / "kiosk" / ("kiosk.exe" if os.name == "nt" else "kiosk")


def try_out(program: Path) -> dict[str, Any]:
    """Start it far from the checkout, with nothing of ours around it; what its self-test says. Stopped if unwell."""
    with hidden_display() as display, tempfile.TemporaryDirectory(prefix="kiosk-frozen-") as home:
        command = [str(program), "selftest", "--data", f"{home}/data", "--json"]
        environment = {"DISPLAY": display, "HOME": home, "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"}
        done = subprocess.run(
            command, cwd=home, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    return verdict(done.returncode, done.stdout, done.stderr)


def verdict(status: int, output: str, errors: str) -> dict[str, Any]:
    """What a self-test said, when it is a yes: exit status 0 and {"ok": true, …} as the last line."""
    try:
        said = json.loads(output.splitlines()[-1])
    except (IndexError, ValueError):
        said = None
    if status == 0 and isinstance(said, dict) and said.get("ok") is True:
        return said
    raise Stopped(f"the frozen program is not well (status {status}):\n{output}{errors}", 1)


def size_mb(folder: Path) -> int:
    """All its files together, in megabytes."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file()) // 1_000_000
