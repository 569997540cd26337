from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.catalogue import Item
from kiosk.domain.catalogue_reader import read_catalogue
from kiosk.domain.search import Index, fold
from tests.unit.sample_guide import guide

DISTRICT = read_catalogue((Path(__file__).parents[2] / "resources" / "sample" / "catalogue.json").read_bytes()).items
INDEX = Index.build(DISTRICT)
NAMES = {item.code: item.name for item in DISTRICT}
HYGIENE = "公共场所卫生许可新办审批（县级）"


def item(name: str, code: str = "", department: str = "区卫健局") -> Item:
    return Item(code or name, name, department, "", "", "1", "511602000000")


def found(text: str, limit: int = 50, department: str | None = None) -> list[str]:
    return [NAMES[code] for code in INDEX.find(text, limit, department)]


def of(names: list[str], text: str) -> list[str]:
    return Index.build(item(name) for name in names).find(text)


@pytest.mark.parametrize(
    "text",
    [
        "ggcswsxkxb",
        "GGCSWSXKXB",
        "ＧＧＣＳＷＳＸＫＸＢ",
        "ggcswsxkxbsp",
        "ggcswsxkxbspxj",
        "ggcswsxkxbsp(xj)",
        "公共场所卫生许可新办",
        "公共场所卫生许可新办审批(县级)",
        "卫生许可新办 公共场所",
        "gonggongchangsuoweishengxukexinban",
        "gong gong chang suo wei sheng xu ke xin ban",
        "gonggong changsuo xinban",
        "gonggong cs weish xuke xb",
        "公共cs卫生xuke新b",
        "ggchangsuo xinb",
    ],
)
def test_the_first_visit_finds_its_item_first(text: str) -> None:
    assert found(text)[0] == HYGIENE


def test_a_part_of_the_initials_finds_it() -> None:
    assert HYGIENE in found("wsxkxb")
    assert HYGIENE in found("csws")


def test_by_code_whole_and_in_part() -> None:
    code = next(code for code, name in NAMES.items() if name == HYGIENE)
    assert INDEX.find(code)[0] == code
    assert INDEX.find(code.lower())[0] == code
    assert code in INDEX.find(code[:14])
    assert code in INDEX.find(code[3:14])


def test_every_item_is_found_by_its_code_and_by_its_name() -> None:
    assert [item.code for item in DISTRICT if INDEX.find(item.code, 1) != [item.code]] == []
    assert [item.name for item in DISTRICT if found(item.name, 1) != [item.name]] == []


@pytest.mark.parametrize("text", ["", " ", "\u3000", "（）", "-", "\x00", "《》、，"])
def test_nothing_is_found_for_nothing(text: str) -> None:
    assert INDEX.find(text) == []


def test_the_order_of_ways_to_fit() -> None:
    names = ["绿色食品", "服饰销售", "食品", "食品经营", "小食品", "食用野味品"]
    assert of(names, "食品") == ["食品", "食品经营", "小食品", "绿色食品"]
    assert of(["护士证", "护理", "户口"], "hu") == ["护理", "户口", "护士证"]
    assert of(["社保卡", "户口本", "社会救助户口"], "hk") == ["户口本", "社会救助户口"]
    assert of(["上户口", "化肥恳请", "户口"], "hk") == ["户口", "上户口"]


def test_initials_come_before_full_pinyin() -> None:
    assert of(["河南", "护案"], "ha") == ["护案"]
    assert of(["哈密", "护案"], "ha") == ["护案", "哈密"]


def test_words_must_all_fit_and_stand_behind_what_fits_unbroken() -> None:
    names = ["许可证卫生", "卫生许可", "卫生检查", "医疗卫生和药品许可"]
    assert of(names, "卫生 许可") == ["卫生许可", "许可证卫生", "医疗卫生和药品许可"]
    assert of(names, "xk 卫生") == ["卫生许可", "许可证卫生", "医疗卫生和药品许可"]
    assert of(names, "卫生 火车") == []


@pytest.mark.parametrize("text", ["yh", "yx", "yinhang", "yinxing", "银hang", "yin hang"])
def test_a_polyphonic_character_is_found_by_each_reading(text: str) -> None:
    assert of(["银行开户"], text) == ["银行开户"]


def test_surnames_and_umlauts() -> None:
    assert of(["单于先生"], "chanyu") == ["单于先生"]
    assert of(["绿化女工"], "lvhuanvgong") == ["绿化女工"]


def test_a_syllable_may_be_half_typed() -> None:
    names = ["护士执业注册"]
    typed = "hushizhiyezhuce"
    assert all(of(names, typed[:end]) == names for end in range(1, len(typed) + 1))


def test_a_hit_does_not_run_over_into_the_next_name() -> None:
    assert of(["卫生", "许可"], "卫生许可") == []
    assert of(["卫生", "许可"], "wsxk") == []


def test_what_can_be_filled_in_comes_first_on_a_tie() -> None:
    plain, full = item("护士注册", "1"), replace(item("护士注销", "2"), guide=guide())
    assert Index.build([plain, full]).find("护士") == ["2", "1"]
    assert Index.build([plain, full]).find("护士注册") == ["1"]


def test_only_one_department_and_no_more_than_asked() -> None:
    codes = INDEX.find("x", 2000, department="区消防大队")
    assert codes
    assert {each.department for each in DISTRICT if each.code in codes} == {"区消防大队"}
    assert len(INDEX.find("s", 7)) == 7
    assert INDEX.find("s", department="没有的局") == []


def test_an_empty_catalogue_finds_nothing() -> None:
    assert Index.build([]).find("卫生") == []


@given(st.text() | st.text("abghsxz 公卫 ", max_size=80))
def test_no_query_makes_it_fail(text: str) -> None:
    codes = INDEX.find(text, 2000)
    assert len(set(codes)) == len(codes)


@given(st.sampled_from(DISTRICT), st.data())
def test_any_stretch_of_a_name_finds_its_item(chosen: Item, data: st.DataObject) -> None:
    name = fold(chosen.name)
    begin = data.draw(st.integers(0, len(name) - 1))
    end = data.draw(st.integers(begin + 1, len(name)))
    assert chosen.code in INDEX.find(name[begin:end], 2000)


def test_a_query_without_end_is_answered() -> None:
    assert set(found("shi " * 30, 2000)) == set(found("shi", 2000)) != set()
    assert found("x" * 100_000) == []
