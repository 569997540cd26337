"""`kiosk terminal`, `kiosk window` and `kiosk board`: the screens, where Qt is installed."""

import argparse
from importlib import import_module
from typing import Any

from kiosk.app import opener
from kiosk.cli.storage import tell
from kiosk.errors import Fault
from kiosk.logbook import spoken
from kiosk.mending import start_whole


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    for name, help_text in (("terminal", "自助机"), ("window", "窗口"), ("board", "大屏")):
        parser = commands.add_parser(name, parents=[common], help=help_text)
        parser.add_argument("--size", default="", metavar="WxH", help="窗口大小；不写则全屏")
        if name == "board":
            parser.add_argument("--window", default="", metavar="W", help="挂在哪个窗口上方；不写则是大厅的总屏")
        elif name == "window":
            parser.add_argument("--window", default="", metavar="W", help="大厅里的哪个窗口；不写则用上次选的")
        parser.set_defaults(work=run_screen, screen=name)
    selftest = commands.add_parser("selftest", parents=[common], help="打开首屏、字体、键盘，再关掉")
    selftest.set_defaults(work=run_screen, screen="selftest", size="1080x1920")


def run_screen(args: argparse.Namespace) -> object:
    """The screens live above this wall; they are found by name, so that the core stands without them."""
    if args.screen != "selftest":
        tell(start_whole(opener(), args.data))
    try:
        screens = import_module("ui.entry")
    except ImportError as error:
        raise Fault("no_screens", f"这台机器没有装界面：{error}", "安装完整的程序") from error
    which = {"window": args.window} if getattr(args, "window", "") else {}
    with spoken():
        return screens.open_screen(args.screen, args.data, args.size, **which)
