"""What keeps a machine's data: `kiosk backup`, `kiosk restore`, `kiosk recover`."""

import argparse
import sys
from pathlib import Path
from typing import Any

from kiosk.app import opener
from kiosk.mending import Mended, recover
from kiosk.safekeeping import back_up, restore


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    backup = commands.add_parser("backup", parents=[common], help="备份，运行中也可以；备份好就试着恢复一遍")
    backup.add_argument("--to", type=Path, required=True, metavar="FILE")
    backup.set_defaults(work=run_backup)
    back = commands.add_parser("restore", parents=[common], help="用备份恢复；先停掉本机的程序")
    back.add_argument("file", type=Path, metavar="FILE")
    back.add_argument("--database", default="", metavar="URL", help="PostgreSQL：一个新的空数据库")
    back.set_defaults(work=run_restore)
    mend = commands.add_parser("recover", parents=[common], help="本机数据坏了：留存原样，另起一段记录继续")
    mend.add_argument("--lost", action="store_true", help="数据文件整个不见了，而且磁盘和文件夹都没有弄错")
    mend.set_defaults(work=run_recover)


def run_backup(args: argparse.Namespace) -> object:
    with opener().open(args.data) as machine:
        return back_up(machine, args.to)


def run_restore(args: argparse.Namespace) -> object:
    return restore(opener(), args.data, args.file, args.database)


def run_recover(args: argparse.Namespace) -> object:
    return recover(opener(), args.data, lost=args.lost)


def tell(mended: Mended) -> None:
    """What was mended at a start, for whoever reads the log of the service."""
    if not mended.fault:
        return
    said = f"本机数据坏了（{mended.fault}），原样留在 {mended.kept_aside}；救回 {mended.saved} 条，已另起一段记录继续。"
    if mended.missing:
        said += f"要与上级核对的回执：{'、'.join(mended.missing)}。"
    print(said, file=sys.stderr, flush=True)
