"""预约条: its code first, and nothing of its owner."""

from datetime import datetime

from kiosk.papers.documents.appointment import AppointmentFacts, appointment_paper
from kiosk.papers.paper import Fact, Paragraph, Qr

START = datetime.fromisoformat("2026-11-23T09:00")
FACTS = AppointmentFacts("广安区政务服务大厅", "综合受理", START, 30, 30, 15, "12345678")


def test_the_code_is_first_and_when_and_how_follow() -> None:
    paper = appointment_paper(FACTS)
    facts = {block.label: block.value for block in paper.blocks if isinstance(block, Fact)}
    assert (paper.number, paper.issuer) == ("1234 5678", "广安区政务服务大厅")
    assert facts == {"日期": "2026年11月23日 周一", "时间": "09:00—09:30"}
    said = "".join(block.text for block in paper.blocks if isinstance(block, Paragraph))
    assert "提前30分钟以内" in said
    assert "过了 09:15 签到" in said
    assert [block.text for block in paper.blocks if isinstance(block, Qr)] == ["12345678"]
