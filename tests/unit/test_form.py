from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.bodies import Attachment, Lacking
from kiosk.domain.form import (
    FormChecker,
    differences,
    missing_materials,
    prune,
    required_materials,
    shown_groups,
    tidied,
)
from kiosk.domain.guard import Problem
from tests.unit.sample_guide import APPLICANT, USCC, example, guide, raw_guide

GUIDE = guide()
CHECKER = FormChecker(GUIDE.schema)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def only(form: Any) -> Problem:
    (problem,) = CHECKER.problems(form)
    return problem


def nested(depth: int) -> Any:
    value: Any = "x"
    for _ in range(depth):
        value = {"a": value}
    return value


def attachment(material: str) -> Attachment:
    return Attachment(material, "sha256:1", "扫描.pdf", "application/pdf", 100)


def test_a_form_that_fits_has_no_problems() -> None:
    assert CHECKER.problems(example()) == ()
    assert CHECKER.problems(example(kind="pool", rooms=None)) == ()


@pytest.mark.parametrize(
    ("changes", "at", "code", "message"),
    [
        ({"place": None}, "/place", "missing", "请填写「场所名称」"),
        ({"place": ""}, "/place", "missing", "请填写「场所名称」"),
        ({"kind": None, "rooms": None}, "/kind", "missing", "请选择「场所类型」"),
        ({"air": None}, "/air", "missing", "请选择「集中空调」"),
        ({"promise": None}, "/promise", "missing", "请阅读并勾选「以上内容属实」"),
        ({"promise": False}, "/promise", "missing", "请阅读并勾选「以上内容属实」"),
        ({"rooms": None}, "/rooms", "missing", "请填写「客房数」"),
        ({"air_kind": "风管"}, "/opens", "missing", "请填写「开业日期」"),
        ({"place": "店"}, "/place", "minLength", "「场所名称」太短，至少 2 个字，请补充"),
        ({"place": "店" * 11}, "/place", "maxLength", "「场所名称」太长，最多 10 个字，请缩短"),
        ({"place": " 旅店"}, "/place", "format_name", "「场所名称」不对，应为与证件一致的名称，不含看不见的符号"),
        ({"kind": "bar"}, "/kind", "oneOf", "「场所类型」请重新选择，应为下列之一：旅店、泳池"),
        (
            {"air_kind": "气管", "opens": "2026-01-01"},
            "/air_kind",
            "enum",
            "「空调类型」请重新选择，应为下列之一：风管、水管",
        ),
        ({"rooms": 0}, "/rooms", "minimum", "「客房数」太小，不能小于 1，请修改"),
        ({"rooms": 5001}, "/rooms", "maximum", "「客房数」太大，不能大于 5000，请修改"),
        ({"rooms": "二十"}, "/rooms", "type", "「客房数」请重新填写，应为整数（不小于 1，不大于 5000）"),
        ({"area": 0}, "/area", "exclusiveMinimum", "「面积」太小，应大于 0，请修改"),
        ({"area": float("nan")}, "/area", "number", "「面积」应为普通数字，请重新填写"),
        ({"opens": "2026-02-29"}, "/opens", "format_date", "「开业日期」不对，应为真实的日期，例如 2026-03-01"),
        ({"licence": "AB12"}, "/licence", "pattern", "「旧证编号」写法不对，两个字母和四位数字"),
        ({"tools": [{}]}, "/tools/0/label", "missing", "请填写「设备名称（第 1 项）」"),
        ({"tools": [{"label": "泵"}] * 2}, "/tools", "uniqueItems", "「设备」有重复的内容，请删去重复的"),
        ({"tools": [{"label": str(n)} for n in range(3)]}, "/tools", "maxItems", "「设备」太多，最多 2 项，请删减"),
        ({"owner": {"type": "company"}}, "/owner/uscc", "missing", "请填写「统一社会信用代码」"),
        ({"owner": {"type": "person", "name": ""}}, "/owner/name", "missing", "请填写「姓名」"),
        (
            {"owner": {"type": "company", "uscc": USCC[:-1] + "4"}},
            "/owner/uscc",
            "format_uscc",
            "「统一社会信用代码」不对，应为有效的 18 位统一社会信用代码",
        ),
        ({"extra": 1}, "/extra", "unknown_field", "表单里没有「extra」这一栏，请去掉"),
        (
            {"applicant": {**APPLICANT, "id_number": "110105194912310021"}},
            "/applicant/id_number",
            "format_resident-id",
            "「证件号码」不对，应为有效的 18 位居民身份证号码",
        ),
        (
            {"applicant": {**APPLICANT, "id_kind": "residence_permit"}},
            "/applicant/id_number",
            "format_residence-permit",
            "「证件号码」不对，应为有效的 18 位港澳台居民居住证号码",
        ),
        (
            {"applicant": {**APPLICANT, "mobile": "12812345678"}},
            "/applicant/mobile",
            "format_mobile",
            "「联系手机」不对，应为手机号码（11 位）",
        ),
        ({"applicant": "张伟"}, "/applicant", "type", "「申请人」请重新填写，应为一组内容"),
    ],
)
def test_each_problem_names_the_field_and_the_mend(changes: dict[str, Any], at: str, code: str, message: str) -> None:
    assert only(example(**changes)) == Problem(at, code, message)


def test_a_missing_object_is_missing_in_each_of_its_fields() -> None:
    found = [(each.at, each.message) for each in CHECKER.problems(example(applicant=None))]
    assert found == [
        ("/applicant/name", "请填写「姓名」"),
        ("/applicant/id_kind", "请选择「证件类型」"),
        ("/applicant/id_number", "请填写「证件号码」"),
        ("/applicant/mobile", "请填写「联系手机」"),
    ]


@pytest.mark.parametrize("form", [[], "表单", 1, True])
def test_what_is_no_form_at_all_is_said_so(form: Any) -> None:
    assert only(form) == Problem("", "type", "「表单」请重新填写，应为一组内容")


@pytest.mark.parametrize("name", ["㛃", "𬱖", "䶮", "𫖯", "阿卜杜拉·买买提", "欧阳𠮷", "\u9fff", "\U00030000"])
def test_rare_names_are_names(name: str) -> None:
    assert CHECKER.problems(example(applicant={**APPLICANT, "name": name})) == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("好" * 3001, "too_long"),
        ("好\x00", "control_character"),
        ("好\x1b[2J", "control_character"),
        ("好\x85", "control_character"),
        ("好\ud800", "control_character"),
        ("好\ufffe", "control_character"),
        ("好\u200b", "control_character"),
        ("好\u202e钱", "turning_mark"),
        ("好\u2067钱", "turning_mark"),
        ("好\u200f", "turning_mark"),
    ],
)
def test_what_no_text_may_hold(text: str, code: str) -> None:
    assert (only(example(remark=text)).at, only(example(remark=text)).code) == ("/remark", code)


def test_a_text_may_have_lines_and_its_own_limit() -> None:
    assert CHECKER.problems(example(remark="第一行\n第二行\t完")) == ()
    assert CHECKER.problems(example(remark="好" * 3000)) == ()


def test_a_field_without_a_limit_has_the_usual_one() -> None:
    assert CHECKER.problems(example(tools=[{"label": "泵" * 2000}])) == ()
    assert only(example(tools=[{"label": "泵" * 2001}])) == Problem(
        "/tools/0/label", "too_long", "「设备名称（第 1 项）」太长，最多 2000 个字，请缩短"
    )


@pytest.mark.parametrize(
    ("form", "code"),
    [
        (example(remark="好" * 10_000_000), "too_long"),
        (example(licence="A" * 10_000_000), "too_long"),
        (example(extra=nested(20)), "too_deep"),
        (example(extra=nested(100_000)), "too_deep"),
        (example(tools=[{"label": "泵"}] * 100_000), "too_many"),
        (example(**{"x" * 10_000_000: 1}), "unknown_field"),
    ],
)
@pytest.mark.timeout(10)  # a tenth of a second is usual
def test_the_monstrous_is_refused(form: Any, code: str) -> None:
    assert only(form).code == code


@given(JSON)
def test_no_form_makes_the_checker_fail(form: Any) -> None:
    for problem in (*CHECKER.problems(form), *CHECKER.problems(example(remark=form, owner=form, tools=form))):
        assert problem.code
        assert problem.message


@given(st.dictionaries(st.sampled_from(["applicant", "kind", "air", "air_kind", "rooms", "opens", "owner"]), JSON))
def test_no_form_makes_showing_and_pruning_fail(form: dict[str, Any]) -> None:
    pruned = prune(GUIDE, form)
    assert repr(prune(GUIDE, pruned)) == repr(pruned)
    assert shown_groups(GUIDE, form)[0].id == "who"


def test_groups_and_fields_show_as_the_form_is_filled_in() -> None:
    assert _shown({})["place"] == ["/place", "/kind", "/area", "/air"]
    assert _shown({"kind": "hotel"})["place"] == ["/place", "/kind", "/rooms", "/area", "/air"]
    assert "air" not in _shown({"air": False})
    assert _shown({"air": True})["air"] == ["/air_kind"]
    assert _shown({"air": True, "air_kind": "风管"})["air"] == ["/air_kind", "/opens"]


def _shown(form: dict[str, Any]) -> dict[str, list[str]]:
    return {group.id: [field.at for field in group.fields] for group in shown_groups(GUIDE, form)}


def test_a_group_without_a_visible_field_is_not_shown() -> None:
    raw = raw_guide()
    for field in raw["layout"][2]["fields"]:
        field["when"] = {"properties": {"place": {"const": "别处"}}, "required": ["place"]}
    assert "air" not in [group.id for group in shown_groups(guide(raw), {"air": True})]


def test_pruning_drops_what_is_hidden_and_what_that_hides() -> None:
    form = example(kind="pool", rooms=3, air=False, air_kind="风管", opens="2026-01-01")
    assert prune(GUIDE, form) == example(kind="pool", rooms=None)
    assert form["rooms"] == 3


def test_pruning_leaves_no_empty_object_behind() -> None:
    raw = raw_guide()
    raw["layout"][0]["when"] = {"properties": {"place": {"const": "清风旅店"}}}
    assert "applicant" not in prune(guide(raw), example(place="别处"))


def test_tidying_brings_numbers_into_the_one_form_they_are_kept_in() -> None:
    typed = {
        **APPLICANT,
        "name": " 张伟 ",
        "id_number": "１１０１０５ １９４９１２３１ ００２x",
        "mobile": "138 1234 5678",
    }
    form = example(applicant=typed, remark="一\r\n二 ", tools=[{"label": " 泵"}])
    assert tidied(GUIDE.schema, form) == example(applicant=APPLICANT, remark="一\n二", tools=[{"label": " 泵"}])


@pytest.mark.parametrize("bad", [nested(100_000), "\ud800", [1] * 100_000])
def test_a_form_that_is_stopped_is_left_as_it_is_and_asks_for_nothing_more(bad: Any) -> None:
    form = {**example(), "kind": bad}
    assert prune(GUIDE, form)["kind"] is bad
    assert tidied(GUIDE.schema, form)["kind"] is bad
    assert [each.code for each in required_materials(GUIDE, form)] == ["plan"]
    assert "/rooms" not in _shown(form)["place"]
    assert CHECKER.problems(form)


def test_a_condition_makes_a_material_required() -> None:
    assert [each.code for each in required_materials(GUIDE, example())] == ["plan"]
    assert [each.code for each in required_materials(GUIDE, example(air=True))] == ["plan", "air"]


def test_missing_materials_come_with_their_standard() -> None:
    form = example(air=True)
    assert missing_materials(GUIDE, form, [attachment("plan")]) == (Lacking("air", "空调检测报告", "一年以内"),)
    assert missing_materials(GUIDE, form, [attachment("plan"), attachment("air")]) == ()


def _changed(**properties: Any) -> dict[str, Any]:
    """The guide's next version: `properties` replaced or, where they are new, added, required and laid out."""
    raw = raw_guide()
    raw["form_version"] = 3
    for name, schema in properties.items():
        if name not in raw["schema"]["properties"]:
            raw["schema"]["required"].append(name)
            raw["layout"][1]["fields"].append({"at": f"/{name}"})
            raw["example"][name] = schema["examples"][0]
        raw["schema"]["properties"][name] = schema
    return raw


def test_no_difference_when_the_old_form_satisfies_the_new_version() -> None:
    raw = _changed(place={"title": "场所名称", "type": "string", "maxLength": 50})
    assert differences(GUIDE, guide(raw), example(), [attachment("plan")]) == ()


def test_a_new_required_field_is_a_line_of_the_notice() -> None:
    raw = _changed(code={"title": "消防编号", "type": "string", "minLength": 4, "examples": ["XF01"]})
    assert differences(GUIDE, guide(raw), example(), [attachment("plan")]) == (
        Lacking("/code", "消防编号", "应为文字（至少 4 个字）", "请填写「消防编号」"),
    )


def test_a_field_with_a_stricter_rule_is_a_line_of_the_notice() -> None:
    raw = _changed(rooms={"title": "客房数", "type": "integer", "minimum": 1, "maximum": 15})
    raw["example"]["rooms"] = 15
    assert differences(GUIDE, guide(raw), example(), [attachment("plan")]) == (
        Lacking("/rooms", "客房数", "应为整数（不小于 1，不大于 15）", "「客房数」太大，不能大于 15，请修改"),
    )


def test_a_new_required_material_is_a_line_of_the_notice() -> None:
    raw = raw_guide()
    raw["materials"].append({**raw["materials"][0], "code": "fire", "name": "消防证明", "standard": "原件"})
    new = guide(raw)
    assert differences(GUIDE, new, example(), [attachment("plan")]) == (Lacking("fire", "消防证明", "原件"),)
    assert differences(GUIDE, new, example(), [attachment("plan"), attachment("fire")]) == ()


def test_what_lacked_before_is_no_difference() -> None:
    raw = _changed(code={"title": "消防编号", "type": "string", "examples": ["XF01"]})
    found = differences(GUIDE, guide(raw), example(place="店"), [])
    assert [each.material for each in found] == ["/code"]


def test_a_field_done_away_with_lacks_nothing() -> None:
    raw = raw_guide()
    del raw["schema"]["properties"]["remark"]
    raw["layout"][3]["fields"] = [field for field in raw["layout"][3]["fields"] if field["at"] != "/remark"]
    assert differences(GUIDE, guide(raw), example(remark="谢谢"), [attachment("plan")]) == ()
