"""`dev.py simulate [--schedules N] [--seed S] [--planted NAME|all] [--script FILE] [--json]`"""

import argparse
import sys
from pathlib import Path

import msgspec

from tests.simulation.many import Caught, Sum, catch, many
from tests.simulation.planted import PLANTED, WITHIN
from tests.simulation.run import grounds, play
from tests.simulation.schedule import read

STEPS = 20
"""How often a run says how far it is."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.py simulate")
    parser.add_argument("--schedules", type=int, default=2000, metavar="N")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="the first seed; they are counted from there")
    parser.add_argument("--planted", choices=[*PLANTED, "all"], metavar="NAME", help="all, or one of planted.py")
    parser.add_argument("--script", type=Path, metavar="FILE", help="play one schedule as it was printed")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    if args.script:
        return _play_script(args.script)
    names = list(PLANTED) if args.planted == "all" else [args.planted] if args.planted else []
    found = many(args.seed, args.schedules, Teller(args.schedules))
    caught = catch(names, WITHIN)
    if args.json:
        said = {"schedules": found.schedules, "violations": len(found.failures), "planted": caught}
        print(msgspec.json.encode(said).decode())
    else:
        _tell(found, caught)
    return 0 if not found.failures and None not in caught.values() else 1


def _play_script(file: Path) -> int:
    log: list[str] = []
    with grounds() as here:
        outcome = play(here, read(file.read_text(encoding="utf-8")), log)
    print(*log, sep="\n")
    print(outcome.what or f"holds after {outcome.rounds} rounds; trace {outcome.trace}")
    return 1 if outcome.broken else 0


class Teller:
    """Tells a person, beside the result, of each violation as it is found, and how far it all is."""

    def __init__(self, schedules: int) -> None:
        self._schedules = schedules
        self._told = 0

    def __call__(self, share: Sum, found: Sum) -> None:
        print(*(f"{failure}\n" for failure in share.failures), sep="\n", end="", file=sys.stderr, flush=True)
        steps = STEPS * found.schedules // self._schedules
        if steps > self._told:
            self._told = steps
            said = f"{found.schedules} of {self._schedules} schedules, {len(found.failures)} violations"
            print(said, file=sys.stderr, flush=True)


def _tell(found: Sum, caught: dict[str, Caught | None]) -> None:
    print(f"{found.schedules} schedules, {len(found.failures)} violations, at most {found.rounds} rounds to heal")
    for name, one in caught.items():
        print(f"{name:34} {f'caught after {one.after} by {one.by}' if one else 'NOT CAUGHT'}")


if __name__ == "__main__":
    sys.exit(main())
