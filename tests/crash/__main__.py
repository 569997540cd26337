"""The power cut at many moments of a recorded day: `python -m tests.crash [--states N] [--seed S] [--synchronous X]`.

Prints {"seed", "states", "violations": [...]} as JSON.
"""

import argparse
import json
import tempfile
from pathlib import Path

from kiosk.journal import database
from tests.crash.day import recorded_day
from tests.crash.recovery import crashed

MEMORY = Path("/dev/shm")
SHARES = {"kiosk": 2, "platform": 1}
"""A kiosk's disk is the one whose plug is pulled."""


def main() -> None:
    asked = _parser().parse_args()
    database.PRAGMAS = tuple(
        (name, asked.synchronous if name == "synchronous" else value) for name, value in database.PRAGMAS
    )
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as made:
        violations = run(Path(made), asked.seed, asked.states)
    print(json.dumps({"seed": asked.seed, "states": asked.states, "violations": violations}, ensure_ascii=False))


def run(root: Path, seed: int, states: int) -> list[str]:
    """What went wrong after `states` power cuts."""
    stories = recorded_day(root / "day", seed)
    whole, found = sum(SHARES.values()), []
    for name, share in SHARES.items():
        count = states * share // whole
        found += [wrong for wrong in crashed(stories[name], seed, count, root / f"{name}-after") if wrong]
    return found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("tests.crash")
    parser.add_argument("--states", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--synchronous", default="full", help="the journal's own is full")
    return parser


if __name__ == "__main__":
    main()
