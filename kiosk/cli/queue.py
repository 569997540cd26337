"""The hall's queue: `kiosk ticket` at a kiosk, `kiosk window-call` at a window."""

import argparse
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import msgspec

from kiosk.app import Machine, opener
from kiosk.cli.secret import read_secret
from kiosk.counter import Counter
from kiosk.desks.calls import Calls
from kiosk.desks.judging import Who, by_itself
from kiosk.domain.queue.rules import CLASSES
from kiosk.errors import Refused

VERBS = (
    "next",
    "back",
    "recall",
    "skip",
    "hold",
    "resume",
    "transfer",
    "start",
    "finish",
    "by-hand",
    "pause",
    "unpause",
    "show",
)


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    verbs = commands.add_parser("ticket", help="取号").add_subparsers(dest="verb", required=True)
    verbs.add_parser("services", parents=[common], help="可以取号的业务").set_defaults(work=list_services)
    verbs.add_parser("hall", parents=[common], help="大厅现在的样子").set_defaults(work=show_hall)
    take = verbs.add_parser("take", parents=[common], help="取一个号")
    take.add_argument("--service", required=True, action="append", metavar="CODE", help="可以写几次：一个号依次办几项")
    take.add_argument("--priority", default="", metavar="CLASS", help="、".join(filter(None, CLASSES)))
    take.add_argument("--receipt", default="", metavar="RECEIPT", help="为哪一件而来：回执编号")
    take.add_argument("--print", action="store_true", dest="on_paper", help="打印小票")
    take.set_defaults(work=take_ticket)
    place = verbs.add_parser("place", parents=[common], help="小票的二维码现在说什么（在平台上）")
    place.add_argument("token", help="二维码里 /q/ 后面的一段")
    place.set_defaults(work=show_place)
    show = verbs.add_parser("show", parents=[common], help="一个号现在排到哪里")
    show.add_argument("code", metavar="QRTEXT|NUMBER")
    show.set_defaults(work=show_ticket)
    cancel = verbs.add_parser("cancel", parents=[common], help="退号，凭小票上的二维码")
    cancel.add_argument("code", metavar="QRTEXT")
    cancel.set_defaults(work=cancel_ticket)
    call = commands.add_parser("window-call", parents=[common], help="叫号；不写动作就是叫下一个")
    call.add_argument("action", nargs="?", default="next", choices=VERBS)
    call.add_argument("what", nargs="?", default="", metavar="NUMBER|TO|REASON", help="号码、转去哪里、或暂停的原因")
    call.add_argument("--window", required=True, metavar="W")
    call.add_argument("--clerk", default="", metavar="NUMBER", help="谁在窗口：工号；密码从标准输入读")
    call.set_defaults(work=at_window)


def list_services(args: argparse.Namespace) -> object:
    with opener().open(args.data) as machine, Counter(machine).tickets() as desk:
        return desk.services()


def show_hall(args: argparse.Namespace) -> object:
    with opener().open(args.data) as machine, Counter(machine).tickets() as desk:
        desk.services()
        return desk.hall()


def take_ticket(args: argparse.Namespace) -> object:
    """With --print the paper's fate stands beside the number; without a paper the number is valid all the same."""
    with opener().open(args.data) as machine, Counter(machine).tickets() as desk:
        first, *then = args.service
        ticket = desk.take(first, args.priority, then, receipt=args.receipt)
        return {**msgspec.to_builtins(ticket), "paper": desk.print_ticket(ticket)} if args.on_paper else ticket


def show_place(args: argparse.Namespace) -> object:
    with opener().open(args.data) as machine:
        return Counter(machine).online_hall().place(args.token)


def show_ticket(args: argparse.Namespace) -> object:
    with opener().open(args.data) as machine, Counter(machine).tickets() as desk:
        return desk.find(args.code)


def cancel_ticket(args: argparse.Namespace) -> object:
    with opener().open(args.data) as machine, Counter(machine).tickets() as desk:
        return desk.cancel(args.code)


def at_window(args: argparse.Namespace) -> object:
    """As the machine itself, or in the name of a clerk who signs in for this one step."""
    with (
        opener().open(args.data) as machine,
        _who(machine, args.clerk) as who,
        Counter(machine).calls(args.window, who) as desk,
    ):
        return _VERBS[args.action](desk, args.what)


@contextmanager
def _who(machine: Machine, number: str) -> Iterator[Who]:
    if not number:
        yield by_itself
        return
    with Counter(machine).clerk() as seat:
        seat.sign_in(number, read_secret(f"{number} 的密码"))
        try:
            yield seat.actor
        finally:
            seat.sign_out("left")


def _needed(what: str) -> str:
    if not what:
        raise Refused("what_is_missing", "请在动作后面写明号码、转去哪里或原因")
    return what


def _pause(desk: Calls, reason: str) -> object:
    desk.pause(reason)
    return {"paused": True, "reason": reason}


def _unpause(desk: Calls, _: str) -> object:
    desk.unpause()
    return {"paused": False}


_VERBS: Mapping[str, Callable[[Calls, str], object]] = {
    "next": lambda desk, _: desk.call_next(),
    "back": lambda desk, _: desk.put_back(),
    "recall": lambda desk, _: desk.recall(),
    "skip": lambda desk, _: desk.skip(),
    "hold": lambda desk, _: desk.hold(),
    "resume": lambda desk, what: desk.resume(_needed(what)),
    "transfer": lambda desk, what: desk.transfer(_needed(what)),
    "start": lambda desk, _: desk.start(),
    "finish": lambda desk, _: desk.finish(),
    "by-hand": lambda desk, what: desk.by_hand(_needed(what)),
    "pause": _pause,
    "unpause": _unpause,
    "show": lambda desk, _: {"current": desk.current(), "hall": desk.hall()},
}
