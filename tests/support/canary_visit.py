"""A citizen at a kiosk in a process of its own, who signs, scans and prints: JSON lines in, JSON lines out.

`python -m tests.support.canary_visit DATA`. Commands: scan {path, material}, sign {path}, hand_in {item, form}, end {}.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kiosk.app import opener
from kiosk.counter import Counter
from kiosk.desk import CitizenDesk, Draft
from kiosk.domain.bodies import Attachment


class Visit:
    """What a command makes the kiosk do."""

    def __init__(self, desk: CitizenDesk) -> None:
        self._desk = desk
        self._scans: list[Attachment] = []
        self._signature = ""

    def scan(self, path: str, material: str) -> object:
        self._scans.append(self._desk.keep_file(Path(path), material))
        return asdict(self._scans[-1])

    def sign(self, path: str) -> object:
        self._signature = self._desk.keep_signature(Path(path).read_bytes())
        return {"signature": self._signature}

    def hand_in(self, item: str, form: dict[str, Any]) -> object:
        receipt = self._desk.hand_in(Draft(item, form, tuple(self._scans), self._signature))
        self._desk.print_receipt(receipt)
        return {"receipt": receipt.receipt, "qr": receipt.qr}

    def end(self) -> object:
        self._scans, self._signature = [], ""
        self._desk.end_visit()
        return {}


def main(data: Path) -> None:
    with opener().open(data) as machine, Counter(machine).citizen() as desk:
        visit = Visit(desk)
        print(json.dumps({"ready": True}), flush=True)
        for line in sys.stdin:
            what = json.loads(line)
            print(json.dumps(getattr(visit, what.pop("do"))(**what)), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
