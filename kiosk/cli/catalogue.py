"""`kiosk catalogue import` on the platform, `kiosk items` anywhere."""

import argparse
from pathlib import Path
from typing import Any

import msgspec

from kiosk.app import opener
from kiosk.counter import Counter
from kiosk.desks.publishing import Publishing
from kiosk.domain.catalogue import Item
from kiosk.errors import Fault
from kiosk.reasons import reason


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    verbs = commands.add_parser("catalogue", help="事项目录").add_subparsers(dest="verb", required=True)
    load = verbs.add_parser("import", parents=[common], help="导入事项目录，或办事指南的文件夹")
    load.add_argument("file", type=Path, metavar="FILE")
    load.add_argument("--guides", type=Path, metavar="DIR", help="办事指南所在的文件夹；不写则用目录文件旁边的 guides")
    load.set_defaults(work=load_catalogue)
    items = commands.add_parser("items", parents=[common], help="查事项和办事指南")
    items.add_argument("--find", metavar="TEXT", help="名称、拼音、首字母或编码")
    items.add_argument("--item", metavar="CODE")
    items.set_defaults(work=show_items)


def load_catalogue(args: argparse.Namespace) -> object:
    try:
        data = args.file.read_bytes()
    except OSError as error:
        raise Fault("file_unreadable", f"{args.file} 读不出来：{reason(error)}", "核对文件名和权限") from error
    with opener().platform(args.data) as machine:
        publishing = Publishing(machine.service.sequencer, machine.identity.partition)
        return publishing.load(data, args.guides or args.file.parent / "guides")


def show_items(args: argparse.Namespace) -> object:
    with opener().open(args.data) as machine:
        guidebook = Counter(machine).guidebook
        if args.item:
            return _guide(guidebook.item(args.item))
        if args.find is not None:
            return guidebook.find(args.find)
        return [brief for name, _ in guidebook.departments() for brief in guidebook.in_department(name)]


def _guide(item: Item) -> object:
    """The guide laid flat: code, name, department and every fact beside `schema`, `materials` and `example`."""
    whole = msgspec.to_builtins(item)
    guide = whole.pop("guide") or {}
    return {**whole, "fillable": item.fillable, **guide}
