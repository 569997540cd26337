"""不予受理通知书: why not, who is competent instead, and where to complain."""

from datetime import date

from kiosk.domain.bodies import Rejected
from kiosk.domain.case import CaseState
from kiosk.domain.catalogue import Item
from kiosk.papers.documents.shared import (
    Letterhead,
    addressee,
    closing,
    day,
    guide_phone,
    matter_facts,
    party_facts,
)
from kiosk.papers.paper import Block, Fact, Heading, Paper, Paragraph, Rule


def rejection_notice(
    head: Letterhead, item: Item, case: CaseState, rejected: Rejected, applied_on: date, on: date, number: str
) -> Paper:
    """The notice numbered `number`; Refused('body_forgotten') where this machine has dropped the form."""
    blocks: tuple[Block, ...] = (
        *party_facts(case),
        Rule(),
        Paragraph(f"{addressee(case)}于{day(applied_on)}提出的“{item.name}”申请，经审查，决定不予受理。"),
        *matter_facts(item, case, applied_on),
        Heading("不予受理的理由"),
        Paragraph(rejected.reason),
        *((Fact("请向这里申请", rejected.competent, strong=True),) if rejected.competent else ()),
        Heading("不服本决定时"),
        Paragraph(_remedies(head)),
        closing(head, rejected.officer, on, guide_phone(item)),
    )
    return Paper(head.authority, "不予受理通知书", number, "title", blocks)


def _remedies(head: Letterhead) -> str:
    """行政复议法 (2023) art. 20: 60 days; 行政诉讼法 art. 46: six months."""
    review = head.review or "有管辖权的行政复议机关"
    court = head.court or "有管辖权的人民法院"
    return f"可以自收到本通知书之日起60日内向{review}申请行政复议，或者6个月内向{court}提起行政诉讼。"
