from typing import Any

import pytest

from kiosk.domain.catalogue import Field, Period
from kiosk.domain.guide_reader import read_guide
from kiosk.errors import Refused
from tests.unit.sample_guide import DEFS, GUIDE, raw_guide


def changed(path: str, value: Any) -> dict[str, Any]:
    """The guide's file with one place set to `value`; None takes it away."""
    raw = raw_guide()
    *parents, last = [int(part) if part.isdecimal() else part for part in path.split("/")]
    place: Any = raw
    for part in parents:
        place = place[part]
    if value is None:
        del place[last]
    elif last == "+":
        place.append(value)
    else:
        place[last] = value
    return raw


def test_a_guide_is_read_whole() -> None:
    code, guide = read_guide(raw_guide(), DEFS)
    assert code == GUIDE["code"]
    assert guide.promised == Period(5, "working")
    assert guide.layout[1].fields[0] == Field("/place", hint="招牌上的名称")
    assert guide.example == GUIDE["example"]


def test_the_schema_takes_along_the_definitions_it_uses_and_no_others() -> None:
    schema = read_guide(raw_guide(), DEFS)[1].schema
    assert list(schema["$defs"]) == ["applicant", "mobile", "name", "uscc"]
    assert "$defs" not in raw_guide()["schema"]


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("code", None, "的 /code 处：没有事项编码"),
        ("phone", None, "的 / 处：缺少 phone，请补上"),
        ("materials/1/standard", None, "的 /materials/1 处：缺少 standard，请补上"),
        ("materials/0/copies", "一", "的 /materials/0/copies 处：应为 int，而不是 str"),
        ("materials/0/form", "电子", "的 /materials/0/form 处：值不在允许的范围内"),
        ("promised/unit", "day", "的 /promised/unit 处：值不在允许的范围内"),
        ("phones", "1", "的 /phones 处：指南里没有这一栏"),
        ("layout/0/fields/1/widgets", "x", "的 /layout/0/fields/1/widgets 处：指南里没有这一栏"),
        ("schema", "x", "的 /schema 处：应为 JSON Schema 对象"),
        ("schema/properties/rooms/type", "whole", "的 /schema/properties/rooms/type 处：不是正确的 JSON Schema"),
        ("schema/properties/licence/pattern", "(", "的 /schema/properties/licence/pattern 处：不是正确的 JSON Schema"),
        ("schema/properties/opens/format", "day", "的 /schema/properties/opens/format 处：没有 day 这种格式"),
        ("schema/properties/rooms", {"$ref": "#/$defs/rooms"}, "的 /schema 处：引用了没有定义的 rooms"),
        ("schema/additionalProperties", True, "的 /schema 处：最外层应为"),
        ("schema/type", "array", "的 /schema 处：最外层应为"),
        ("schema/required", ["place"], "的 /schema/required 处：应要求 applicant"),
        ("materials/1/when/properties/air", 7, "的 /materials/1/when/properties/air 处：不是正确的 JSON Schema"),
        ("layout/1/fields/2/when", {"$ref": "#/$defs/name"}, "的 /layout/1/fields/2/when 处：条件里不能引用 $defs"),
        ("layout/2/when", {"required": "air"}, "的 /layout/2/when/required 处：不是正确的 JSON Schema"),
        ("layout/1/fields/0/at", "/plaza", "的 /layout/1/fields/0/at 处：表单里没有 /plaza"),
        ("layout/1/fields/0/at", "place", "的 /layout/1/fields/0/at 处：表单里没有 place"),
        ("layout/1/fields/0", None, "的 /layout 处：必填的 /place 没有排进任何一组"),
        ("layout/1/fields/2", None, "的 /layout 处：必填的 /rooms 没有排进任何一组"),
        ("layout/0/fields/3", None, "的 /layout 处：必填的 /applicant/mobile 没有排进任何一组"),
        ("materials/1/code", "plan", "的 /materials/1/code 处：材料代码 plan 重复"),
        ("promised/days", -1, "的 /promised/days 处：天数不能小于 0"),
        ("fee/amount", 500, "的 /fee/amount 处：不收费的金额应为 0"),
        ("also_valid", [2], "的 /form_version 处：版本从 1 起"),
        ("example/place", "店", "的 /example/place 处：「场所名称」太短，至少 2 个字，请补充（示例应能通过）"),
        ("example/rooms", None, "的 /example/rooms 处：请填写「客房数」（示例应能通过）"),
        ("example/kind", "pool", "的 /example 处：示例里有不会显示的栏目的内容"),
    ],
)
def test_what_contradicts_itself_is_refused_with_its_place(path: str, value: Any, words: str) -> None:
    with pytest.raises(Refused) as refused:
        read_guide(changed(path, value), DEFS)
    assert refused.value.code == "guide_malformed"
    assert words in refused.value.message
    assert refused.value.message.startswith("指南 ?" if path == "code" else f"指南 {GUIDE['code']}")
