"""预约条: the code, when to come, what for, and how. Nobody's name or number."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk.papers.documents.shared import day
from kiosk.papers.paper import Block, Fact, Heading, Paper, Paragraph, Qr, Rule

HOUR = "%H:%M"


@dataclass(frozen=True, slots=True)
class AppointmentFacts:
    """What a slip says: `start` in hall time, `minutes`, `early` and `grace` in minutes."""

    hall_name: str
    service: str
    start: datetime
    minutes: int
    early: int
    grace: int
    code: str


def appointment_paper(facts: AppointmentFacts) -> Paper:
    """The paper for 80 mm, its code first."""
    code = f"{facts.code[:4]} {facts.code[4:]}"
    return Paper(facts.hall_name, f"{facts.service} 预约码", code, "number", tuple(_blocks(facts)))


def _blocks(facts: AppointmentFacts) -> Iterator[Block]:
    start = facts.start
    end, late = start + timedelta(minutes=facts.minutes), start + timedelta(minutes=facts.grace)
    weekday = "一二三四五六日"[start.weekday()]
    yield Fact("日期", f"{day(start)} 周{weekday}", strong=True)
    yield Fact("时间", f"{start:{HOUR}}—{end:{HOUR}}", strong=True)
    yield Rule()
    yield Heading("到时候怎么做")
    yield Paragraph(f"{start:{HOUR}} 前到大厅，在自助机上点“预约签到”，提前{facts.early}分钟以内可以签到。")
    yield Paragraph(f"过了 {late:{HOUR}} 签到，按当场取号排队；当天没来，预约作废。")
    yield Qr(facts.code, "签到时扫这个码，\n或输入预约码。不要给别人看。")
