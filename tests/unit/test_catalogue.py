import json
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.bodies import write
from kiosk.domain.catalogue import Item
from kiosk.domain.catalogue_reader import Reading, read_catalogue
from kiosk.domain.oddities import type_words, unit_oddity
from kiosk.domain.registry import ItemPublished, read_registry
from kiosk.errors import Refused
from tests.unit.sample_guide import guide

DISTRICT = (Path(__file__).parents[2] / "resources" / "sample" / "catalogue.json").read_bytes()
GOOD = {
    "department": "区卫健局",
    "main_item": "未分类",
    "name": "护士执业注册",
    "areaCode": "511602000000",
    "itemCode": "511A0012600006-511602000000-000-115113016823646795-1-00",
    "taskType": "1",
    "deptCode": "115113016823646795",
}


@pytest.fixture(scope="module")
def district() -> Reading:
    return read_catalogue(DISTRICT)


def catalogue(*rows: Any) -> bytes:
    return json.dumps({"items": rows}, ensure_ascii=False).encode()


def kinds(**changes: str) -> list[str]:
    return [each.kind for each in read_catalogue(catalogue({**GOOD, **changes})).odd]


def refusal(data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        read_catalogue(data)
    assert refused.value.code == "catalogue_unreadable"
    assert "没有导入任何事项" in refused.value.message
    return refused.value.message


def test_the_whole_district_is_read(district: Reading) -> None:
    assert len(district.items) == 1135
    assert len({item.department for item in district.items}) == 34
    assert district.items[0] == Item(
        code="511Z07001006-511602000000-000-11511301008778183N-1-00",
        name="企业投资项目备案（技术改造）（市级/县级）",
        department="区经信局",
        department_code="11511301008778183N",
        group="未分类",
        type="10",
        area="511602000000",
    )


def test_codes_stay_as_they_came(district: Reading) -> None:
    came = [row["itemCode"] for row in json.loads(DISTRICT)["items"]]
    assert [item.code for item in district.items] == came


def test_what_is_odd_in_the_district(district: Reading) -> None:
    assert all(each.kept for each in district.odd)
    assert Counter((each.field, each.kind) for each in district.odd) == {
        ("itemCode", "code_dashes"): 37,
        ("itemCode", "code_area_missing"): 3,
        ("itemCode", "code_area_differs"): 1,
        ("itemCode", "code_base_length"): 6,
        ("itemCode", "code_unit_length"): 112,
        ("itemCode", "code_unit_old_organisation"): 31,
        ("itemCode", "code_unit_check"): 7,
        ("itemCode", "code_unit_lower_case"): 1,
        ("deptCode", "dept_old_organisation"): 578,
        ("deptCode", "dept_length"): 255,
        ("deptCode", "dept_suffix"): 38,
        ("deptCode", "dept_lower_case"): 13,
        ("name", "name_brackets"): 8,
        ("name", "name_backslash"): 1,
        ("name", "duplicate_name"): 2,
    }


def test_a_good_item_is_not_odd() -> None:
    assert kinds() == []


@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [
        ("itemCode", "E-000004-001-11511301008778386B", ["code_dashes", "code_area_missing"]),
        ("itemCode", GOOD["itemCode"].replace("511602", "510000"), ["code_area_differs"]),
        ("itemCode", "5" + GOOD["itemCode"], ["code_base_length"]),
        ("itemCode", GOOD["itemCode"].replace("46795", "46796"), ["code_unit_check"]),
        ("deptCode", "", ["dept_missing"]),
        ("deptCode", "68236467-9", ["dept_old_organisation"]),
        ("deptCode", "1151130108778239R_5143", ["dept_suffix"]),
        ("deptCode", "11511301452259996u", ["dept_lower_case"]),
        ("deptCode", "3946653276082720768", ["dept_length"]),
        ("taskType", "77", ["task_type"]),
        ("taskType", "", ["task_type"]),
        ("areaCode", "", ["code_area_differs", "area"]),
        ("name", " 护士执业注册", ["name_blanks"]),
        ("name", "护士 执业注册", ["name_blanks"]),
        ("name", "护士执业注册（县级)", ["name_brackets"]),
        ("name", "护士执业注册（县级", ["name_brackets"]),
        ("name", "护士\\执业注册", ["name_backslash"]),
    ],
)
def test_each_oddity_is_kept_and_named(field: str, value: str, kind: list[str]) -> None:
    assert kinds(**{field: value}) == kind


def test_a_reason_is_for_people() -> None:
    (odd,) = read_catalogue(catalogue({**GOOD, "deptCode": "68236467-9"})).odd
    assert odd.reason == "部门代码 68236467-9 是旧的组织机构代码，不是统一社会信用代码"
    assert (odd.code, odd.name, odd.field) == (GOOD["itemCode"], GOOD["name"], "deptCode")


def test_the_second_of_two_names_is_odd_and_both_are_kept() -> None:
    other = GOOD["itemCode"].replace("511A", "511B")
    reading = read_catalogue(catalogue(GOOD, {**GOOD, "itemCode": other}))
    assert len(reading.items) == 2
    assert [(each.code, each.kind) for each in reading.odd] == [(other, "duplicate_name")]


@pytest.mark.parametrize(
    ("row", "kind", "reason"),
    [
        ("一行字", "not_an_object", "第 2 项没有导入：不是一个事项"),
        (None, "not_an_object", "第 2 项没有导入：不是一个事项"),
        ({**GOOD, "name": ""}, "missing", "第 2 项没有导入：没有名称"),
        ({**GOOD, "name": 7}, "missing", "第 2 项没有导入：没有名称"),
        ({"name": "无码"}, "missing", "第 2 项没有导入：没有编码"),
        ({**GOOD, "department": " "}, "missing", "第 2 项没有导入：没有部门"),
        ({**GOOD, "taskType": 1}, "wrong_type", "第 2 项没有导入：应为文字"),
        ({**GOOD, "deptCode": None}, "wrong_type", "第 2 项没有导入：应为文字"),
        ({**GOOD, "name": "护士\x07"}, "control_character", "第 2 项没有导入：含有控制符号"),
        ({**GOOD, "name": "护士\u202e"}, "control_character", "第 2 项没有导入：含有控制符号"),
        (GOOD, "duplicate_code", "第 2 项没有导入：编码与「护士执业注册」相同"),
    ],
)
def test_a_malformed_item_is_left_out_and_the_rest_goes_on(row: Any, kind: str, reason: str) -> None:
    last = {**GOOD, "itemCode": GOOD["itemCode"].replace("511A", "511B"), "name": "教师资格认定"}
    reading = read_catalogue(catalogue(GOOD, row, last))
    assert [item.name for item in reading.items] == ["护士执业注册", "教师资格认定"]
    assert [(each.kind, each.reason, each.kept) for each in reading.odd] == [(kind, reason, False)]


def test_optional_fields_may_be_absent() -> None:
    reading = read_catalogue(catalogue({name: GOOD[name] for name in ("itemCode", "name", "department")}))
    assert reading.items == (Item(GOOD["itemCode"], GOOD["name"], GOOD["department"], "", "", "", ""),)


def test_a_byte_order_mark_does_no_harm() -> None:
    assert len(read_catalogue(b"\xef\xbb\xbf" + catalogue(GOOD)).items) == 1


def test_malformed_json_is_refused_with_its_place() -> None:
    assert "第 2 行第 14 列" in refusal(b'{"items":\n [{"name": 1,}]}')
    assert "第 1 行第 1 列" in refusal(b"")
    assert "第 1 行第 1 列" in refusal(b"<html></html>")


def test_another_encoding_is_refused_with_the_mend() -> None:
    assert "第 2 行不是 UTF-8 编码" in refusal('{"items":\n[{"name": "护士"}]}'.encode("gb18030"))
    assert "另存为 UTF-8" in refusal('{"items": []}'.encode("utf-16"))


@pytest.mark.parametrize("data", [b"[]", b"{}", b'{"items": []}', b'{"items": {}}', b"7", b"null"])
def test_another_shape_is_refused_with_the_mend(data: bytes) -> None:
    assert "请把事项放在最外层的 items 列表里" in refusal(data)


@pytest.mark.parametrize("data", [b"[" * 100_000, b'{"items": ' + b"9" * 5000 + b"}"])
def test_a_monstrous_file_is_refused(data: bytes) -> None:
    assert "嵌套太深或数字太长" in refusal(data)


@given(st.binary())
def test_no_bytes_make_the_reader_fail(data: bytes) -> None:
    with suppress(Refused):
        assert read_catalogue(data).items


@given(st.lists(st.dictionaries(st.sampled_from([*GOOD, "更多"]), st.text() | st.none() | st.integers()), min_size=1))
def test_every_row_is_kept_or_reported(rows: list[dict[str, Any]]) -> None:
    reading = read_catalogue(json.dumps({"items": rows}).encode())
    assert len(reading.items) + sum(not each.kept for each in reading.odd) == len(rows)


def test_an_item_with_its_guide_comes_back_from_the_journal_the_same(district: Reading) -> None:
    plain = district.items[0]
    full = Item(plain.code, plain.name, plain.department, "", "", "", "", guide())
    for item in (plain, full):
        text = write(ItemPublished(item))
        published = read_registry("item.published", text)
        assert isinstance(published, ItemPublished)
        assert published.item == item
        assert write(published) == text


def test_types_in_words() -> None:
    assert [type_words(code) for code in ("1", "01", "20", "77", "")] == ["行政许可", "行政许可", "公共服务", "77", ""]


def test_a_credit_code_is_not_odd() -> None:
    assert unit_oddity("11511301MB0T669970") is None
