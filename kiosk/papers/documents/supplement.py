"""补正材料一次告知书: all that lacks, at once, and the standard each must meet (行政许可法 art. 32)."""

from datetime import date

from kiosk.domain.bodies import Lacking, Returned
from kiosk.domain.case import CaseState
from kiosk.domain.catalogue import Item
from kiosk.papers.documents.shared import (
    Letterhead,
    addressee,
    closing,
    day,
    guide_phone,
    listed,
    matter_facts,
    party_facts,
)
from kiosk.papers.paper import Block, Paper, Paragraph, Qr, Row, Rule, Together

LICENCE = "01"
"""Item type 行政许可: the only one to which 行政许可法 applies."""

HOW = (
    "补齐以上材料后，在手机、自助机或窗口补交。\n上面没有列出的材料，不用再交。\n受理期限从收到全部补正材料之日起计算。"
)


def supplement_notice(
    head: Letterhead,
    item: Item,
    case: CaseState,
    returned: Returned,
    applied_on: date,
    on: date,
    number: str,
    qr: str = "",
) -> Paper:
    """The notice numbered `number`; `qr` leads to where the materials can be handed in."""
    blocks: tuple[Block, ...] = (
        *party_facts(case),
        Rule(),
        Paragraph(_reason(item, case, applied_on)),
        *matter_facts(item, case, applied_on),
        *listed("需要补正的材料", tuple(map(_row, returned.lacking))),
        Together(
            (
                Qr(qr, f"扫码可以直接补交。\n{HOW}") if qr else Paragraph(HOW),
                closing(head, returned.officer, on, returned.phone, guide_phone(item)),
            )
        ),
    )
    return Paper(head.authority, "补正材料一次告知书", number, "title", blocks)


def _reason(item: Item, case: CaseState, applied_on: date) -> str:
    law = "依据《中华人民共和国行政许可法》第三十二条第一款第四项，" if item.type == LICENCE else ""
    return (
        f"{addressee(case)}于{day(applied_on)}提出的“{item.name}”申请收悉。经审查，申请材料不齐全或者不符合法定形式，"
        f"{law}现将需要补正的全部内容一次告知："
    )


def _row(lacking: Lacking) -> Row:
    remark = f"\n问题：{lacking.remark}" if lacking.remark else ""
    return Row(lacking.name, note=f"要求：{lacking.standard}{remark}")
