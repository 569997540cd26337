"""Where things lie in a checkout."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
LOCK = ROOT / "requirements.lock"
PROJECT = ROOT / "pyproject.toml"
VENV = ROOT / ".venv"
WORK = ROOT / ".work"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
