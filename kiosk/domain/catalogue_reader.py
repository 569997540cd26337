"""Reading a published catalogue: codes are kept as they came, and whatever is odd about them is said (domain.md 1)."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kiosk.domain.catalogue import Item
from kiosk.domain.formats import is_text
from kiosk.domain.oddities import Oddity, item_oddities
from kiosk.errors import Refused

UNREADABLE = "catalogue_unreadable"
_NEEDED = {"itemCode": "编码", "name": "名称", "department": "部门"}
_OPTIONAL = ("deptCode", "main_item", "taskType", "areaCode")


@dataclass(frozen=True, slots=True)
class Odd:
    """Something odd about an item: `field` as the file calls it, `reason` for people, `kind` for machines."""

    code: str
    name: str
    field: str
    reason: str
    kind: str
    kept: bool = True


@dataclass(frozen=True, slots=True)
class Reading:
    """What a catalogue file held: the items in its order, and what is odd about them or about those left out."""

    items: tuple[Item, ...]
    odd: tuple[Odd, ...]


def read_catalogue(data: bytes) -> Reading:
    """Reads `{"items": [{"itemCode", "name", "department", …}]}`; Refused `catalogue_unreadable` on any other file.

    An item that cannot be read is left out and reported with `kept=False`; the rest goes on.
    """
    items: dict[str, Item] = {}
    odd: list[Odd] = []
    for place, raw in enumerate(_rows(_parse(_decode(data))), start=1):
        fault = _fault(raw, items)
        if fault:
            odd.append(_left_out(raw, place, fault))
        else:
            item = _item(raw)
            items[item.code] = item
    odd.extend(_oddities(items.values()))
    return Reading(tuple(items.values()), tuple(odd))


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Refused(
            UNREADABLE, f"目录文件第 {line} 行不是 UTF-8 编码，没有导入任何事项。请另存为 UTF-8 编码后再导入"
        ) from error


def _parse(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        where = f"第 {error.lineno} 行第 {error.colno} 列"
        raise Refused(
            UNREADABLE, f"目录文件{where}不是正确的 JSON，没有导入任何事项。请检查此处的引号、逗号和括号后再导入"
        ) from error
    except (RecursionError, ValueError) as error:
        raise Refused(
            UNREADABLE, "目录文件嵌套太深或数字太长，没有导入任何事项。请导出标准的目录文件后再导入"
        ) from error


def _rows(document: Any) -> list[Any]:
    rows = document.get("items") if isinstance(document, dict) else None
    if not isinstance(rows, list) or not rows:
        raise Refused(
            UNREADABLE, "目录文件里没有 items 列表或列表是空的，没有导入任何事项。请把事项放在最外层的 items 列表里"
        )
    return rows


def _fault(raw: Any, items: Mapping[str, Item]) -> tuple[str, str, str] | None:
    """Field, kind and reason why an item cannot be kept."""
    if not isinstance(raw, dict):
        return "", "not_an_object", "不是一个事项"
    for name, words in _NEEDED.items():
        if not isinstance(raw.get(name), str) or not raw[name].strip():
            return name, "missing", f"没有{words}"
    for name in (*_NEEDED, *_OPTIONAL):
        if not isinstance(raw.get(name, ""), str):
            return name, "wrong_type", "应为文字"
        if not is_text(raw.get(name, "")):
            return name, "control_character", "含有控制符号"
    if raw["itemCode"] in items:
        return "itemCode", "duplicate_code", f"编码与「{items[raw['itemCode']].name}」相同"
    return None


def _left_out(raw: Any, place: int, fault: tuple[str, str, str]) -> Odd:
    field, kind, reason = fault
    known = raw if isinstance(raw, dict) else {}
    return Odd(
        _text(known.get("itemCode")), _text(known.get("name")), field, f"第 {place} 项没有导入：{reason}", kind, False
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) and is_text(value) else ""


def _item(raw: Mapping[str, str]) -> Item:
    return Item(
        code=raw["itemCode"],
        name=raw["name"],
        department=raw["department"],
        department_code=raw.get("deptCode", ""),
        group=raw.get("main_item", ""),
        type=raw.get("taskType", ""),
        area=raw.get("areaCode", ""),
    )


def _oddities(items: Iterable[Item]) -> Iterator[Odd]:
    first_by_name: dict[str, Item] = {}
    for item in items:
        for each in item_oddities(item):
            yield _odd(item, each)
        if (first := first_by_name.setdefault(item.name, item)) is not item:
            yield _odd(item, Oddity("name", "duplicate_name", f"名称与 {first.code} 相同"))


def _odd(item: Item, each: Oddity) -> Odd:
    return Odd(item.code, item.name, each.field, each.reason, each.kind)
