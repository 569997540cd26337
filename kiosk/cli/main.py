"""The command line's frame: arguments in, one answer out, every error with its status."""

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import msgspec
import platformdirs

from kiosk import __version__
from kiosk.cli.answer import of_fault, show
from kiosk.errors import Fault, Refused
from kiosk.logbook import LINE, Discreet

ROOMS = {
    "platform": "servers",
    "hub": "servers",
    "terminal": "screens",
    "window": "screens",
    "board": "screens",
    "selftest": "screens",
    "hall": "admin",
    "code": "admin",
    "enrol": "admin",
    "revoke": "admin",
    "devices": "admin",
    "audit": "audit",
    "clerk": "clerks",
    "export": "export",
    "catalogue": "catalogue",
    "items": "catalogue",
    "submit": "cases",
    "case": "cases",
    "cases": "cases",
    "verify": "cases",
    "ticket": "queue",
    "window-call": "queue",
    "appointment": "appointments",
    "sync": "journal",
    "state": "journal",
    "rebuild": "journal",
    "doctor": "journal",
    "recover": "storage",
    "backup": "storage",
    "restore": "storage",
}
"""Which module of `kiosk.cli` answers to each command."""

DONE, REFUSED, USAGE, FAULT, BUG = 0, 1, 2, 3, 70


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the status says how it went (contract.md)."""
    words = list(sys.argv[1:] if argv is None else argv)
    args = _parser(words).parse_args(words)
    try:
        answer = args.work(args)
    except Refused as refused:
        return _say(args, {"refused": refused.code, "message": refused.message}, refused.message, REFUSED)
    except Fault as fault:
        return _say(args, of_fault(fault), f"{fault.message}\n怎么办：{fault.mend}", FAULT)
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # noqa: BLE001, the one place that keeps a bug from the screen
        return _bug(args, error)
    if answer is not None:
        _print(msgspec.json.encode(answer, enc_hook=str).decode() if args.json else show(answer))
    return DONE


def _print(text: str) -> None:
    try:
        print(text, flush=True)
    except BrokenPipeError:  # whoever reads has seen enough; nothing may be written at the exit either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _say(args: argparse.Namespace, answer: object, text: str, status: int) -> int:
    if args.json:
        _print(msgspec.json.encode(answer).decode())
    else:
        print(text, file=sys.stderr)
    return status


def _bug(args: argparse.Namespace, error: Exception) -> int:
    """A traceback goes to the log, never to the screen."""
    log = logging.getLogger("kiosk.bug")
    log.propagate = False
    path = Path(args.data) / "kiosk.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = logging.FileHandler(path, encoding="utf-8")
    handler.setFormatter(Discreet(LINE))
    log.addHandler(handler)
    log.error("a bug", exc_info=error)
    handler.close()
    log.removeHandler(handler)
    mend = f"把 {path} 发给技术人员"
    return _say(args, {"bug": "bug", "message": "程序出错了", "mend": mend}, f"程序出错了。{mend}", BUG)


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    """The command's own room alone is opened, so that a small command starts fast; all of them for `--help`."""
    parser = argparse.ArgumentParser(prog="kiosk", description="政务服务大厅：自助机、窗口、平台")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    asked = ROOMS.get(words[0] if words else "")
    for room in [asked] if asked else sorted(set(ROOMS.values())):
        import_module(f"kiosk.cli.{room}").add(commands, common())
    return parser


def common() -> argparse.ArgumentParser:
    """What every command takes."""
    shared = argparse.ArgumentParser(add_help=False)
    usual = platformdirs.user_data_dir("service-hall-kiosk", appauthor=False)
    shared.add_argument("--data", type=Path, default=Path(usual), metavar="DIR", help="这台机器的文件夹")
    shared.add_argument("--json", action="store_true", help="只打印一个 JSON")
    return shared
