"""Clerks: `kiosk clerk add|disable|passwd|list` on the platform's folder. A password is never an argument."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kiosk.app import opener
from kiosk.cli.secret import read_secret
from kiosk.counter import Counter
from kiosk.desks.clerks import Clerks
from kiosk.domain.clerk import DUTIES, Officer


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    verbs = commands.add_parser("clerk", help="窗口工作人员").add_subparsers(dest="verb", required=True)
    new = verbs.add_parser("add", parents=[common], help="登记一名工作人员；密码从标准输入读")
    new.add_argument("number", metavar="NUMBER", help="工号")
    new.add_argument("--name", required=True)
    new.add_argument("--department", action="append", default=[], help="能办哪些部门的件，可写多次；不写为全部")
    new.add_argument("--duty", action="append", default=[], choices=DUTIES, help="另外的职责，可写多次")
    new.set_defaults(work=register)
    for name, help_text, work in (("disable", "停用", disable), ("passwd", "换密码，也解除锁定", set_password)):
        parser = verbs.add_parser(name, parents=[common], help=help_text)
        parser.add_argument("number", metavar="NUMBER")
        parser.set_defaults(work=work)
    verbs.choices["disable"].add_argument("--reason", default="")
    verbs.add_parser("list", parents=[common], help="登记过的工作人员").set_defaults(work=list_clerks)


def register(args: argparse.Namespace) -> object:
    with _register(args) as clerks:
        password = read_secret(f"{args.number} 的新密码")
        departments = args.department or ["*"]
        return _shown(clerks.register(args.number, args.name, password, departments, args.duty))


def disable(args: argparse.Namespace) -> object:
    with _register(args) as clerks:
        return _shown(clerks.disable(args.number, args.reason))


def set_password(args: argparse.Namespace) -> object:
    with _register(args) as clerks:
        return _shown(clerks.set_password(args.number, read_secret(f"{args.number} 的新密码")))


def list_clerks(args: argparse.Namespace) -> object:
    with _register(args) as clerks:
        return [_shown(officer) for officer in clerks.all()]


@contextmanager
def _register(args: argparse.Namespace) -> Iterator[Clerks]:
    with opener().platform(args.data) as machine:
        yield Counter(machine).clerks()


def _shown(officer: Officer) -> dict[str, object]:
    """Everything but the secret."""
    return {
        "number": officer.number,
        "name": officer.name,
        "departments": officer.departments,
        "duties": officer.duties,
        "disabled": officer.disabled,
    }
