"""Format, lint, types, walls."""

import time

from devtools.places import VENV
from devtools.shell import module, run, say

CHECKS = {
    "format": module("ruff", "format", "--check", "--quiet", "."),
    "lint": module("ruff", "check", "--quiet", "."),
    "types": module("mypy", "--no-error-summary"),
    "walls": [str(VENV / "bin" / "lint-imports"), "--no-logo"],
}


def check() -> int:
    """Run all of them, also after one has failed; 0 when all held."""
    failed = [name for name, command in CHECKS.items() if not _holds(name, command)]
    if failed:
        say(f"failed: {', '.join(failed)}")
    return 1 if failed else 0


def _holds(name: str, command: list[str]) -> bool:
    begun = time.monotonic()
    status = run(command)
    say(f"{name}: {'holds' if status == 0 else 'FAILED'} ({time.monotonic() - begun:.1f} s)")
    return status == 0
