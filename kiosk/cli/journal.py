"""The journal: `kiosk sync`, `kiosk state`, `kiosk rebuild`, `kiosk doctor`."""

import argparse
import signal
import threading
from typing import Any

import msgspec

from kiosk.app import Machine, opener
from kiosk.cli.answer import of_fault, one_line
from kiosk.cli.storage import tell
from kiosk.doctor import examine
from kiosk.errors import Fault
from kiosk.mending import start_whole
from kiosk.sync.exchange import Tally
from kiosk.sync.pump import Pump


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    sync = commands.add_parser("sync", parents=[common], help="与上级平台往来")
    sync.add_argument("--once", action="store_true", help="现在做一次，不等下一次的时间")
    sync.set_defaults(work=run_sync)
    state = commands.add_parser("state", parents=[common], help="各视图和它们的指纹")
    state.add_argument("--partition", default="")
    state.set_defaults(work=show_state)
    commands.add_parser("rebuild", parents=[common], help="由记录重建视图").set_defaults(work=rebuild)
    commands.add_parser("doctor", parents=[common], help="逐项检查，说明怎么办").set_defaults(work=run_doctor)


def run_sync(args: argparse.Namespace) -> object:
    if not args.once:
        tell(start_whole(opener(), args.data))
    with opener().open(args.data) as machine:
        if args.once:
            link = machine.link()
            try:
                return machine.exchange(link).once()
            finally:
                link.close()
        _run_until_stopped(machine, args.json)
        return None


def _run_until_stopped(machine: Machine, as_json: bool) -> None:
    """Exchange until SIGTERM or Ctrl-C, saying what moved, one line each time."""
    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    signal.signal(signal.SIGINT, lambda *_: stopping.set())
    pump = Pump(machine.exchange, machine.link, machine.randomness)
    pump.start(lambda report: print(_said(report, as_json), flush=True))
    stopping.wait()
    pump.stop()


def _said(report: Tally | Fault, as_json: bool) -> str:
    if as_json:
        return msgspec.json.encode(of_fault(report) if isinstance(report, Fault) else report).decode()
    return report.message if isinstance(report, Fault) else one_line(report)


def show_state(args: argparse.Namespace) -> object:
    with opener().open(args.data) as machine:
        return _state(machine, args.partition)


def rebuild(args: argparse.Namespace) -> object:
    with opener().open(args.data) as machine:
        machine.journal.rebuild()
        return _state(machine, "")


def _state(machine: Machine, partition: str) -> object:
    """The views, their fingerprint, and what of them is still tentative here."""
    journal = machine.journal
    asked = partition or machine.identity.partition
    shared = journal.views.shared_queue(asked) if asked.startswith("hall:") else journal.state()
    return {
        "partition": asked,
        "position": machine.service.sequencer.last(asked),
        "pending": journal.outbox.count(),
        **shared,
    }


def run_doctor(args: argparse.Namespace) -> object:
    return examine(args.data, opener())
