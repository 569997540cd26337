"""The region as it stands before anything happens: founded, published and enrolled once for each layout."""

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from kiosk.app import JOURNAL, Machine, Opener, Outlets
from kiosk.domain.catalogue import Guide, Item
from kiosk.domain.queue.rules import QueueRules, ServiceRule, WindowRule
from kiosk.domain.registry import HallAdded, ItemPublished
from kiosk.journal.database import open_sqlite
from kiosk.journal.migrate import migrate, migrations
from kiosk.keys import Keys, public_hex
from kiosk.machine import Identity, write_identity
from kiosk.server.handover import follow_rules
from kiosk.wire import Enrolment
from tests.simulation.disk import Disk
from tests.simulation.node import Clock, Dice
from tests.simulation.schedule import LAYOUTS, hall_of
from tests.support.bodies import guide

BEGIN = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
"""Nine o'clock in the hall."""

REGION = "region:511602"
ITEM, DEPARTMENT = "511A00155", "卫生健康局"
COUNTED, QUOTA = "b", 12
"""More than a block and fewer than two."""


def rules(**changed: Any) -> QueueRules:
    """Two businesses at two windows, small blocks, a quota on one of them."""
    services = (ServiceRule("a", "综合", "A", weight=2), ServiceRule("b", "社保", "B", quota=QUOTA))
    windows = (WindowRule("1", "1号窗口", ("a", "b")), WindowRule("2", "2号窗口", ("b",)))
    return replace(QueueRules(services=services, windows=windows, lease_size=8), **changed)


def without_counted(full: QueueRules) -> QueueRules:
    """The same hall without its second business, and without the window that serves nothing else."""
    left = replace(full.windows[0], services=("a",))
    return replace(full, services=full.services[:1], windows=(left,))


@cache
def small_guide(version: int = 1) -> Guide:
    """A form that is read in microseconds."""
    schema = {
        "type": "object",
        "required": ["applicant"],
        "properties": {"applicant": {"type": "object"}, "remark": {"type": "string"}},
    }
    also = (1,) if version > 2 else ()
    return replace(guide(), schema=schema, layout=(), materials=(), example={}, form_version=version, also_valid=also)


def build(root: Path, layout: str) -> None:
    """Every machine of the layout in a folder of its own beneath `root`."""
    clock, dice = Clock("template", lambda: BEGIN), Dice("template")
    opener = Opener(clock, dice, Outlets(Disk("template", {}).connect))
    _give_keys(root / "platform")
    with opener.platform(root / "platform") as platform:
        _publish(platform, layout)
        for name, (role, upstream) in LAYOUTS[layout].items():
            if role != "platform":
                _enrol(platform, root / name, role, hall_of(layout, name), upstream)


def _publish(platform: Machine, layout: str) -> None:
    write = platform.service.sequencer.write
    for hall in sorted({hall_of(layout, name) for name in LAYOUTS[layout]}):
        write(REGION, f"hall:{hall}", "hall.added", "system", HallAdded(hall, "政务服务大厅", rules()))
    item = Item(ITEM, "公共场所卫生许可", DEPARTMENT, "", "", "01", "511602", small_guide())
    write(REGION, f"item:{ITEM}", "item.published", "system", ItemPublished(item))
    if layout == "village":
        follow_rules(platform.service.sequencer)


def _enrol(platform: Machine, folder: Path, role: str, hall: str, upstream: str) -> None:
    _give_keys(folder)
    departments = ("*",) if role == "window" else ()
    enrolling = platform.service.enrolling
    key = public_hex(Keys(folder).device())
    answer = enrolling.enrol(Enrolment(enrolling.issue(hall, role, departments), key, folder.name))
    identity = Identity(
        role=role,
        terminal=answer.terminal,
        region=answer.region,
        hall=hall,
        departments=departments,
        upstream=f"http://{upstream}",
    )
    with closing(
        open_sqlite(folder / JOURNAL, Keys(folder).journal(), connection=Disk(folder.name, {}).connect)
    ) as empty:
        migrate(empty, migrations())
    write_identity(folder, identity)


def _give_keys(folder: Path) -> None:
    """The same keys in every run: they stand in the journal."""
    (folder / "keys").mkdir(parents=True)
    for name in ("journal", "device", "portal"):
        (folder / "keys" / f"{name}.key").write_text(sha256(f"{folder.name} {name}".encode()).hexdigest())
