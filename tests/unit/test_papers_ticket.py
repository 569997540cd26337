"""取号小票: what it says with the hub, and what it does not say without it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kiosk.papers.documents.ticket import (
    TicketFacts,
    ahead_words,
    missed_words,
    ticket_paper,
    wait_words,
    windows_words,
)
from kiosk.papers.paper import Fact, Listing, Paper, Qr

FACTS = TicketFacts(
    "广安区政务服务大厅",
    "A012",
    "综合受理",
    4,
    (9, 14),
    ("1号窗口", "2号窗口"),
    datetime(2026, 11, 20, 10, 0, tzinfo=UTC),
    3,
    3,
    1,
    "https://hall.example/q/token",
)


def facts(paper: Paper) -> dict[str, str]:
    return {block.label: block.value for block in paper.blocks if isinstance(block, Fact)}


def test_the_number_is_first_and_everything_that_one_waits_by_follows() -> None:
    paper = ticket_paper(FACTS)
    said = facts(paper)
    assert (paper.number, said["前面还有"], said["大约等候"]) == ("A012", "4人", "9到14分钟")
    assert said["办理窗口"] == "1号窗口、2号窗口"
    assert [block.text for block in paper.blocks if isinstance(block, Qr)] == [FACTS.qr]


def test_several_matters_stand_in_order_each_with_its_windows() -> None:
    paper = ticket_paper(replace(FACTS, then=(("税务", ("19号税务窗口",)),)))
    rows = [(row.name, row.note) for block in paper.blocks if isinstance(block, Listing) for row in block.rows]
    assert rows == [("综合受理", "1号窗口、2号窗口"), ("税务", "19号税务窗口")]
    assert not [block for block in ticket_paper(FACTS).blocks if isinstance(block, Listing)]


def test_without_the_hub_the_paper_promises_no_wait() -> None:
    said = facts(ticket_paper(replace(FACTS, alone=True)))
    assert (said["前面还有"], said["大约等候"]) == ("至少4人", "现在说不准")


@pytest.mark.parametrize(
    ("ahead", "alone", "words"),
    [(0, False, "没有人，请到窗口旁等候"), (0, True, "说不准，请留意叫号"), (7, True, "至少7人")],
)
def test_nobody_ahead_is_said_only_where_it_is_known(ahead: int, alone: bool, words: str) -> None:
    assert ahead_words(ahead, alone) == words


def test_a_portal_that_is_not_there_is_not_printed() -> None:
    assert not [block for block in ticket_paper(replace(FACTS, qr="")).blocks if isinstance(block, Qr)]


def test_waits_windows_and_the_missed_call_in_words() -> None:
    assert [wait_words(*one) for one in ((0, 1), (0, 8), (5, 5), (5, 9))] == [
        "马上就到",
        "8分钟以内",
        "5分钟",
        "5到9分钟",
    ]
    assert windows_words(("1", "2", "3", "4")) == "1、2、3等4个窗口"
    assert missed_words(3, 3, 0).endswith("过号后请重新取号。")
    assert "再叫一次" in missed_words(3, 3, 1)
    assert "最多再叫2次" in missed_words(3, 3, 2)
