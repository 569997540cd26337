"""What all papers of a hall have in common: who speaks, to whom, about what, and how days are written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import msgspec

from kiosk.domain.bodies import Applicant
from kiosk.domain.case import CaseState
from kiosk.domain.catalogue import Item, Period
from kiosk.errors import Refused
from kiosk.papers.paper import Block, Fact, Heading, Listing, Row, Rule, Seal, SignatureLine, Together

ID_WORDS = {
    "resident_id": "居民身份证",
    "residence_permit": "港澳台居民居住证",
    "foreign_permanent": "外国人永久居留身份证",
}


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who speaks on a paper. `authority` decides the matter; `review` and `court` hear complaints, '' if not set."""

    hall_name: str
    hall_code: str
    authority: str
    phone: str = ""
    address: str = ""
    review: str = ""
    court: str = ""


def applicant(case: CaseState) -> Applicant:
    """Who applied; Refused('body_forgotten') once this machine has dropped the form."""
    try:
        return msgspec.convert(case.form["applicant"], Applicant)
    except (KeyError, msgspec.ValidationError) as error:
        raise Refused("body_forgotten", "本机已不存这一件的申请内容，请到窗口或网上打印。") from error


def organisation(case: CaseState) -> str:
    """The name of the organisation that applies, '' where a person does."""
    return _of_organisation(case, "name")


def _of_organisation(case: CaseState, key: str) -> str:
    found = case.form.get("organisation")
    return str(found.get(key, "")) if isinstance(found, Mapping) else ""


def party_facts(case: CaseState) -> tuple[Block, ...]:
    """Applicant, certificate, contact and phone, in full, as official notices carry them."""
    person = applicant(case)
    company, code = organisation(case), _of_organisation(case, "uscc")
    number = Fact("证件号码", f"{ID_WORDS[person.id_kind]} {person.id_number}")
    phone = Fact("联系电话", person.mobile)
    if not company:
        return Fact("申请人", person.name, strong=True), number, phone
    codes = (Fact("信用代码", code),) if code else ()
    return Fact("申请单位", company, strong=True), *codes, Fact("经办人", person.name), number, phone


def addressee(case: CaseState) -> str:
    """How a notice speaks to whom it is for."""
    return "贵单位" if organisation(case) else "您"


def matter_facts(item: Item, case: CaseState, applied_on: date) -> tuple[Block, ...]:
    """What was applied for, when, and under which receipt."""
    return (
        Fact("申请事项", item.name),
        Fact("事项编码", item.code),
        Fact("申请日期", day(applied_on)),
        Fact("回执编号", case.receipt),
    )


def law_facts(item: Item) -> tuple[Block, ...]:
    """The legal basis, where the guide names one."""
    laws = item.guide.law if item.guide else ()
    return (Fact("办理依据", "\n".join(laws)),) if laws else ()


def materials(item: Item, case: CaseState) -> tuple[Row, ...]:
    """The materials that were handed in, under their names in the guide, with the number of files."""
    counts: dict[str, int] = {}
    for attachment in case.attachments:
        counts[attachment.material] = counts.get(attachment.material, 0) + 1
    return tuple(Row(material_name(item, code), f"{count}个文件") for code, count in counts.items())


def material_name(item: Item, code: str) -> str:
    """A material's name in the guide, or its code where the guide no longer lists it."""
    known = item.guide.materials if item.guide else ()
    return next((material.name for material in known if material.code == code), code)


def listed(title: str, rows: tuple[Row, ...]) -> tuple[Block, ...]:
    """A listing under a heading that counts it; nothing where there is nothing to list."""
    return (Heading(f"{title}（共{len(rows)}项）"), Listing(rows)) if rows else ()


def closing(head: Letterhead, officer: str, on: date, *phones: str) -> Together:
    """Who dealt with it, the first phone number that is known, seal and date, the recipient's signature."""
    known = [phone for phone in (*phones, head.phone) if phone]
    return Together(
        (
            Rule(),
            Fact("承办人", officer),
            *(Fact("咨询电话", phone) for phone in known[:1]),
            Seal(f"{head.authority}（印章）", day(on)),
            SignatureLine(("签收人", "签收时间")),
        )
    )


def guide_phone(item: Item) -> str:
    return item.guide.phone if item.guide else ""


def day(value: date) -> str:
    """2026年3月1日"""
    return f"{value.year}年{value.month}月{value.day}日"


def minute(value: datetime) -> str:
    """2026年3月1日 9:05, in the zone that `value` is in."""
    return f"{day(value)} {value.hour}:{value.minute:02d}"


def period(value: Period) -> str:
    """A period in words; none means that one waits for it."""
    if value.days == 0:
        return "当场"
    return f"{value.days}个{'工作日' if value.unit == 'working' else '自然日'}内"


def size(count: int) -> str:
    """A file's size in KB or MB (1024)."""
    kilo = count / 1024
    return f"{kilo / 1024:.1f} MB" if kilo >= 1000 else f"{max(1, round(kilo))} KB"
