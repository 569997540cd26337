"""Bodies of entries for tests; nobody's data."""

import json
from typing import Any

from kiosk.app import Machine
from kiosk.domain.bodies import Attachment, Submitted
from kiosk.domain.catalogue import Guide
from kiosk.domain.entry import digest
from kiosk.domain.guide_reader import read_guide
from kiosk.domain.receipt import receipt_number
from kiosk.resources import resources
from tests.support.world import HALL, ITEM, PARTITION


def guide(folder: str = "guides") -> Guide:
    """The first guide, or its next version from `guides-next`."""
    sample = resources() / "sample"
    raw = json.loads((sample / folder / "01-public-place-hygiene.json").read_text(encoding="utf-8"))
    return read_guide(raw, json.loads((sample / "defs.json").read_text(encoding="utf-8")))[1]


def form(name: str = "张㛃", **changed: Any) -> dict[str, Any]:
    """The first guide's example, the organisation left as it is, the applicant called `name`."""
    example = dict(guide().example)
    return {**example, "applicant": {**example["applicant"], "name": name}, **changed}


def attachment(material: str, data: bytes = b"a picture") -> Attachment:
    return Attachment(material, digest(data), f"{material}.png", "image/png", len(data))


def submitted(**changed: Any) -> Submitted:
    """A complete application for the first item."""
    files = tuple(attachment(code) for code in ("M1", "M2", "M3"))
    return Submitted(ITEM, 1, form(**changed), files, HALL)


def hand_in(machine: Machine, number: int) -> str:
    """The case of this number with its file, as a terminal keeps it; its receipt."""
    with machine.journal.db.transaction():
        machine.journal.blobs.keep(b"a picture")
    case = f"00000000-0000-7000-8000-{number:012d}"
    machine.journal.append(PARTITION, f"case:{case}", "case.submitted", "citizen", submitted(name=f"第{number}位"))
    return receipt_number(case)
