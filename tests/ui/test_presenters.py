"""What the screens say and decide, without a window."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from kiosk.domain.catalogue import Fee, Item, Period
from kiosk.domain.form import prune
from kiosk.errors import Refused
from tests.support.scans import photo_bytes
from tests.ui.support import HYGIENE, FakeDesk, catalogue, example
from ui.citizen.presenters import answers, guide, materials, progress, review
from ui.citizen.presenters.handing_in import draft
from ui.citizen.presenters.idle import EXTENSIONS, Idle
from ui.citizen.visit import Step, Visit

ITEM = catalogue()[0][HYGIENE]
GUIDE = ITEM.guide
assert GUIDE is not None
SHANGHAI = ZoneInfo("Asia/Shanghai")
FILLABLE = [item for item in catalogue()[0].values() if item.fillable]


@pytest.mark.parametrize("item", FILLABLE, ids=lambda item: item.name)
def test_every_guide_can_be_asked_page_by_page(item: Item) -> None:
    """The example, taken through the editors' kinds, is right on every page and reads as words."""
    assert item.guide is not None
    form = example(item)
    for group in answers.pages(item.guide, form):
        ats = [field.at for field in group.fields]
        assert answers.wrong(item.guide, form, ats) == {}
        for view in answers.views(item.guide, group.fields):
            assert view.label
            assert view.kind not in ("choice", "multichoice", "switch") or len(view.choices) > 1
    assert review.sections(item.guide, Visit(item=item, form=form))


def test_identity_is_not_asked_twice() -> None:
    asked = {field.at for group in answers.pages(GUIDE, {}) for field in group.fields}
    assert not asked & set(answers.IDENTITY)
    assert [view.at for view in answers.identity_views(GUIDE)] == list(answers.IDENTITY)


def test_a_missing_answer_is_said_at_its_own_field() -> None:
    wrong = answers.wrong(GUIDE, {}, ["/organisation/name", "/organisation/uscc"])
    assert list(wrong) == ["/organisation/name", "/organisation/uscc"]


def test_a_wrong_number_is_said_in_words() -> None:
    form = answers.put(example(ITEM), "/applicant/id_number", "511602199003070011")
    assert "证件号码" in answers.wrong(GUIDE, form, answers.IDENTITY)["/applicant/id_number"]


def test_a_number_typed_with_blanks_is_right() -> None:
    form = answers.put(example(ITEM), "/applicant/mobile", "138 0001 3801")
    assert answers.wrong(GUIDE, form, answers.IDENTITY) == {}


def test_put_leaves_the_old_form_alone() -> None:
    form = {"a": {"b": 1}}
    assert answers.put(form, "/a/c", 2) == {"a": {"b": 1, "c": 2}}
    assert answers.put(form, "/a/b", None) == {"a": {}}
    assert form == {"a": {"b": 1}}


def test_fields_come_and_go_with_the_answers() -> None:
    with_air = answers.put(example(ITEM), "/central_air", True)
    without = prune(GUIDE, answers.put(with_air, "/central_air", False))
    shown = [{f.at for g in answers.pages(GUIDE, form) for f in g.fields} for form in (with_air, without)]
    assert shown[0] - shown[1] == {"/air_kind"}


def test_answers_are_spoken_as_they_were_offered() -> None:
    form = {"place_kind": "hotel", "central_air": True}
    assert answers.spoken(GUIDE, form, "/place_kind") == "宾馆、旅店、招待所"
    assert answers.spoken(GUIDE, form, "/central_air") == "是"
    assert answers.spoken(GUIDE, form, "/area") == "—"


def test_four_facts() -> None:
    assert [(each.figure, each.unit) for each in guide.figures(GUIDE)] == [
        ("5", "个工作日"),
        ("1", "次"),
        ("0", "元"),
        ("2", "样"),
    ]
    costly = replace(GUIDE, promised=Period(0, "working"), fee=Fee(True, 12050, "价目"))
    assert [(each.figure, each.unit) for each in guide.figures(costly)][:3:2] == [("当场", "办好"), ("120.50", "元")]


def test_every_target_of_the_sample_hall_has_a_word() -> None:
    targets = {target for item in FILLABLE if item.guide for target in item.guide.target}
    assert targets <= set(guide.TARGETS)


def test_a_material_that_a_condition_calls_for_appears_with_it() -> None:
    plain = Visit(item=ITEM, form=answers.put(example(ITEM), "/central_air", False))
    air = plain.answer(answers.put(plain.form, "/central_air", True))
    called = [
        {shelf.material.code for shelf in materials.shelves(GUIDE, each) if shelf.required} for each in (plain, air)
    ]
    assert called[1] - called[0] == {"M4"}
    assert materials.lacking_words(GUIDE, plain) == "还差 2 样材料"


def test_materials_that_are_all_there_say_nothing() -> None:
    desk, visit = FakeDesk(), Visit(item=ITEM, form=example(ITEM))
    for shelf in materials.shelves(GUIDE, visit):
        visit = visit.attach(desk.keep_bytes(photo_bytes("a.png"), f"{shelf.material.code}.png", shelf.material.code))
    assert materials.lacking_words(GUIDE, visit) == ""
    assert {shelf.words for shelf in materials.shelves(GUIDE, visit)} == {"已添加 1 份"}


def test_the_document_leads_to_each_part() -> None:
    parts = review.sections(GUIDE, Visit(item=ITEM, form=example(ITEM)))
    assert (parts[0].step, parts[-1].step) == (Step.IDENTIFY, Step.MATERIALS)
    assert [part.page for part in parts if part.step is Step.FORM] == list(range(len(parts) - 2))


def test_times_are_the_halls_own() -> None:
    assert progress.moment_words("2026-03-05T17:30:00.000Z", SHANGHAI) == "2026年3月6日 01:30"
    assert progress.moment_words("", SHANGHAI) == ""
    assert progress.now_words(datetime(2026, 3, 5, 1, 30, tzinfo=UTC), SHANGHAI) == "2026年3月5日 星期四 09:30"


def test_a_case_is_found_by_its_number_and_by_its_code() -> None:
    desk = FakeDesk()
    visit = Visit(item=ITEM, form=example(ITEM))
    for shelf in materials.shelves(GUIDE, visit):
        visit = visit.attach(desk.keep_bytes(photo_bytes("a.png"), "a.png", shelf.material.code))
    receipt = desk.hand_in(draft(visit, visit.form, ""))
    by_number, by_code = progress.look_up(desk, f" {receipt.receipt.lower()} "), progress.look_up(desk, receipt.qr)
    assert by_number == by_code
    assert not progress.received(by_number)
    desk.online = True
    assert progress.received(progress.look_up(desk, receipt.receipt))


@pytest.mark.parametrize("text", ["", "  ", "AAAAA-AAAAA", "12345", "x" * 300])
def test_what_is_no_receipt_is_refused_in_words(text: str) -> None:
    with pytest.raises(Refused, match=r"[\u4e00-\u9fff]"):
        progress.look_up(FakeDesk(), text)


def test_idle_warns_then_expires() -> None:
    idle = Idle(limit=60, warn=20)
    for _ in range(60):
        idle = idle.tick()
    assert idle.warning
    assert idle.left == 20
    assert idle.touched() == idle
    for _ in range(20):
        idle = idle.tick()
    assert idle.expired


def test_idle_is_extended_ten_times_at_most() -> None:
    idle = Idle(limit=1, warn=1)
    for _ in range(EXTENSIONS):
        assert idle.may_extend
        idle = idle.tick().extend()
        assert idle.quiet == 0
    assert not idle.may_extend
    assert idle.tick().extend().warning
    assert idle.fresh().may_extend


def test_without_a_limit_nobody_is_warned() -> None:
    assert not Idle(limit=0, warn=0, quiet=10_000).warning
    assert not Idle(limit=0, warn=0, quiet=10_000).expired
