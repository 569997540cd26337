"""A platform's side in memory: the real guides, the real rules of a case, files that must arrive whole."""

import base64
import hashlib
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar, TypeVarTuple

from kiosk.clock import SystemClock, iso
from kiosk.desk import Brief, Draft, Receipt
from kiosk.desks.slots import Booked, SlotRow, Standing
from kiosk.domain import bodies
from kiosk.domain.bodies import Attachment, CaseBody, Lacking
from kiosk.domain.case import CaseState, Facts, decide, evolve
from kiosk.domain.catalogue import Item
from kiosk.domain.catalogue_reader import read_catalogue
from kiosk.domain.entry import Entry, Moment, digest
from kiosk.domain.form import FormChecker, missing_materials
from kiosk.domain.guide_reader import read_guide
from kiosk.domain.progress import Progress, narrate, refusal_words
from kiosk.domain.receipt import receipt_number
from kiosk.domain.search import Index
from kiosk.domain.upload import examine
from kiosk.errors import Fault, Refused
from kiosk.server.portal.hall_desk import HallOffer, TicketPlace

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
SAMPLE = Path(__file__).parents[2] / "resources" / "sample"
HYGIENE = "511A0015500009-511602000000-000-115113016823646795-1-00"
"""公共场所卫生许可新办审批（县级）"""


def sample_items() -> dict[str, Item]:
    """The sample hall's catalogue with its guides, by code."""
    items = {item.code: item for item in read_catalogue((SAMPLE / "catalogue.json").read_bytes()).items}
    defs = json.loads((SAMPLE / "defs.json").read_text("utf-8"))
    for path in sorted((SAMPLE / "guides").glob("*.json")):
        code, guide = read_guide(json.loads(path.read_text("utf-8")), defs)
        items[code] = replace(items[code], guide=guide)
    return items


class FakePortalDesk:
    """What `PortalDesk` promises, without a journal; a clerk's verbs for the test beside it."""

    def __init__(self, items: dict[str, Item]) -> None:
        self.items = items
        self.index = Index.build(items.values())
        self.clock = SystemClock()
        self.drafts: dict[str, bytes] = {}
        self.blobs: dict[str, bytearray] = {}
        self.cases: dict[str, CaseState] = {}
        self.receipts: dict[str, Receipt] = {}
        self.drops: dict[str, list[tuple[str, bytes]]] = {}
        self.broken: Fault | None = None

    def departments(self) -> Sequence[tuple[str, int]]:
        names = [item.department for item in self.items.values()]
        return [(name, names.count(name)) for name in dict.fromkeys(names)]

    def most_used(self, limit: int) -> Sequence[Brief]:
        return [_brief(item) for item in self.items.values() if item.fillable][:limit]

    def find(self, text: str, limit: int = 50) -> Sequence[Brief]:
        return [_brief(self.items[code]) for code in self.index.find(text, limit)]

    def in_department(self, department: str) -> Sequence[Brief]:
        return [_brief(item) for item in self.items.values() if item.department == department]

    def item(self, code: str) -> Item:
        if code not in self.items:
            raise Refused("no_such_item", "没有这一事项，可能已经取消。请重新查找")
        return self.items[code]

    def draft_load(self, draft: str) -> bytes | None:
        return self.drafts.get(draft)

    def draft_save(self, draft: str, data: bytes) -> None:
        self.drafts[draft] = data

    def draft_drop(self, draft: str) -> None:
        self.drafts.pop(draft, None)

    def upload_offset(self, blob: str) -> int:
        return len(self.blobs.get(blob, b""))

    def upload_chunk(self, blob: str, offset: int, data: bytes, total: int) -> int:
        held = self.blobs.setdefault(blob, bytearray())
        if offset != len(held):
            raise Refused("wrong_offset", str(len(held)))
        held += data
        if len(held) == total and digest(bytes(held)) != blob:
            del self.blobs[blob]
            raise Refused("wrong_hash", "文件在路上变了，请重新传一次")
        return len(held)

    def attachment_of(self, blob: str, name: str, material: str) -> Attachment:
        data = bytes(self.blobs.get(blob, b""))
        if digest(data) != blob:
            raise Refused("no_such_file", "文件还没有传完，请重新选择")
        return Attachment(material, blob, name, examine(data, name), len(data))

    def keep_bytes(self, data: bytes, name: str, material: str) -> Attachment:
        media_type = examine(data, name)
        self.blobs[digest(data)] = bytearray(data)
        return Attachment(material, digest(data), name, media_type, len(data))

    def hand_in(self, draft: Draft, key: str) -> Receipt:
        if self.broken:
            raise self.broken
        case = hashlib.sha256(key.encode()).hexdigest()[:32]
        if case not in self.cases:
            guide = self.item(draft.item).guide
            assert guide is not None
            assert FormChecker(guide.schema).problems(draft.form) == ()
            assert missing_materials(guide, draft.form, draft.attachments) == ()
            body = bodies.Submitted(draft.item, guide.form_version, draft.form, draft.attachments, "online")
            self.write(case, "case.submitted", body)
        receipt = Receipt(
            case, receipt_number(case), "submitted", False, f"https://hall.example/r/{_token(case)}", Path(), "", ""
        )
        self.receipts[_token(case)] = receipt
        return receipt

    def progress(self, token: str) -> Progress:
        return self._story(self._case_of(token))

    def progress_of_number(self, receipt: str) -> Progress:
        for case in self.cases:
            if receipt_number(case) == receipt:
                return self._story(case)
        raise Refused("no_such_case", "没有找到这一件，请对照回执再输一次")

    def withdraw(self, token: str, reason: str) -> Progress:
        return self._write_as_citizen(token, "case.withdrawn", bodies.Withdrawn(reason))

    def supplement(self, token: str, attachments: tuple[Attachment, ...], remark: str) -> Progress:
        return self._write_as_citizen(token, "case.supplemented", bodies.Supplemented(attachments, remark))

    def receipt_pdf(self, token: str) -> bytes:
        return b"%PDF-1.7\n% " + self._case_of(token).encode()

    def drop_put(self, token: str, data: bytes, name: str) -> None:
        if token not in self.drops:
            raise Refused("no_such_drop", "终端那边已经结束，请在终端上重新打开二维码")
        examine(data, name)
        self.drops[token].append((name, data))

    def accept(self, token: str) -> None:
        facts = Facts(due="2026-12-01", number="GA-2026-000017")
        self.write(self._case_of(token), "case.accepted", bodies.Accepted("王敏"), facts)

    def return_for(self, token: str, *lacking: Lacking) -> None:
        self.write(self._case_of(token), "case.returned", bodies.Returned(lacking, "王敏"))

    def write(self, case: str, kind: str, body: CaseBody, facts: Facts | None = None) -> str:
        """Judge and fold one entry; the verdict's code where it was refused."""
        known = self.cases.get(case)
        entry = _entry(case, kind, body, len(known.steps) if known else 0)
        verdict = decide(known, entry, body, facts or Facts(department="区卫生健康局"))
        now, position = iso(self.clock.now()), len(known.steps) + 1 if known else 1
        self.cases[case] = evolve(known, entry, verdict, now, position, receipt_number(case))
        return "" if verdict.verdict == "applied" else verdict.code

    def _write_as_citizen(self, token: str, kind: str, body: CaseBody) -> Progress:
        if code := self.write(self._case_of(token), kind, body):
            raise Refused(code, f"没有生效：{refusal_words(code)}")
        return self.progress(token)

    def _case_of(self, token: str) -> str:
        if token not in self.receipts:
            raise Refused("no_such_case", "这个二维码不是本平台的回执，请核对后再扫")
        return self.receipts[token].case

    def _story(self, case: str) -> Progress:
        state = self.cases[case]
        return narrate(state, self.items[state.item].name)


class NoHall:
    """What `HallDesk` promises, of a region without halls."""

    def place(self, token: str, hall: str = "") -> TicketPlace:
        raise Refused("no_such_ticket", "没有这张小票")

    def give_back(self, token: str) -> None:
        raise Refused("no_such_ticket", "没有这张小票")

    def halls(self) -> Sequence[HallOffer]:
        return ()

    def hall(self, hall: str) -> HallOffer:
        raise Refused("no_such_hall", "没有这个大厅")

    def service_of_item(self, hall: str, item: str) -> str:
        raise Refused("no_such_hall", "没有这个大厅")

    def times(self, hall: str, service: str) -> Sequence[SlotRow]:
        return ()

    def time(self, hall: str, service: str, start: str) -> SlotRow:
        raise Refused("no_such_slot", "没有这个时段")

    def book(self, hall: str, service: str, start: str, said: Sequence[str], key: str) -> Booked:
        raise Refused("no_such_slot", "没有这个时段")

    def booking(self, hall: str, service: str, start: str, code: str) -> Standing:
        raise Refused("no_such_appointment", "没有这个预约")

    def cancel(self, hall: str, service: str, start: str, code: str) -> None:
        raise Refused("no_such_appointment", "没有这个预约")


async def no_news() -> AsyncIterator[Mapping[str, int]]:
    """For pages that nobody listens to."""
    yield {}


async def run_here(work: Callable[[*Ts], T], *args: *Ts) -> T:
    """A `Run` that does the work where it stands: nothing here blocks."""
    return work(*args)


def _brief(item: Item) -> Brief:
    return Brief(item.code, item.name, item.department, item.fillable)


def _token(case: str) -> str:
    """As long as a real one."""
    signed = b"".join(hashlib.sha256(f"{case} {part}".encode()).digest() for part in range(4))[:120]
    return base64.urlsafe_b64encode(signed).decode()


def _entry(case: str, kind: str, body: CaseBody, seq: int) -> Entry:
    text = bodies.write(body)
    at = Moment("2026-03-05T01:30:00.000Z", 0, "boot", 0)
    return Entry(
        f"{case}-{seq}", "online", "1", "region:511602", seq + 1, f"case:{case}", kind, 1, at, "citizen", text,
        digest(text.encode()), "",
    )  # fmt: skip
