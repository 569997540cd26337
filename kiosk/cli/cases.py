"""Cases: `kiosk submit`, `kiosk case …`, `kiosk cases`, `kiosk verify`."""

import argparse
import json
from pathlib import Path
from typing import Any

from kiosk.app import Machine, opener
from kiosk.cli.secret import read_secret
from kiosk.counter import Counter
from kiosk.desk import Draft, WindowDesk
from kiosk.domain.bodies import Attachment, Lacking
from kiosk.durable import write_durably
from kiosk.errors import Fault, Refused
from kiosk.ids import uuid7
from kiosk.reasons import reason

CLERICAL = ("accept", "return", "reject", "conclude", "merge", "notice")


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    submit = commands.add_parser("submit", parents=[common], help="交件")
    submit.add_argument("--item", required=True, metavar="CODE")
    submit.add_argument("--form", required=True, type=Path, metavar="FILE")
    submit.add_argument("--attach", action="append", default=[], metavar="MATERIAL=PATH")
    submit.set_defaults(work=submit_case)
    verify = commands.add_parser("verify", parents=[common], help="验回执")
    verify.add_argument("qr", metavar="QRTEXT")
    verify.set_defaults(work=verify_receipt)
    listing = commands.add_parser("cases", parents=[common], help="窗口的办件")
    listing.add_argument("--clerk", default="", metavar="NUMBER", help="谁在看；密码从标准输入读")
    listing.set_defaults(work=list_cases)
    verbs = commands.add_parser("case", help="办件").add_subparsers(dest="verb", required=True)
    _verb(verbs, common, "show", show_case)
    _verb(verbs, common, "withdraw", withdraw).add_argument("--reason", default="")
    _attaching(_verb(verbs, common, "supplement", supplement))
    for name in CLERICAL:
        parser = _verb(verbs, common, name, clerical)
        parser.add_argument("--officer", default="窗口工作人员")
        parser.add_argument("--clerk", default="", metavar="NUMBER", help="谁在办；密码从标准输入读")
    parsers = verbs.choices
    parsers["return"].add_argument("--lacking", action="append", default=[], metavar="MATERIAL[=REMARK]")
    parsers["reject"].add_argument("--reason", default="")
    parsers["conclude"].add_argument("--outcome", default="准予许可")
    parsers["notice"].add_argument("--to", type=Path, metavar="FILE", help="写到哪里；不写则在当前文件夹")
    parsers["merge"].add_argument("--into", required=True, metavar="RECEIPT")


def _verb(verbs: Any, common: argparse.ArgumentParser, name: str, work: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(name, parents=[common])
    parser.add_argument("receipt", metavar="RECEIPT")
    parser.set_defaults(work=work)
    return parser


def _attaching(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--attach", action="append", default=[], metavar="MATERIAL=PATH")
    parser.add_argument("--remark", default="")


def submit_case(args: argparse.Namespace) -> object:
    form = _read_form(args.form)
    with opener().open(args.data) as machine:
        receipt = _hand_in(machine, args.item, form, _files(args.attach))
    return {
        "case": receipt.case,
        "receipt": receipt.receipt,
        "state": receipt.state,
        "tentative": receipt.tentative,
        "qr": receipt.qr,
        "pdf": str(receipt.pdf or ""),
    }


def _hand_in(machine: Machine, item: str, form: Any, files: list[tuple[str, Path]]) -> Any:
    """Keep the files and hand in, all or nothing: another program's end of visit cannot come between."""
    counter = Counter(machine)
    if machine.identity.role == "platform":
        online = counter.online()
        with machine.journal.db.transaction():
            kept = tuple(counter.files.keep_file(path, material) for material, path in files)
            return online.hand_in(Draft(item, form, kept), uuid7(machine.clock, machine.randomness))
    with counter.citizen() as desk, machine.journal.db.transaction():
        kept = tuple(desk.keep_file(path, material) for material, path in files)
        return desk.hand_in(Draft(item, form, kept))


def show_case(args: argparse.Namespace) -> object:
    with opener().open(args.data) as machine:
        counter = Counter(machine)
        if machine.identity.role == "platform":
            return machine.service.progress(counter.receipts.case_of(args.receipt))
        with counter.citizen() as desk:
            return desk.progress(args.receipt)


def withdraw(args: argparse.Namespace) -> object:
    with opener().open(args.data) as machine:
        counter = Counter(machine)
        if machine.identity.role == "platform":
            return counter.online().withdraw(args.receipt, args.reason)
        with counter.citizen() as desk:
            return desk.withdraw(args.receipt, args.reason)


def supplement(args: argparse.Namespace) -> object:
    with opener().open(args.data) as machine:
        counter = Counter(machine)
        kept: tuple[Attachment, ...] = tuple(
            counter.files.keep_file(path, material) for material, path in _files(args.attach)
        )
        if machine.identity.role == "platform":
            return counter.online().supplement(args.receipt, kept, args.remark)
        with counter.citizen() as desk:
            return desk.supplement(args.receipt, kept, args.remark)


def clerical(args: argparse.Namespace) -> object:
    with opener().open(args.data) as machine, Counter(machine).clerk() as desk:
        _sit_down(desk, args.clerk)
        case = Counter(machine).receipts.case_of(args.receipt)
        if args.verb == "accept":
            return desk.accept(case, args.officer)
        if args.verb == "return":
            materials = desk.case(case).item.guide
            known = {one.code: one for one in materials.materials} if materials else {}
            return desk.return_for_supplement(case, tuple(_lacking(known, text) for text in args.lacking), args.officer)
        if args.verb == "reject":
            return desk.reject(case, args.reason, args.officer)
        if args.verb == "conclude":
            return desk.conclude(case, args.outcome, args.officer)
        if args.verb == "notice":
            return _put(args.to or Path(f"{desk.case(case).state.receipt}-notice.pdf"), desk.notice(case))
        return desk.merge(case, args.into, args.officer)


def _put(path: Path, pdf: bytes) -> object:
    """Where the clerk asked for it, never in the machine's own folder; nobody else may read it."""
    try:
        write_durably(path, pdf)
    except OSError as error:
        raise Fault("file_unwritable", f"{path} 写不进去：{reason(error)}", "换一个能写的文件夹，再做一次") from error
    return {"pdf": path.absolute()}


def _sit_down(desk: WindowDesk, number: str) -> None:
    """Sign in where clerks do. Refused `sign_in_first` where nobody is named."""
    if number:
        desk.sign_in(number, read_secret(f"{number} 的密码"))
    elif desk.sign_in_needed():
        raise Refused("sign_in_first", "请写明 --clerk 工号，密码从标准输入给一行")


def _lacking(known: dict[str, Any], text: str) -> Lacking:
    code, _, remark = text.partition("=")
    if code not in known:
        raise Refused("unknown_material", f"这个事项没有材料 {code}，有：{'、'.join(known)}")
    return Lacking(code, known[code].name, known[code].standard, remark)


def list_cases(args: argparse.Namespace) -> object:
    with opener().open(args.data) as machine, Counter(machine).clerk() as desk:
        _sit_down(desk, args.clerk)
        return desk.cases()


def verify_receipt(args: argparse.Namespace) -> object:
    with opener().open(args.data) as machine, Counter(machine).citizen() as desk:
        return desk.verify(args.qr)


def _read_form(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Refused("form_unreadable", f"{path} 读不出来：{reason(error)}。请核对文件名和权限") from error
    except (ValueError, RecursionError) as error:
        raise Refused("form_unreadable", f"{path.name} 不是完整的 JSON：{error}。请改正后再交") from error


def _files(pairs: list[str]) -> list[tuple[str, Path]]:
    split = [pair.partition("=") for pair in pairs]
    for material, equals, path in split:
        if not material or not equals or not path:
            raise Refused("attach_unclear", "写成 --attach 材料编码=文件，例如 --attach M1=图纸.pdf")
    return [(material, Path(path)) for material, _, path in split]
