"""Reading a guide strictly: what contradicts itself is refused before it reaches a citizen."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs
import msgspec

from kiosk.domain.catalogue import Guide, JsonSchema
from kiosk.domain.form import FormChecker, prune
from kiosk.domain.formats import FORMATS, compiled
from kiosk.domain.schema import pointer, required_at, schemas_at
from kiosk.domain.shapes import known
from kiosk.errors import Refused

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_REFERENCE = "#/$defs/"


def read_guide(raw: Mapping[str, Any], defs: Mapping[str, Any]) -> tuple[str, Guide]:
    """The item's code and its guide, `defs` inlined as far as the schema uses them; Refused `guide_malformed`."""
    code = raw.get("code")
    if not isinstance(code, str) or not code:
        raise _malformed("?", "/code", "没有事项编码，请填写目录里的编码")
    written = {name: value for name, value in raw.items() if name != "code"}
    guide = _converted(code, {**written, "schema": _self_contained(code, written.get("schema"), defs)})
    for at, reason in _contradictions(written, guide):
        raise _malformed(code, at, reason)
    return code, guide


def _malformed(code: str, at: str, reason: str) -> Refused:
    return Refused("guide_malformed", f"指南 {code} 的 {at or '/'} 处：{reason}")


def _self_contained(code: str, schema: Any, defs: Mapping[str, Any]) -> dict[str, Any]:
    """The schema with every shared definition that it uses, directly or through another one."""
    if not isinstance(schema, Mapping):
        raise _malformed(code, "/schema", "应为 JSON Schema 对象")
    used: dict[str, Any] = dict(schema.get("$defs", {}))
    waiting = list(_references(schema))
    while waiting:
        name = waiting.pop()
        if name in used:
            continue
        if name not in defs:
            raise _malformed(code, "/schema", f"引用了没有定义的 {name}，请在 defs.json 里定义它或改正引用")
        used[name] = defs[name]
        waiting.extend(_references(defs[name]))
    return {**schema, "$defs": {name: used[name] for name in sorted(used)}}


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        reference = value.get("$ref")
        if isinstance(reference, str):
            yield reference.removeprefix(_REFERENCE)
        for inner in value.values():
            yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)


def _converted(code: str, written: Mapping[str, Any]) -> Guide:
    try:
        return msgspec.convert(written, Guide)
    except msgspec.ValidationError as error:
        words, _, where = str(error).partition(" - at `$")
        at = re.sub(r"\.|\[(?=\d)", "/", where.rstrip("`")).replace("]", "")
        raise _malformed(code, at, _in_words(words)) from error


def _in_words(words: str) -> str:
    """The converter's finding in the words of whoever writes guides."""
    if missing := re.fullmatch(r"Object missing required field `(.+)`", words):
        return f"缺少 {missing[1]}，请补上"
    if wrong := re.fullmatch(r"Expected `(.+)`, got `(.+)`", words):
        return f"应为 {wrong[1]}，而不是 {wrong[2]}"
    return f"值不在允许的范围内（{words}）"


def _contradictions(written: Mapping[str, Any], guide: Guide) -> Iterator[tuple[str, str]]:
    """Pointer and reason of all that does not fit together; later checks rely on what earlier ones found right."""
    yield from _unknown_names("", written, msgspec.to_builtins(guide))
    yield from _bad_schemas(guide)
    yield from _bad_root(guide.schema)
    yield from _bad_formats(guide.schema)
    yield from _bad_numbers(guide)
    yield from _bad_layout(guide)
    yield from _bad_example(guide)


def _unknown_names(at: str, written: Any, known: Any) -> Iterator[tuple[str, str]]:
    if isinstance(written, Mapping) and isinstance(known, Mapping):
        for name, value in written.items():
            if name in known:
                yield from _unknown_names(at + pointer((name,)), value, known[name])
            else:
                yield at + pointer((name,)), "指南里没有这一栏，请去掉或改正名称"
    elif isinstance(written, list) and isinstance(known, list | tuple):
        for place, (value, same) in enumerate(zip(written, known, strict=True)):
            yield from _unknown_names(f"{at}/{place}", value, same)


def _conditions(guide: Guide) -> Iterator[tuple[str, JsonSchema]]:
    """Every `when` of the guide with its pointer."""
    for place, material in enumerate(guide.materials):
        yield f"/materials/{place}/when", material.when or {}
    for group_place, group in enumerate(guide.layout):
        yield f"/layout/{group_place}/when", group.when or {}
        for place, field in enumerate(group.fields):
            yield f"/layout/{group_place}/fields/{place}/when", field.when or {}


def _bad_schemas(guide: Guide) -> Iterator[tuple[str, str]]:
    for at, schema in (("/schema", guide.schema), *_conditions(guide)):
        if at != "/schema" and any(_references(schema)):
            yield at, "条件里不能引用 $defs，请直接写出"
        try:
            jsonschema_rs.meta.validate({"$schema": _DIALECT, **schema})
            compiled(schema)
        except jsonschema_rs.ValidationError as error:
            yield at + pointer(error.instance_path), "不是正确的 JSON Schema（2020-12），请改正"


def _bad_root(schema: JsonSchema) -> Iterator[tuple[str, str]]:
    if schema.get("type") != "object" or schema.get("additionalProperties") is not False:
        yield "/schema", '最外层应为 "type": "object" 和 "additionalProperties": false'
    if "applicant" not in schema.get("required", ()) or not schemas_at(schema, "/applicant"):
        yield "/schema/required", "应要求 applicant（申请人）"


def _bad_formats(value: Any, at: str = "/schema") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        if isinstance(value.get("format"), str) and value["format"] not in FORMATS:
            yield f"{at}/format", f"没有 {value['format']} 这种格式，可用：{'、'.join(FORMATS)}"
        for name, inner in value.items():
            yield from _bad_formats(inner, at + pointer((name,)))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _bad_formats(inner, f"{at}/{place}")


def _bad_numbers(guide: Guide) -> Iterator[tuple[str, str]]:
    if guide.statutory.days < 0 or guide.promised.days < 0:
        yield "/promised/days", "天数不能小于 0"
    if guide.fee.amount < 0 or (guide.fee.amount and not guide.fee.charged):
        yield "/fee/amount", "不收费的金额应为 0，收费的不能小于 0"
    if guide.form_version < 1 or any(not 0 < old < guide.form_version for old in guide.also_valid):
        yield "/form_version", "版本从 1 起，also_valid 只列更早的版本"
    codes = [each.code for each in guide.materials]
    for place, code in enumerate(codes):
        if code in codes[:place]:
            yield f"/materials/{place}/code", f"材料代码 {code} 重复，请换一个"


def _bad_layout(guide: Guide) -> Iterator[tuple[str, str]]:
    asked = []
    for group_place, group in enumerate(guide.layout):
        for place, field in enumerate(group.fields):
            asked.append(field.at)
            if not field.at.startswith("/") or not schemas_at(guide.schema, field.at):
                yield f"/layout/{group_place}/fields/{place}/at", f"表单里没有 {field.at}，请改正或在 schema 里加上"
    for at in _required(guide.schema, ""):
        if not any(at == each or at.startswith(each + "/") for each in asked):
            yield "/layout", f"必填的 {at} 没有排进任何一组，请加上"


def _required(schema: JsonSchema, at: str) -> Iterator[str]:
    """Pointers of all fields that may be required, objects taken apart into theirs."""
    for name in required_at(schema, at):
        inner = at + pointer((name,))
        if required_at(schema, inner):
            yield from _required(schema, inner)
        else:
            yield inner


def _bad_example(guide: Guide) -> Iterator[tuple[str, str]]:
    for problem in FormChecker(guide.schema).problems(guide.example):
        yield f"/example{problem.at}", f"{problem.message}（示例应能通过）"
    if json.dumps(prune(guide, guide.example)) != json.dumps(guide.example):
        yield "/example", "示例里有不会显示的栏目的内容，请去掉或改正 when"


known(Guide)
