"""A citizen's desk in memory, on the real guides and the real rules of a case."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from kiosk.clock import iso
from kiosk.desk import Brief, Draft, LinkState, Place, Receipt, Verification
from kiosk.domain import bodies
from kiosk.domain.bodies import Attachment, CaseBody, Lacking
from kiosk.domain.case import CaseState, Facts, decide, evolve
from kiosk.domain.catalogue import Item
from kiosk.domain.entry import Entry, Moment, digest
from kiosk.domain.form import FormChecker, missing_materials
from kiosk.domain.progress import Progress, narrate, refusal_words
from kiosk.domain.receipt import read_receipt_number, receipt_number
from kiosk.domain.search import Index
from kiosk.domain.upload import examine
from kiosk.errors import Fault, Refused
from tests.support.portal_desk import HYGIENE, sample_items

NOW = datetime(2026, 3, 5, 1, 30, tzinfo=UTC)
CASE = "019cbb5c-0000-7000-8000-00000000000{}"

__all__ = ["CASE", "HYGIENE", "NOW", "FakeDesk", "StillClock", "catalogue", "example"]


@cache
def catalogue() -> tuple[Mapping[str, Item], Index]:
    """The sample hall, read once: values that nobody changes."""
    items = sample_items()
    return items, Index.build(items.values())


@dataclass(frozen=True)
class StillClock:
    """A clock that stands."""

    boot: str = "boot"

    def now(self) -> datetime:
        return NOW

    def monotonic_ms(self) -> int:
        return 0


class FakeDesk:
    """What `CitizenDesk` promises. `online` is the line; `trouble` is raised by the next hand-in or print."""

    def __init__(self) -> None:
        self.items, self.index = catalogue()
        self.blobs: dict[str, bytes] = {}
        self.drafts: list[Draft] = []
        self.cases: dict[str, CaseState] = {}
        self.printed: list[str] = []
        self.drops: dict[str, list[tuple[str, bytes]]] = {}
        self.online = False
        self.trouble: Refused | Fault | None = None
        self.visits_ended = 0

    def place(self) -> Place:
        return Place("511602-01", "广安区政务服务大厅", "K01", "https://hall.example")

    def departments(self) -> Sequence[tuple[str, int]]:
        names = [item.department for item in self.items.values()]
        return [(name, names.count(name)) for name in dict.fromkeys(names)]

    def find(self, text: str, limit: int = 50) -> Sequence[Brief]:
        return [_brief(self.items[code]) for code in self.index.find(text, limit)]

    def in_department(self, department: str) -> Sequence[Brief]:
        return [_brief(item) for item in self.items.values() if item.department == department]

    def item(self, code: str) -> Item:
        return self.items[code]

    def keep_file(self, path: Path, material: str) -> Attachment:
        return self.keep_bytes(path.read_bytes(), path.name, material)

    def keep_bytes(self, data: bytes, name: str, material: str) -> Attachment:
        media_type = examine(data, name)
        self.blobs[digest(data)] = data
        return Attachment(material, digest(data), name, media_type, len(data))

    def keep_signature(self, png: bytes) -> str:
        return self.keep_bytes(png, "signature.png", "").blob

    def file(self, blob: str) -> bytes:
        return self.blobs[blob]

    def hand_in(self, draft: Draft) -> Receipt:
        self._raise_trouble()
        item = self.items[draft.item]
        assert item.guide is not None
        assert FormChecker(item.guide.schema).problems(draft.form) == ()
        assert missing_materials(item.guide, draft.form, draft.attachments) == ()
        self.drafts.append(draft)
        case = CASE.format(len(self.cases))
        body = bodies.Submitted(item.code, 1, draft.form, draft.attachments, "511602-01", draft.signature)
        self.write(case, "case.submitted", body, Facts(department=item.department))
        return Receipt(
            case, receipt_number(case), "submitted", not self.online, self.qr(case), Path(), iso(NOW), item.name
        )

    def progress(self, receipt: str) -> Progress:
        return self._story(self._case_of(receipt))

    def withdraw(self, receipt: str, reason: str) -> Progress:
        return self._write(receipt, "case.withdrawn", bodies.Withdrawn(reason))

    def supplement(self, receipt: str, attachments: tuple[Attachment, ...], remark: str = "") -> Progress:
        return self._write(receipt, "case.supplemented", bodies.Supplemented(attachments, remark))

    def verify(self, qr: str) -> Verification:
        case = self._case_of(qr)
        return Verification(True, case, receipt_number(case), "K01", iso(NOW), "sha256:0", self._story(case))

    def print_receipt(self, receipt: Receipt) -> None:
        self._raise_trouble()
        self.printed.append(receipt.receipt)

    def open_drop(self, material: str) -> str:
        url = f"https://hall.example/drop/{len(self.drops)}-{hashlib.sha256(material.encode()).hexdigest()[:20]}"
        self.drops[url] = []
        return url

    def fetch_drop(self, url: str, material: str) -> Attachment | None:
        if not self.drops[url]:
            return None
        name, data = self.drops[url].pop()
        return self.keep_bytes(data, name, material)

    def end_visit(self) -> None:
        self.visits_ended += 1

    def link(self) -> LinkState:
        return LinkState(self.online, iso(NOW), len(self.cases), 0, 0, "")

    def write(self, case: str, kind: str, body: CaseBody, facts: Facts | None = None) -> str:
        """Judge and fold one entry; the verdict's code where it was refused."""
        known = self.cases.get(case)
        text = bodies.write(body)
        moment = Moment(iso(NOW), 0, "boot", 0)
        number = len(known.steps) + 1 if known else 1
        entry = Entry(
            f"{case}-{number}", "K01", "1", "region:511602", number, f"case:{case}", kind, 1, moment, "citizen", text,
            digest(text.encode()), "",
        )  # fmt: skip
        verdict = decide(known, entry, body, facts or Facts())
        self.cases[case] = evolve(known, entry, verdict, iso(NOW), number, receipt_number(case))
        return "" if verdict.verdict == "applied" else verdict.code

    def return_for(self, case: str, *lacking: Lacking) -> None:
        """A clerk returns the case."""
        self.write(case, "case.returned", bodies.Returned(lacking, "王敏"))

    def qr(self, case: str) -> str:
        return f"https://hall.example/r/{case}/{'K3f9' * 24}"

    def _write(self, receipt: str, kind: str, body: CaseBody) -> Progress:
        case = self._case_of(receipt)
        if code := self.write(case, kind, body):
            raise Refused(code, f"没有生效：{refusal_words(code)}")
        return self._story(case)

    def _case_of(self, text: str) -> str:
        for case in self.cases:
            if text in (case, self.qr(case)) or (len(text) < 24 and receipt_number(case) == read_receipt_number(text)):
                return case
        raise Refused("no_such_case", "没有找到这一件，请对照回执再输一次")

    def _story(self, case: str) -> Progress:
        """While the line is down nothing has a position yet."""
        state = self.cases[case]
        if not self.online:
            state = replace(state, steps=tuple(replace(step, position=None) for step in state.steps))
        return narrate(state, self.items[state.item].name)

    def _raise_trouble(self) -> None:
        if self.trouble:
            raise self.trouble


def example(item: Item) -> dict[str, Any]:
    """A form that is valid for `item`."""
    assert item.guide is not None
    return dict(item.guide.example)


def _brief(item: Item) -> Brief:
    return Brief(item.code, item.name, item.department, item.fillable)
