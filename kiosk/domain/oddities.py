"""What is odd about an item's codes and name, said without changing them (domain.md sections 1 and 6)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kiosk.domain.catalogue import Item
from kiosk.domain.formats import is_uscc

TASK_TYPES: Mapping[str, str] = {
    "01": "行政许可",
    "02": "行政处罚",
    "03": "行政强制",
    "04": "行政征收",
    "05": "行政给付",
    "06": "行政检查",
    "07": "行政确认",
    "08": "行政奖励",
    "09": "行政裁决",
    "10": "其他行政权力",
    "20": "公共服务",
}
"""Kinds of items by their two digits; many catalogues leave out the leading zero."""

_CODE = re.compile(r"(?P<base>.+?)-(?P<area>[0-9]{12})-[0-9]{3}-(?P<unit>.+)-[0-9]-[0-9]{2}")
_OLD_ORGANISATION = re.compile(r"[0-9A-Z]{8}-?[0-9X]")
_DASHES = 5


@dataclass(frozen=True, slots=True)
class Oddity:
    """One odd thing: the field as the catalogue file calls it, a stable kind, and a reason for people."""

    field: str
    kind: str
    reason: str


def item_oddities(item: Item) -> Iterator[Oddity]:
    """Everything odd about one item, its code first."""
    yield from _code_oddities(item)
    yield from _department_oddities(item.department_code)
    if item.type.zfill(2) not in TASK_TYPES:
        yield Oddity("taskType", "task_type", f"类型“{item.type}”不在规定的类型中")
    if not re.fullmatch("[0-9]{12}", item.area):
        yield Oddity("areaCode", "area", f"区划代码“{item.area}”不是 12 位数字")
    yield from _name_oddities(item.name)


def type_words(task_type: str) -> str:
    """What a kind of item is called; the code itself where it is not known."""
    return TASK_TYPES.get(task_type.zfill(2), task_type)


def _code_oddities(item: Item) -> Iterator[Oddity]:
    dashes = item.code.count("-")
    if dashes != _DASHES:
        yield Oddity("itemCode", "code_dashes", f"编码有 {dashes} 个连字符，通常是 {_DASHES} 个")
    if not (parts := _CODE.fullmatch(item.code)):
        yield Oddity("itemCode", "code_area_missing", "编码里没有区划代码")
        return
    if len(parts["base"]) not in (12, 14):
        yield Oddity("itemCode", "code_base_length", f"编码的第一段有 {len(parts['base'])} 位，通常是 12 或 14 位")
    if parts["area"] != item.area:
        yield Oddity("itemCode", "code_area_differs", f"编码里的区划代码 {parts['area']} 与事项的不同")
    if found := unit_oddity(parts["unit"]):
        yield Oddity("itemCode", f"code_unit_{found[0]}", f"编码里的单位代码 {parts['unit']} {found[1]}")


def _department_oddities(code: str) -> Iterator[Oddity]:
    if not code:
        yield Oddity("deptCode", "dept_missing", "没有部门代码")
    elif found := unit_oddity(code):
        yield Oddity("deptCode", f"dept_{found[0]}", f"部门代码 {code} {found[1]}")


def unit_oddity(code: str) -> tuple[str, str] | None:
    """Kind and reason why `code` is not a unified social credit code (GB 32100); None where it is one."""
    if is_uscc(code):
        return None
    if is_uscc(code.upper()):
        return "lower_case", "含有小写字母"
    if "_" in code:
        return "suffix", "带有后缀，不是统一社会信用代码"
    if _OLD_ORGANISATION.fullmatch(code):
        return "old_organisation", "是旧的组织机构代码，不是统一社会信用代码"
    if len(code) != 18:
        return "length", f"有 {len(code)} 位，统一社会信用代码是 18 位"
    return "check", "不是有效的统一社会信用代码"


def _name_oddities(name: str) -> Iterator[Oddity]:
    if name != name.strip() or re.search(r"\s\s|\s(?![A-Za-z0-9])", name):
        yield Oddity("name", "name_blanks", "名称里有多余的空格")
    if any(name.count(left) != name.count(right) for left, right in ("（）", "()", "《》", "【】", "“”")):
        yield Oddity("name", "name_brackets", "名称里的括号没有成对，或全角半角混用")
    if "\\" in name:
        yield Oddity("name", "name_backslash", "名称里有反斜杠")
