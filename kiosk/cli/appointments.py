"""Appointments: `kiosk appointment open|slots|book|cancel` on the platform or at a kiosk, `check-in` at a kiosk."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kiosk.app import opener
from kiosk.counter import Counter
from kiosk.desks.appointments import Appointments


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    verbs = commands.add_parser("appointment", help="预约").add_subparsers(dest="verb", required=True)
    start = verbs.add_parser("open", parents=[common], help="开放一个时段（在平台上）")
    start.add_argument("--capacity", type=int, required=True)
    start.add_argument("--minutes", type=int, default=30)
    start.set_defaults(work=open_slot)
    slots = verbs.add_parser("slots", parents=[common], help="可以约的时段")
    slots.add_argument("--service", default="", metavar="CODE")
    slots.add_argument("--day", default="", metavar="2026-11-23")
    slots.set_defaults(work=list_slots)
    book = verbs.add_parser("book", parents=[common], help="预约一个时段")
    book.add_argument("--phone", default="", help="签到时可以用它的后四位")
    book.add_argument("--id", default="", dest="id_number", help="签到时可以用的证件号")
    book.set_defaults(work=book_slot)
    for one in (start, book):
        one.add_argument("--service", required=True, metavar="CODE")
        one.add_argument("--start", required=True, metavar="2026-11-23T09:00")
    cancel = verbs.add_parser("cancel", parents=[common], help="取消预约")
    come = verbs.add_parser("check-in", parents=[common], help="签到取号（在自助机上）")
    for one, work in ((cancel, cancel_booking), (come, check_in)):
        one.add_argument("code")
        one.set_defaults(work=work)
    for one in (start, slots, book, cancel):
        one.add_argument("--hall", default="", metavar="CODE", help="在平台上要写明大厅")


@contextmanager
def _desk(args: argparse.Namespace) -> Iterator[Appointments]:
    with opener().open(args.data) as machine:
        yield Counter(machine).appointments(args.hall)


def open_slot(args: argparse.Namespace) -> object:
    with _desk(args) as desk:
        return desk.open(args.service, args.start, args.capacity, args.minutes)


def list_slots(args: argparse.Namespace) -> object:
    with _desk(args) as desk:
        return desk.slots(args.service, args.day)


def book_slot(args: argparse.Namespace) -> object:
    said = [one for one in (args.phone[-4:], args.id_number) if one]
    with _desk(args) as desk:
        return desk.book(args.service, args.start, *said)


def cancel_booking(args: argparse.Namespace) -> object:
    with _desk(args) as desk:
        return desk.cancel(args.code)


def check_in(args: argparse.Namespace) -> object:
    with opener().open(args.data) as machine, Counter(machine).tickets() as desk:
        return desk.check_in(args.code)
