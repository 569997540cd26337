"""收取材料凭证: what the citizen takes home on handing in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from kiosk.domain.bodies import Attachment
from kiosk.domain.case import OPEN, CaseState
from kiosk.domain.catalogue import Item
from kiosk.domain.person import mask_id, mask_name
from kiosk.papers.documents.shared import (
    ID_WORDS,
    Letterhead,
    applicant,
    day,
    guide_phone,
    listed,
    material_name,
    minute,
    organisation,
    period,
    size,
)
from kiosk.papers.paper import Block, Fact, Heading, Paper, Paragraph, Picture, Qr, Row, Rule, Seal


@dataclass(frozen=True, slots=True)
class HandedIn:
    """The moment of handing in, in hall time; `qr` from `seal.sign`; `pages` by blob, where they were counted.

    `notice_by` is the last day for saying whether the case is accepted (行政许可法 art. 32). `masked` hides name and
    number and leaves out the `signature` (PNG), for paper that anybody may pick up.
    """

    at: datetime
    qr: str
    notice_by: date | None = None
    pages: Mapping[str, int] = field(default_factory=dict)
    masked: bool = True
    signature: bytes = b""


def receipt_for_materials(head: Letterhead, item: Item, case: CaseState, handed: HandedIn) -> Paper:
    """The receipt, its number first. It needs no form: a forgotten body leaves out the person."""
    rows = tuple(_rows(item, case, handed.pages))
    blocks: tuple[Block, ...] = (
        Fact("事项", item.name, strong=True),
        *_person(case, handed.masked),
        Fact("交件时间", minute(handed.at)),
        Fact("办理部门", head.authority),
        *listed("已收材料", rows),
        Heading("接下来"),
        *(Paragraph(text, strong=strong) for text, strong in _next(item, case, handed)),
        Rule(),
        Qr(handed.qr, "扫码查进度、补材料、撤回申请。\n也可以在自助机上输入上面的回执编号。"),
        *_contact(head, item),
        *_signature(handed),
        Seal(f"{head.hall_name}（收件章）", day(handed.at)),
    )
    return Paper(head.hall_name, "收取材料凭证", case.receipt, "number", blocks)


def _person(case: CaseState, masked: bool) -> Iterator[Block]:
    if organisation(case):
        yield Fact("申请单位", organisation(case))
    if case.form:
        person = applicant(case)
        name, number = (
            (mask_name(person.name), mask_id(person.id_number)) if masked else (person.name, person.id_number)
        )
        yield Fact("经办人" if organisation(case) else "申请人", name)
        yield Fact("证件", f"{ID_WORDS[person.id_kind]} {number}")


def _rows(item: Item, case: CaseState, pages: Mapping[str, int]) -> Iterator[Row]:
    """One row a material: how many files, pages and bytes; the files' own names may tell too much."""
    files: dict[str, list[Attachment]] = {}
    for attachment in case.attachments:
        files.setdefault(attachment.material, []).append(attachment)
    for material, found in files.items():
        counted = sum(pages.get(file.blob, 0) for file in found)
        parts = [f"{counted}页"] if counted else []
        parts += [f"{len(found)}个文件"] if len(found) > 1 or not counted else []
        yield Row(material_name(item, material), "，".join([*parts, size(sum(file.size for file in found))]))


def _next(item: Item, case: CaseState, handed: HandedIn) -> Iterator[tuple[str, bool]]:
    confirmed = bool(case.steps) and case.steps[0].position is not None
    yield f"已安全保存在本机，{'平台已收到' if confirmed else '会自动送到平台'}。", True
    by = f"{day(handed.notice_by)}前" if handed.notice_by else "5个工作日内"
    yield f"{by}告诉您是否受理；材料不齐的，一次说清要补什么。", False
    if item.guide:
        yield f"受理后{period(item.guide.promised)}办完。", False
    if case.state in OPEN:
        yield "受理之前，可以随时撤回申请。", False


def _signature(handed: HandedIn) -> Iterator[Block]:
    if handed.signature and not handed.masked:
        yield Picture(handed.signature, "申请人签名", 14)


def _contact(head: Letterhead, item: Item) -> Iterator[Block]:
    phone = head.phone or guide_phone(item)
    if phone:
        yield Fact("咨询电话", phone)
    if head.address:
        yield Fact("大厅地址", head.address)
