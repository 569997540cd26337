"""`kiosk platform` and `kiosk hub`: servers, until they are told to stop."""

import argparse
import json
from typing import Any
from zoneinfo import ZoneInfo

from kiosk.app import opener
from kiosk.cli.storage import tell
from kiosk.counter import Counter
from kiosk.logbook import spoken
from kiosk.machine import read_identity
from kiosk.mending import start_whole
from kiosk.server.handover import follow_rules
from kiosk.server.hub import pulse_of, site
from kiosk.server.portal.routes import routes as portal_routes
from kiosk.server.serve import JournalThread, Server, Site, application, listen, serve


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    platform = commands.add_parser("platform", parents=[common], help="网上平台：接件、裁定、门户网站")
    platform.add_argument("--database", default="", metavar="URL", help="postgresql://…；写一次就记住")
    _address(platform)
    platform.set_defaults(work=run_platform)
    hub = commands.add_parser("hub", parents=[common], help="大厅中枢：在自助机、窗口和平台之间")
    hub.add_argument("--upstream", default="", metavar="URL")
    hub.add_argument("--database", default="", metavar="URL")
    _address(hub)
    hub.set_defaults(work=run_hub)


def _address(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8400, help="0：任选一个空闲的端口")


def run_platform(args: argparse.Namespace) -> None:
    if read_identity(args.data) is not None:
        tell(start_whole(opener(), args.data))
    with spoken(), opener().platform(args.data, args.database) as machine:
        sock, url = listen(args.host, args.port)
        machine.journal.set_meta("portal", machine.settings.portal or url)
        follow_rules(machine.service.sequencer)
        thread = JournalThread()
        counter = Counter(machine)
        pulse = pulse_of(machine, thread)
        online = counter.online()
        pages = portal_routes(
            online,
            counter.online_hall(),
            pulse.moves,
            thread.run,
            machine.clock,
            machine.randomness,
            machine.keys.portal(),
            zone=ZoneInfo(machine.settings.timezone),
        )
        whole = Site(machine.service, machine.clock, thread, None, pages, online.sweep)
        serve(Server(application(whole, lambda: _ready(url), pulse), sock, pulse.stop))


def run_hub(args: argparse.Namespace) -> None:
    tell(start_whole(opener(), args.data))
    with (
        spoken(),
        opener().hub(args.data, args.upstream, args.database) as machine,
        site(machine, args.host, args.port, _ready) as server,
    ):
        serve(server)


def _ready(url: str) -> None:
    print(json.dumps({"ready": True, "url": url}), flush=True)
