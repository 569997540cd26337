"""What the clerk's window decides without a window: the list, the facts, the materials, the decisions."""

from dataclasses import replace
from datetime import UTC, date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pytestqt.qtbot import QtBot

from kiosk.desk import CaseRow, LinkState
from kiosk.domain.catalogue import Item
from tests.support.portal_desk import sample_items
from tests.ui.window_desk import FakeDesk, pdf, picture
from ui.window import decisions
from ui.window.decisions import Decision
from ui.window.facts import sections
from ui.window.inbox import Inbox
from ui.window.leafing import Leafing
from ui.window.materials import materials, on_the_strip
from ui.window.queue_model import ROW, QueueModel
from ui.window.wording import Alert, day, deadline, line_light, moment

TODAY = date(2026, 11, 22)
HALL = ZoneInfo("Asia/Shanghai")


@pytest.fixture(scope="module")
def items() -> dict[str, Item]:
    return sample_items()


@pytest.fixture
def desk(items: dict[str, Item], tmp_path: Path) -> FakeDesk:
    return FakeDesk(items, tmp_path)


def row(case: str, arrived: str = "2026-11-20T01:00:00.000Z", **changes: str) -> CaseRow:
    made = CaseRow(
        case,
        f"5116-{case}",
        "卫生许可",
        "张*",
        "submitted",
        "已提交，等待受理",
        arrived,
        "2026-11-27",
        "",
        "",
        "",
        False,
    )
    return replace(made, **changes)


def taken(inbox: Inbox, *rows: CaseRow) -> None:
    inbox.take(inbox.plan(rows))


def shown(inbox: Inbox) -> list[str]:
    return [each.case for each in inbox.rows]


def test_who_waited_longest_comes_first() -> None:
    inbox = Inbox(lambda: TODAY)
    taken(inbox, row("b", "2026-11-21T01:00:00.000Z"), row("a", "2026-11-20T01:00:00.000Z"))
    assert shown(inbox) == ["a", "b"]
    assert not inbox.fresh


def test_arrivals_come_at_the_end_even_when_they_are_older() -> None:
    inbox = Inbox(lambda: TODAY)
    taken(inbox, row("b"), row("c"))
    taken(inbox, row("b"), row("c"), row("a", "2026-11-01T01:00:00.000Z"))
    assert shown(inbox) == ["b", "c", "a"]
    assert inbox.fresh == {"a"}
    inbox.seen("a")
    assert not inbox.fresh


def test_a_case_that_no_longer_belongs_here_stays_until_the_shelf_is_opened_again() -> None:
    inbox = Inbox(lambda: TODAY)
    taken(inbox, row("a"), row("b"))
    taken(inbox, row("a", state="accepted"), row("b"))
    assert shown(inbox) == ["a", "b"]
    inbox.show("waiting", "")
    assert shown(inbox) == ["b"]


def test_a_case_that_comes_back_is_new_again() -> None:
    inbox = Inbox(lambda: TODAY)
    taken(inbox, row("a", state="returned"), row("b"))
    assert shown(inbox) == ["b"]
    taken(inbox, row("a", state="supplemented"), row("b"))
    assert shown(inbox) == ["b", "a"]
    assert inbox.fresh == {"a"}


def test_what_was_planned_before_a_shelf_was_opened_is_not_taken() -> None:
    inbox = Inbox(lambda: TODAY)
    model = QueueModel(inbox)
    planned = inbox.plan([row("a"), row("b", state="accepted")])
    model.show("accepted", "")
    assert not model.take(planned)
    assert model.rowCount() == 0
    assert model.take(inbox.plan([row("a"), row("b", state="accepted")]))
    assert [model.index(place).data(ROW).case for place in range(model.rowCount())] == ["b"]


def test_one_change_of_many_rows_tells_the_list_once(qtbot: QtBot) -> None:
    """Ten thousand signals would hold the screen for a tenth of a second."""
    inbox = Inbox(lambda: TODAY)
    model = QueueModel(inbox)
    model.take(inbox.plan([row(f"{number:04}") for number in range(500)]))
    told: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))
    model.take(inbox.plan([row(f"{number:04}", state_words="已受理") for number in range(500)]))
    assert told == [(0, 499)]


def test_shelves_count_everything_and_search_narrows_only_the_list() -> None:
    inbox = Inbox(lambda: TODAY)
    taken(inbox, row("a"), row("b", applicant="李*"), row("c", state="accepted"), row("d", state="withdrawn"))
    inbox.show("waiting", "李")
    assert shown(inbox) == ["b"]
    assert inbox.counts == {"waiting": 2, "returned": 0, "accepted": 1, "notable": 0, "closed": 1, "all": 4}
    inbox.show("all", "5116-c 卫生")
    assert shown(inbox) == ["c"]


def test_an_empty_list_says_why() -> None:
    inbox = Inbox(lambda: TODAY)
    assert "还没有办件" in inbox.emptiness()[0]
    taken(inbox, row("a"))
    inbox.show("returned", "")
    assert "待补正" in inbox.emptiness()[0]
    inbox.show("returned", "李")
    assert "李" in inbox.emptiness()[0]


@pytest.mark.parametrize(
    ("state", "last", "alert"),
    [
        ("submitted", "2026-11-21", Alert("wrong", "答复已超期 1 天")),
        ("supplemented", "2026-11-22", Alert("wait", "今天须答复")),
        ("submitted", "2026-11-24", Alert("wait", "2 天内须答复")),
        ("submitted", "2026-11-25", None),
        ("returned", "2026-11-01", None),
    ],
)
def test_the_list_warns_before_the_five_days_are_over(state: str, last: str, alert: Alert | None) -> None:
    assert deadline(row("a", state=state, notice_by=last), TODAY) == alert


def test_an_accepted_case_warns_by_its_promised_end() -> None:
    assert deadline(row("a", state="accepted", due="2026-11-20"), TODAY) == Alert("wrong", "办结已超期 2 天")
    assert deadline(row("a", state="accepted"), TODAY) is None


def test_times_are_the_halls_own() -> None:
    assert moment("2026-11-21T17:05:00.000Z", HALL, TODAY) == "今天 01:05"
    assert moment("2026-11-21T17:05:00.000Z", UTC, TODAY) == "11月21日 17:05"
    assert moment("2025-12-31T01:00:00.000Z", HALL, TODAY) == "2025年12月31日"
    assert day("", TODAY) == ""


def test_the_line_says_how_it_stands() -> None:
    off = LinkState(False, "2026-11-22T01:12:00.000Z", 3, 1, 0, "")
    alert = line_light(off, HALL, TODAY)
    assert alert.level == "wait"
    assert "上次连通 今天 09:12" in alert.words
    assert "待发 4 件" in alert.words
    assert line_light(LinkState(True, "", 0, 0, 0, ""), HALL, TODAY) == Alert("good", "在线")
    assert line_light(replace(off, paused="401"), HALL, TODAY).level == "wrong"


def test_the_form_is_read_in_the_guides_words(desk: FakeDesk) -> None:
    desk.hand_in("a", name="张𬱖")
    parts = {part.title: {fact.title: fact.value for fact in part.facts} for part in sections(desk.case("a"))}
    assert parts["申请人"]["姓名"] == "张𬱖"
    assert parts["申请人"]["证件种类"] == "居民身份证"
    assert parts["经营场所"]["场所类型"] == "宾馆、旅店、招待所"
    assert parts["卫生设施"]["是否使用集中空调"] == "否"
    assert "其他内容" not in parts


def test_every_guides_example_is_read_without_codes(desk: FakeDesk, items: dict[str, Item]) -> None:
    for number, (code, item) in enumerate((code, item) for code, item in items.items() if item.guide):
        desk.hand_in(f"c{number}", item=code)
        values = [fact.value for part in sections(desk.case(f"c{number}")) for fact in part.facts]
        assert values, item.name
        assert not any(value in ("True", "False", "None") or value.startswith(("[", "{")) for value in values)


def test_what_the_guide_no_longer_asks_is_shown_too(desk: FakeDesk) -> None:
    desk.hand_in("a")
    state = desk.states["a"]
    desk.states["a"] = replace(state, form={**state.form, "old_field": ["甲", "乙"]})
    assert sections(desk.case("a"))[-1].facts[0].value == "甲、乙"


def test_a_forgotten_body_has_no_facts(desk: FakeDesk) -> None:
    desk.hand_in("a")
    desk.states["a"] = replace(desk.states["a"], form={}, attachments=())
    assert sections(desk.case("a")) == ()


def test_materials_stand_beside_what_is_asked(desk: FakeDesk) -> None:
    desk.hand_in("a", (desk.keep(picture(), "M1", "图.jpg"), desk.keep(pdf("x"), "X9", "别的.pdf")))
    views = {view.code: view for view in materials(desk.case("a"))}
    assert views["M1"].status == "已交"
    assert views["M2"].missing
    assert not views["M4"].required
    assert views["X9"].name == "其他材料"
    assert [view.code for view in on_the_strip(desk.case("a"))] == ["M1", "M2", "X9"]


def test_a_form_that_calls_for_a_material_makes_it_required(desk: FakeDesk) -> None:
    desk.hand_in("a")
    state = desk.states["a"]
    desk.states["a"] = replace(state, form={**state.form, "central_air": True})
    assert {view.code for view in materials(desk.case("a")) if view.missing} == {"M1", "M2", "M4"}


def test_decisions_are_offered_at_their_places_with_the_reason_why_not(desk: FakeDesk) -> None:
    desk.hand_in("a")
    offered = decisions.options(desk.case("a"))
    assert [option.key for option in offered] == ["F2", "F3", "F4", "F5"]
    assert [bool(option.why_not) for option in offered] == [False, False, False, True]
    desk.hand_in("b", twin="5116-A")
    assert decisions.options(desk.case("b"))[-1].verb == "merge"


def test_every_decision_says_what_will_follow(desk: FakeDesk) -> None:
    desk.hand_in("a", twin="5116-B")
    for verb in decisions.VERBS:
        assert decisions.consequences(verb, desk.case("a"))
    assert "5 个工作日" in "".join(decisions.consequences("accept", desk.case("a")))


def test_what_lacks_for_certain_is_ticked_and_the_notice_follows_the_guides_order(desk: FakeDesk) -> None:
    desk.hand_in("a", (desk.keep(picture(), "M1", "图.jpg"),))
    file = desk.case("a")
    ticks = decisions.first_ticks(file)
    assert list(ticks) == ["M2"]
    lines = decisions.lacking(file, {"M3": "没有提交", "M1": " 缺平面图 "})
    assert [(line.material, line.remark) for line in lines] == [("M1", "缺平面图"), ("M3", "没有提交")]
    assert all(line.standard for line in lines)


def test_an_unconfirmed_decision_is_not_called_done(desk: FakeDesk) -> None:
    desk.hand_in("a")
    done = decisions.act(desk, "a", Decision("accept"), "刘敏", "")
    assert decisions.outcome_words("accept", done)[2]
    desk.hand_in("b")
    desk.link_now = LinkState(False, "", 0, 0, 0, "")
    noted = decisions.act(desk, "b", Decision("accept"), "刘敏", "")
    assert decisions.outcome_words("accept", noted)[0] == "已记下，待平台确认"


def test_leafing_runs_on_into_the_next_file() -> None:
    at = replace(Leafing(2), pages=2)
    second = at.forward()
    assert (second.file, second.page) == (0, 1)
    over = second.forward()
    assert (over.file, over.page, over.pages) == (1, 0, 0)
    assert replace(over, pages=1).forward() == replace(over, pages=1)
    assert over.back().file == 0
    assert Leafing(1).back() == Leafing(1)
    assert over.words() == "第 2 份，共 2 份"
