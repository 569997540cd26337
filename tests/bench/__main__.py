"""`dev.py bench [NAME]… [--json]`"""

import argparse
import json
import sys

from tests.bench import fanout, hub_memory, push, receipt, stall, start, submit, ticket, ticket_hub

BENCHES = {
    "submit": submit.measure,
    "push": push.measure,
    "start": start.measure,
    "receipt": receipt.measure,
    "stall": stall.measure,
    "ticket": ticket.measure,
    "ticket-hub": ticket_hub.measure,
    "fanout": fanout.measure,
    "hub-memory": hub_memory.measure,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.py bench")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{', '.join(BENCHES)}; none: all")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    unknown = set(args.names) - set(BENCHES)
    if unknown:
        parser.error(f"no such bench: {', '.join(sorted(unknown))}; there are: {', '.join(BENCHES)}")
    figures = []
    for name in args.names or BENCHES:
        figure = BENCHES[name]()
        figures.append(figure)
        if not args.json:
            print(
                f"{figure.name:10} {figure.value:10.3f} {figure.unit:9} yardstick {figure.yardstick:10.3f}"
                f"  ratio {figure.ratio:6.2f}  {figure.bar:10} {'holds' if figure.holds else 'DOES NOT HOLD'}",
                flush=True,
            )
    if args.json:
        print(json.dumps([figure.as_row() for figure in figures], ensure_ascii=False))
    return 0 if all(figure.holds for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
