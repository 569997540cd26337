"""The queue in a citizen's words."""

from dataclasses import replace
from datetime import date

import pytest

from kiosk.errors import Fault, Refused
from kiosk.queue_desk import HallView, MissedRule, Range, ServiceRow, TicketPlace, Waiting
from ui.citizen.presenters.priority import is_old, offered
from ui.citizen.presenters.queue import (
    ahead_parts,
    hall_words,
    missed_words,
    spoken,
    stands_words,
    wait_words,
    windows_words,
)
from ui.citizen.visit import BLANK

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        (None, "说不准"),
        (Range(0, 1), "马上就到"),
        (Range(0, 8), "8 分钟以内"),
        (Range(5, 5), "5 分钟"),
        (Range(5, 12), "5–12 分钟"),
    ],
)
def test_a_wait_is_a_range_and_never_a_false_minute(wait: Range | None, words: str) -> None:
    assert wait_words(wait) == words


@pytest.mark.parametrize(
    ("ahead", "sure", "words"),
    [(0, True, "没有人"), (0, False, "说不准"), (3, True, "3"), (3, False, "至少 3")],
)
def test_without_the_hub_only_what_is_known_is_said(ahead: int, sure: bool, words: str) -> None:
    assert ahead_parts(ahead, sure)[0] == words


def test_many_windows_are_counted() -> None:
    assert windows_words(("1号", "2号", "3号")) == "1号、2号、3号"
    assert windows_words(("1号", "2号", "3号", "5号")) == "1号、2号、3号等 4 个窗口"


def test_the_hall_is_as_full_as_its_businesses() -> None:
    some = (
        Waiting("a", "甲", 2, Range(4, 9), ()),
        Waiting("b", "乙", 1, Range(20, 30), ()),
        Waiting("c", "丙", 0, None, ()),
    )
    hall = HallView("大厅", (), (), some, (), "")
    assert hall_words(hall) == "现在 3 人在等，看业务等 4–30 分钟"
    unknown = tuple(replace(each, estimate=None) for each in some)
    assert hall_words(replace(hall, waiting=unknown)) == "现在 3 人在等"
    assert hall_words(replace(hall, waiting=some[2:])) == "现在没有人在等"


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (MissedRule(3, 3, 1), "叫 3 次没有到，就算过号。过号后隔 3 人再叫一次，还没有到就要重新取号。"),
        (MissedRule(2, 5, 2), "叫 2 次没有到，就算过号。过号后隔 5 人再叫，最多 2 次。"),
        (MissedRule(3, 3, 0), "叫 3 次没有到，就算过号。过号后请重新取号。"),
    ],
)
def test_the_rule_for_a_missed_call_is_the_halls_own(rule: MissedRule, words: str) -> None:
    assert missed_words(rule) == words


@pytest.mark.parametrize(
    ("number", "old"),
    [("511602195611200012", True), ("511602195611210019", False), ("", None), ("ABC123456789012", None)],
)
def test_seventy_is_reached_on_the_birthday(number: str, old: bool | None) -> None:
    form = {"applicant": {"id_number": number}} if number else {}
    assert is_old(replace(BLANK, form=form), TODAY) is old


def test_only_the_classes_of_the_hall_are_offered_and_age_is_not_asked_of_the_young() -> None:
    row = ServiceRow("a", "综合", "A", 0, (), None, "", ("", "soldier", "elder", "appointment"))
    assert offered(row, None) == ("soldier", "elder")
    assert offered(row, True) == ("soldier", "elder")
    assert offered(row, False) == ("soldier",)


def test_a_called_number_names_its_window() -> None:
    place = TicketPlace("A001", "综合", "called", 0, None, ("1号窗口",), "3号窗口")
    assert stands_words(place) == "正在叫您，请到3号窗口"


def test_a_refusal_says_what_to_do_and_a_fault_who_mends_it() -> None:
    assert spoken(Refused("no_numbers_left", "用完了"))[1].startswith("没有取走号。")
    assert spoken(Refused("several_appointments", "几个预约"))[0] == "这几位数字对应几个预约，请输入预约码"
    assert spoken(Refused("too_early", "您约的是 10:30"))[0] == "您约的是 10:30"
    assert spoken(Fault("disk_full", "存不下了", "请叫工作人员")) == ("存不下了", "请叫工作人员")
