"""`dev.py bench [NAME]… [--json]`, `dev.py bench estimate [FILE] [--fit FILE] [--json]`"""

import argparse
import json
import sys
from pathlib import Path

from tests.bench import estimate, push, receipt, stall, start, submit

BENCHES = {
    "submit": submit.measure,
    "push": push.measure,
    "start": start.measure,
    "receipt": receipt.measure,
    "stall": stall.measure,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.py bench")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{', '.join(BENCHES)}; none: all")
    parser.add_argument("--fit", type=Path, metavar="FILE", help="estimate: a trace learned from before the one judged")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    trace = Path(args.names.pop()) if "estimate" in args.names[:-1] and args.names[-1] not in BENCHES else None
    BENCHES["estimate"] = lambda: estimate.measure(trace, args.fit)
    unknown = set(args.names) - set(BENCHES)
    if unknown:
        parser.error(f"no such bench: {', '.join(sorted(unknown))}; there are: {', '.join(BENCHES)}")
    figures = []
    for name in args.names or BENCHES:
        figure = BENCHES[name]()
        figures.append(figure)
        if not args.json:
            print(
                f"{figure.name:8} {figure.value:10.3f} {figure.unit:9} yardstick {figure.yardstick:10.3f}"
                f"  ratio {figure.ratio:6.2f}  {figure.bar:10} {'holds' if figure.holds else 'DOES NOT HOLD'}",
                flush=True,
            )
    if args.json:
        print(json.dumps([figure.as_row() for figure in figures], ensure_ascii=False))
    return 0 if all(figure.holds for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
