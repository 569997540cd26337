"""What the validator finds, said to the person who filled in the form: which field, and the mend."""

from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema_rs import ValidationError, ValidationErrorKind

from kiosk.domain.catalogue import JsonSchema
from kiosk.domain.formats import FORMATS
from kiosk.domain.guard import Problem
from kiosk.domain.schema import choice_title, choices, field_at, must_be, pointer, required_at, title_at, value_at

_CHOSEN = ("boolean", "array")


def explain(schema: JsonSchema, error: ValidationError) -> Iterator[Problem]:
    """One error of the validator as problems that a person can mend; its own text is never shown."""
    at = pointer(error.instance_path)
    match error.kind:
        case ValidationErrorKind.Required(name):
            yield from _missing(schema, at + pointer((name,)))
        case ValidationErrorKind.AdditionalProperties(names) | ValidationErrorKind.UnevaluatedProperties(names):
            yield from (_unknown(at + pointer((name,)), name) for name in names)
        case ValidationErrorKind.OneOfNotValid(context) | ValidationErrorKind.AnyOf(context) if not choices(
            _said(schema, error)
        ):
            for inner in min(context, key=_distance):
                yield from explain(schema, inner)
        case _:
            yield _wrong_value(schema, at, error)


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


def _unknown(at: str, name: str) -> Problem:
    return Problem(at, "unknown_field", f"表单里没有「{name[:20]}」这一栏，请去掉")


def _distance(branch: list[ValidationError]) -> tuple[int, int]:
    """How far a form is from the branch of a choice: wrong choices first, then errors of any kind."""
    return sum(error.kind.name in ("const", "enum") for error in branch), len(branch)


def _said(schema: JsonSchema, error: ValidationError) -> JsonSchema:
    """The part of the schema that was not met; nothing where it is a bare `false`."""
    said = value_at(schema, pointer(error.schema_path[:-1]))
    return said if isinstance(said, Mapping) else {}


def _wrong_value(schema: JsonSchema, at: str, error: ValidationError) -> Problem:
    keyword, bound = error.kind.name, error.kind.value
    unfilled = error.instance == "" or (error.instance is None and keyword == "type")
    if unfilled or (keyword == "const" and bound is True):
        return _please(schema, at)
    code = f"format_{bound}" if keyword == "format" else keyword
    said = {**field_at(schema, at), **_said(schema, error)}
    return Problem(at, code, _words(title_at(schema, at), keyword, bound, said))


def _words(title: str, keyword: str, bound: Any, said: JsonSchema) -> str:
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
