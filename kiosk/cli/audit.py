"""The audit: `kiosk audit verify` on any machine, `kiosk audit list` for people."""

import argparse
from datetime import date
from typing import Any

import msgspec

from kiosk.app import opener
from kiosk.desks.audit_list import AuditList
from kiosk.errors import Fault
from kiosk.journal.audit import Flaw

SHOWN = 20
"""So many flaws are named to a person; `--json` names all."""


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    verbs = commands.add_parser("audit", help="审计").add_subparsers(dest="verb", required=True)
    verify = verbs.add_parser("verify", parents=[common], help="查记录有没有被改、被删、被插")
    verify.set_defaults(work=verify_records)
    listing = verbs.add_parser("list", parents=[common], help="谁在什么时候做了什么")
    listing.add_argument("--actor", default="", help="例如 clerk:31007")
    listing.add_argument("--kind", default="", help="例如 cases.exported 或 clerk.")
    listing.add_argument("--from", dest="since", type=date.fromisoformat, metavar="DAY")
    listing.add_argument("--limit", type=int, default=200)
    listing.set_defaults(work=list_records)


def verify_records(args: argparse.Namespace) -> object:
    """Fault `audit_broken` with every flaw in `flaws`."""
    with opener().open(args.data) as machine:
        audit = machine.auditor.verify()
    if not audit.flaws:
        return audit
    lines = [_line(flaw) for flaw in audit.flaws]
    more = f"\n……共 {len(lines)} 处，全部用 --json 看" if len(lines) > SHOWN else ""
    raise Fault(
        "audit_broken",
        "\n".join(lines[:SHOWN]) + more,
        "不要再写这个数据库：先把它原样备份，再和各窗口、大厅主机的副本对照，查谁能写数据库",
        msgspec.to_builtins(audit),
    )


def _line(flaw: Flaw) -> str:
    author = f"{flaw.author or '—'} 的第 {flaw.seq} 条（{flaw.entry or '—'}）"
    return f"{flaw.problem}：{flaw.partition} 第 {flaw.position} 位，{author}{flaw.message}"


def list_records(args: argparse.Namespace) -> object:
    with opener().open(args.data) as machine:
        return AuditList(machine.journal).rows(args.actor, args.kind, args.since, args.limit)
