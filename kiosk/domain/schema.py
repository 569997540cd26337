"""Walking a form's schema: what is said of the field at a JSON pointer, in which words, and what is required."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kiosk.domain.catalogue import JsonSchema
from kiosk.domain.formats import FORMATS

_CHOICES_NAMED = 8


def pointer(parts: Iterable[str | int]) -> str:
    """A JSON pointer (RFC 6901) from its parts; '' is the whole form."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def parts_of(at: str) -> tuple[str, ...]:
    """The inverse of `pointer`."""
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in at.split("/")[1:])


def value_at(form: Any, at: str) -> Any:
    """The value that `at` points to, or None where there is none."""
    for part in parts_of(at):
        if isinstance(form, Mapping):
            form = form.get(part)
        elif isinstance(form, list) and part.isdecimal() and int(part) < len(form):
            form = form[int(part)]
        else:
            return None
    return form


def schemas_at(root: JsonSchema, at: str) -> tuple[JsonSchema, ...]:
    """Every part of `root` that speaks about the value at `at`, outermost first; empty where none does."""
    found = tuple(_applying(root, root, frozenset()))
    for part in parts_of(at):
        found = tuple(each for parent in found for each in _children(parent, part, root))
    return found


def field_at(root: JsonSchema, at: str) -> dict[str, Any]:
    """All that is said about the field at `at` as one flat schema; what stands further out wins."""
    merged: dict[str, Any] = {}
    for each in reversed(schemas_at(root, at)):
        merged.update(each)
    return merged


def required_at(root: JsonSchema, at: str) -> tuple[str, ...]:
    """The names of the properties that the object at `at` may be required to have, conditional ones included."""
    names = (name for each in schemas_at(root, at) for name in each.get("required", ()))
    return tuple(dict.fromkeys(names))


def title_at(root: JsonSchema, at: str) -> str:
    """What the field at `at` is called on the screen; in a list also which one of it (第 2 项)."""
    parts = parts_of(at)
    title = str(field_at(root, at).get("title") or (parts[-1] if parts else "表单"))
    turns = [int(part) + 1 for part in parts if part.isdecimal()]
    return f"{title}（第 {turns[-1]} 项）" if turns else title


def choices(schema: JsonSchema) -> tuple[tuple[Any, str], ...]:
    """The values one may choose from, each with its title; empty where the field is no choice."""
    if "enum" in schema:
        return tuple((value, str(value)) for value in schema["enum"])
    branches = schema.get("oneOf") or schema.get("anyOf") or ()
    if all(_is_choice(each) for each in branches):
        return tuple((each["const"], str(each.get("title", each["const"]))) for each in branches)
    return ()


def choice_title(schema: JsonSchema, value: Any) -> str:
    """What choosing `value` is called on the screen."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return next((title for each, title in choices(schema) if each == value), str(value))


def must_be(schema: JsonSchema) -> str:
    """What a field must be, in words that follow 应为."""
    if named := [title for _, title in choices(schema)]:
        return "下列之一：" + "、".join(named[:_CHOICES_NAMED]) + (" 等" if len(named) > _CHOICES_NAMED else "")
    if "const" in schema:
        return choice_title(schema, schema["const"])
    if schema.get("format") in FORMATS and schema["format"] not in ("name", "text"):
        return FORMATS[schema["format"]].words
    return _sized(schema)


def _sized(schema: JsonSchema) -> str:
    kind = {"integer": "整数", "number": "数字", "boolean": "是或否", "array": "列表", "object": "一组内容"}.get(
        str(schema.get("type", "string")), "文字"
    )
    bounds = [words.format(schema[key]) for key, words in _BOUNDS.items() if key in schema]
    if "pattern" in schema and "description" in schema:
        bounds.append(str(schema["description"]))
    return kind + (f"（{'，'.join(bounds)}）" if bounds else "")


_BOUNDS = {
    "minimum": "不小于 {}",
    "exclusiveMinimum": "大于 {}",
    "maximum": "不大于 {}",
    "exclusiveMaximum": "小于 {}",
    "multipleOf": "{} 的倍数",
    "minLength": "至少 {} 个字",
    "maxLength": "最多 {} 个字",
    "minItems": "至少 {} 项",
    "maxItems": "最多 {} 项",
}


def _applying(schema: Any, root: JsonSchema, seen: frozenset[str]) -> Iterator[JsonSchema]:
    """`schema` and whatever it brings in for the same value; `seen` ends a circle of references."""
    if not isinstance(schema, Mapping):
        return
    yield schema
    reference = schema.get("$ref", "")
    if reference and reference not in seen:
        yield from _applying(value_at(root, reference.removeprefix("#")), root, seen | {reference})
    for branch in _branches(schema):
        yield from _applying(branch, root, seen)


def _branches(schema: JsonSchema) -> Iterator[Any]:
    for key in ("allOf", "anyOf", "oneOf"):
        yield from (branch for branch in schema.get(key, ()) if not _is_choice(branch))
    yield from (schema[key] for key in ("then", "else") if key in schema)
    yield from schema.get("dependentSchemas", {}).values()


def _children(schema: JsonSchema, part: str, root: JsonSchema) -> Iterator[JsonSchema]:
    child = schema.get("properties", {}).get(part)
    if child is None and part.isdecimal():
        child = schema.get("items")
    yield from _applying(child, root, frozenset())


def _is_choice(schema: Any) -> bool:
    return isinstance(schema, Mapping) and "const" in schema and "properties" not in schema
