"""The checkout's own Python environment, made from the lock file and remade when that changes."""

import hashlib
import platform
import sys
from pathlib import Path

from devtools.places import LOCK, PROJECT, PYTHON, VENV
from devtools.shell import module, must, say

STAMP = VENV / "made-from"


def provide() -> None:
    """Make .venv hold all that the lock file says; nothing to do where it was made from this very lock."""
    if PYTHON.exists() and STAMP.exists() and STAMP.read_text() == fingerprint():
        return
    say(f"making {VENV.name} from {LOCK.name}; the first time takes a minute or two")
    STAMP.unlink(missing_ok=True)
    must([sys.executable, "-m", "venv", *(() if _same_python() else ("--clear",)), str(VENV)])
    pip = module("pip", "--disable-pip-version-check", "--no-input", "install", "--quiet")
    must([*pip, "--require-hashes", "--requirement", str(LOCK)])
    must([*pip, "--no-deps", "--no-build-isolation", "--editable", "."])
    STAMP.write_text(fingerprint())


def fingerprint() -> str:
    """What the environment depends on, in one hash: the lock, the project, the Python, and where the checkout lies."""
    parts = [LOCK.read_bytes(), PROJECT.read_bytes(), sys.version.encode(), str(VENV).encode()]
    return hashlib.sha256(b"\0".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def _same_python() -> bool:
    """Was the environment made by this very Python? One that was not is made anew, for their libraries do not mix."""
    made = VENV / "pyvenv.cfg"
    ours = {f"executable = {Path(sys.executable).resolve()}", f"version = {platform.python_version()}"}
    return made.exists() and ours <= set(made.read_text().splitlines())


def lock() -> None:
    """Write the lock file anew: every platform's packages with their hashes, from the public index."""
    options = ["--quiet", "--group", "dev", "--universal", "--python-version", "3.11", "--upgrade", "--generate-hashes"]
    layout = ["--no-annotate", "--custom-compile-command", "python3 build/dev.py lock", "--output-file", str(LOCK)]
    must(module("uv", "pip", "compile", str(PROJECT), *options, *layout))
