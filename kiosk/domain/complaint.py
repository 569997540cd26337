"""What the validator finds, said to the person who filled in the form: which field, and the mend."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jsonschema import ValidationError

from kiosk.domain.catalogue import JsonSchema
from kiosk.domain.formats import FORMATS
from kiosk.domain.guard import Problem
from kiosk.domain.schema import choice_title, choices, field_at, must_be, pointer, required_at, title_at

_CHOSEN = ("boolean", "array")
_Path = tuple[str | int, ...]


def explain(schema: JsonSchema, error: ValidationError) -> Iterator[Problem]:
    """One error of the validator as problems that a person can mend; its own text is never shown."""
    path = tuple(error.absolute_path)
    if error.validator in ("required", "dependentRequired"):
        yield from _explain_required(schema, path, error)
    elif error.validator == "additionalProperties":
        yield from _explain_unknown(path, error)
    elif error.validator in ("oneOf", "anyOf") and error.context and not choices(_said(error)):
        for inner in _nearest_branch(error.context):
            yield from explain(schema, inner)
    else:
        yield _explain_value(schema, pointer(path), error)


def _explain_required(schema: JsonSchema, path: _Path, error: ValidationError) -> Iterator[Problem]:
    wanted: Any = error.validator_value
    given: Any = error.instance
    if isinstance(wanted, Mapping):
        wanted = [name for known, names in wanted.items() if known in given for name in names]
    for name in wanted:
        if name not in given:
            yield from _missing(schema, pointer((*path, name)))


def _missing(schema: JsonSchema, at: str) -> Iterator[Problem]:
    """A missing object is missing in each of its required fields: those are what a person sees."""
    inner = required_at(schema, at) if field_at(schema, at).get("type") == "object" else ()
    for name in inner:
        yield from _missing(schema, at + pointer((name,)))
    if not inner:
        yield _please(schema, at)


def _please(schema: JsonSchema, at: str) -> Problem:
    field = field_at(schema, at)
    if field.get("const") is True:
        return Problem(at, "missing", f"请阅读并勾选「{title_at(schema, at)}」")
    verb = "选择" if choices(field) or field.get("type") in _CHOSEN else "填写"
    return Problem(at, "missing", f"请{verb}「{title_at(schema, at)}」")


def _explain_unknown(path: _Path, error: ValidationError) -> Iterator[Problem]:
    given: Any = error.instance
    for name in given:
        if name not in _said(error).get("properties", {}):
            yield Problem(pointer((*path, name)), "unknown_field", f"表单里没有「{name[:20]}」这一栏，请去掉")


def _nearest_branch(errors: Sequence[ValidationError]) -> list[ValidationError]:
    """The errors of the branch that was most likely meant: fewest wrong choices, then fewest errors."""
    branches: dict[Any, list[ValidationError]] = {}
    for error in errors:
        branches.setdefault(error.relative_schema_path[0], []).append(error)
    return min(branches.values(), key=lambda each: (sum(e.validator in ("const", "enum") for e in each), len(each)))


def _explain_value(schema: JsonSchema, at: str, error: ValidationError) -> Problem:
    if error.validator == "const" and error.validator_value is True:
        return _please(schema, at)
    if error.instance == "" or (error.instance is None and error.validator == "type"):
        return _please(schema, at)
    code = f"format_{error.validator_value}" if error.validator == "format" else str(error.validator or "not_allowed")
    said = {**field_at(schema, at), **_said(error)}
    return Problem(at, code, _value_words(title_at(schema, at), str(error.validator), error.validator_value, said))


def _said(error: ValidationError) -> JsonSchema:
    """The part of the schema that was not met; nothing where it is a bare `false`."""
    schema: Any = error.schema
    return schema if isinstance(schema, Mapping) else {}


def _value_words(title: str, keyword: str, bound: Any, said: JsonSchema) -> str:
    if keyword == "format" and bound in FORMATS:
        return f"「{title}」不对，应为{FORMATS[bound].words}"
    if keyword == "const":
        return f"「{title}」请重新选择，这里应为“{choice_title(said, bound)}”"
    if keyword in ("enum", "oneOf", "anyOf") and choices(said):
        return f"「{title}」请重新选择，应为{must_be(said)}"
    if keyword == "type":
        return f"「{title}」请重新填写，应为{must_be(said)}"
    if keyword == "pattern":
        return f"「{title}」写法不对，{said.get('description', '请按提示重新填写')}"
    if keyword in _BOUND_WORDS:
        return f"「{title}」{_BOUND_WORDS[keyword].format(bound)}"
    return f"「{title}」与其他栏目不一致，请核对后重新填写"


_BOUND_WORDS = {
    "minLength": "太短，至少 {} 个字，请补充",
    "maxLength": "太长，最多 {} 个字，请缩短",
    "minimum": "太小，不能小于 {}，请修改",
    "exclusiveMinimum": "太小，应大于 {}，请修改",
    "maximum": "太大，不能大于 {}，请修改",
    "exclusiveMaximum": "太大，应小于 {}，请修改",
    "multipleOf": "应为 {} 的倍数，请修改",
    "minItems": "太少，至少 {} 项，请添加",
    "maxItems": "太多，最多 {} 项，请删减",
    "uniqueItems": "有重复的内容，请删去重复的",
}
