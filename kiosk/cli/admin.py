"""Who belongs: `kiosk hall`, `kiosk code`, `kiosk enrol`, `kiosk revoke`, `kiosk devices`."""

import argparse
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from kiosk.app import opener
from kiosk.desks.rules_file import read_rules, usual_rules
from kiosk.domain.queue.rehoming import moving
from kiosk.domain.registry import DeviceWiped, HallAdded
from kiosk.domain.rights import ROLES
from kiosk.journal.registry import Device
from kiosk.server.handover import follow_rules


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    hall = commands.add_parser("hall", help="大厅").add_subparsers(dest="verb", required=True)
    new = hall.add_parser("add", parents=[common], help="登记一个大厅")
    new.add_argument("code")
    new.add_argument("--name", required=True)
    new.add_argument(
        "--queue", type=Path, metavar="FILE", help="业务、窗口和排队规则（JSON）；不写则用样例或一项综合业务"
    )
    new.set_defaults(work=add_hall)
    code = commands.add_parser("code", parents=[common], help="生成一次性登记码")
    code.add_argument("--hall", required=True)
    code.add_argument("--role", required=True, choices=[role for role in ROLES if role != "platform"])
    code.add_argument("--department", action="append", default=[], help="窗口能看的部门，可写多次；不写为全部")
    code.set_defaults(work=issue_code)
    enrol = commands.add_parser("enrol", parents=[common], help="用登记码登记本机")
    enrol.add_argument(
        "--upstream", required=True, action="append", metavar="URL", help="可写多次：几个地址是同一个上级"
    )
    enrol.add_argument("--code", required=True)
    enrol.add_argument("--name", default=socket.gethostname())
    enrol.add_argument("--database", default="", metavar="URL")
    enrol.set_defaults(work=enrol_machine)
    revoke = commands.add_parser("revoke", parents=[common], help="停用一台机器")
    revoke.add_argument("terminal")
    revoke.add_argument("--reason", default="")
    revoke.add_argument("--wipe", action="store_true", help="被盗：下次连线时清除它的全部数据，没送出的也清除")
    revoke.set_defaults(work=revoke_machine)
    commands.add_parser("devices", parents=[common], help="登记过的机器").set_defaults(work=list_devices)


def add_hall(args: argparse.Namespace) -> object:
    """`moved`: whoever waited for what is gone, as far as the platform knows; they keep number and time."""
    rules = read_rules(args.queue) if args.queue else usual_rules(args.code)
    with opener().platform(args.data) as machine:
        sequencer, body = machine.service.sequencer, HallAdded(args.code, args.name, rules)
        today = machine.journal.views.queue.state(f"hall:{args.code}").today
        moved = moving(today, rules) if today else ()
        sequencer.write(machine.identity.partition, f"hall:{args.code}", "hall.added", "system", body)
        follow_rules(sequencer)
        services = [one.code for one in rules.services]
        return {"hall": args.code, "name": args.name, "services": services, "moved": moved}


def issue_code(args: argparse.Namespace) -> object:
    departments = tuple(args.department) or (("*",) if args.role == "window" else ())
    with opener().platform(args.data) as machine:
        return {"code": machine.service.enrolling.issue(args.hall, args.role, departments)}


def enrol_machine(args: argparse.Namespace) -> object:
    first, *others = args.upstream
    return opener().enrol(args.data, first, args.code, args.name, args.database, tuple(others))


def revoke_machine(args: argparse.Namespace) -> object:
    with opener().platform(args.data) as machine:
        machine.service.enrolling.revoke(args.terminal, args.reason, wipe=args.wipe)
        return {"revoked": args.terminal, "wipe": args.wipe}


def list_devices(args: argparse.Namespace) -> object:
    with opener().open(args.data) as machine:
        registry = machine.journal.views.registry
        return [_shown(device, registry.wiped(device.terminal)) for device in registry.devices()]


def _shown(device: Device, gone: DeviceWiped | None) -> Mapping[str, object]:
    """`wiped` says whether it has cleared itself; `lost` names receipts whose cases went with it."""
    shown = msgspec.to_builtins(device)
    del shown["dismissal"]
    return {**shown, "wiped": gone is not None, "lost": gone.receipts if gone else ()}
