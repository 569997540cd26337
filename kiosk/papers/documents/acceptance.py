"""受理通知书: the case is accepted and the period runs."""

from datetime import date

from kiosk.domain.bodies import Accepted
from kiosk.domain.case import CaseState
from kiosk.domain.catalogue import Item
from kiosk.papers.documents.shared import (
    Letterhead,
    addressee,
    closing,
    day,
    guide_phone,
    law_facts,
    listed,
    materials,
    matter_facts,
    party_facts,
    period,
)
from kiosk.papers.paper import Block, Fact, Paper, Paragraph, Rule


def acceptance_notice(
    head: Letterhead, item: Item, case: CaseState, accepted: Accepted, applied_on: date, on: date
) -> Paper:
    """The notice under the case's own number; Refused('body_forgotten') where this machine has dropped the form."""
    blocks: tuple[Block, ...] = (
        *party_facts(case),
        Rule(),
        Paragraph(
            f"{addressee(case)}于{day(applied_on)}提出的“{item.name}”申请，经审查，材料齐全、符合法定形式，现予受理。"
        ),
        *matter_facts(item, case, applied_on),
        Fact("受理日期", day(on)),
        Fact("办结期限", _due(item, case), strong=True),
        *law_facts(item),
        *listed("已收材料", materials(item, case)),
        closing(head, accepted.officer, on, accepted.phone, guide_phone(item)),
    )
    return Paper(head.authority, "受理通知书", case.number, "title", blocks)


def _due(item: Item, case: CaseState) -> str:
    """The last day, and whether it may move because that year's holidays are not yet known."""
    if not case.due:
        return period(item.guide.promised) if item.guide else "以办理部门通知为准"
    provisional = "（暂定：该年放假安排公布后可能调整）" if case.provisional else ""
    return f"{day(date.fromisoformat(case.due[:10]))}前{provisional}"
