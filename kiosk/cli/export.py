"""`kiosk export` on the platform's folder: two clerks sign, their passwords come as two lines of standard input."""

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from kiosk.app import opener
from kiosk.cli.secret import read_secret
from kiosk.counter import Counter
from kiosk.desks.exporting import Range


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    export = commands.add_parser("export", parents=[common], help="导出办件，要两个人签字")
    export.add_argument("--to", required=True, type=Path, metavar="FILE", help="以 .csv 或 .json 结尾")
    export.add_argument("--clerk", required=True, metavar="NUMBER")
    export.add_argument("--second", required=True, metavar="NUMBER", help="另一个有导出职责的人")
    export.add_argument("--from", dest="since", type=date.fromisoformat, metavar="DAY", help="从哪天起，含当天")
    export.add_argument("--until", type=date.fromisoformat, metavar="DAY", help="到哪天止，含当天")
    export.set_defaults(work=export_cases)


def export_cases(args: argparse.Namespace) -> object:
    with opener().platform(args.data) as machine:
        first = (args.clerk, read_secret(f"{args.clerk} 的密码"))
        second = (args.second, read_secret(f"{args.second} 的密码"))
        return Counter(machine).exporting().export(args.to, first, second, Range(args.since, args.until))
