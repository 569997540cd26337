"""`dev.py bench [NAME]… [--json]`, and `dev.py bench estimate [FILE] [--fit FILE] [--json]`"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.bench import (
    estimate,
    fanout,
    form,
    hub_memory,
    push,
    receipt,
    search,
    stall,
    start,
    submit,
    ticket,
    ticket_hub,
    verdict,
)
from tests.bench.figure import Figure

BENCHES = {
    "submit": submit.measure,
    "push": push.measure,
    "start": start.measure,
    "search": search.measure,
    "form": form.measure,
    "verdict": verdict.measure,
    "receipt": receipt.measure,
    "stall": stall.measure,
    "ticket": ticket.measure,
    "ticket-hub": ticket_hub.measure,
    "fanout": fanout.measure,
    "hub-memory": hub_memory.measure,
}
NAMES = (*BENCHES, "estimate")


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.py bench")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{', '.join(NAMES)}; none: all; a FILE for estimate")
    parser.add_argument("--fit", type=Path, metavar="FILE", help="what estimate learns before it is judged")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    files = [Path(name) for name in args.names if name not in NAMES]
    if len(files) > 1 or (files and "estimate" not in args.names) or not all(file.is_file() for file in files):
        parser.error(f"no such bench or file: {', '.join(map(str, files))}; there are: {', '.join(NAMES)}")
    figures = []
    for figure in _figures(set(args.names).intersection(NAMES) or set(NAMES), files[0] if files else None, args.fit):
        figures.append(figure)
        if not args.json:
            print(
                f"{figure.name:22} {figure.value:10.3f} {figure.unit:9} yardstick {figure.yardstick:10.3f}"
                f"  ratio {figure.ratio:6.2f}  {figure.bar:10} {'holds' if figure.holds else 'DOES NOT HOLD'}",
                flush=True,
            )
    if args.json:
        print(json.dumps([figure.as_row() for figure in figures], ensure_ascii=False))
    return 0 if all(figure.holds for figure in figures) else 1


def _figures(names: set[str], file: Path | None, fit: Path | None) -> Iterator[Figure]:
    yield from (measure() for name, measure in BENCHES.items() if name in names)
    if "estimate" in names:
        yield from estimate.measure(file, fit)


if __name__ == "__main__":
    sys.exit(main())
