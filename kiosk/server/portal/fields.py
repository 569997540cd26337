"""A field of a form as the page shows it and as it comes back: the same schema and layout as on the kiosk."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kiosk.domain.catalogue import Field, JsonSchema
from kiosk.domain.formats import FORMATS
from kiosk.domain.person import normalise
from kiosk.server.portal.pointer import is_required, resolved, schema_at, value_at
from kiosk.server.portal.simple import simple_condition

LONG_TEXT = 80
"""A text that may be longer than this gets several lines."""

KEYBOARDS: Mapping[str, Mapping[str, str]] = {
    "mobile": {"type": "tel", "autocomplete": "tel"},
    "resident-id": {"autocapitalize": "characters", "spellcheck": "false"},
    "uscc": {"autocapitalize": "characters", "spellcheck": "false"},
    "email": {"type": "email", "autocomplete": "email"},
}
"""What a phone's keyboard should be for a format."""


@dataclass(frozen=True, slots=True)
class Option:
    """One of several answers; `value` is how it travels, `const` what the form holds."""

    value: str
    title: str
    const: Any
    chosen: bool


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field ready to be shown. `condition` is JSON that the page's script follows, or ''."""

    at: str
    id: str
    kind: str
    label: str
    hint: str
    optional: bool
    value: str
    options: tuple[Option, ...]
    attributes: Mapping[str, str]
    condition: str
    shown: bool
    problem: str = ""

    @property
    def described_by(self) -> str:
        parts = [f"{self.id}-problem"] * bool(self.problem) + [f"{self.id}-hint"] * bool(self.hint)
        return " ".join(parts)

    @property
    def answer(self) -> str:
        """What was entered, in words, for the review; '' where nothing was."""
        if self.kind == "date":
            return spoken_date(self.value)
        return "、".join(option.title for option in self.options if option.chosen) if self.options else self.value


def view(schema: JsonSchema, field: Field, form: Mapping[str, Any], shown: bool, problem: str = "") -> FieldView:
    node = schema_at(schema, field.at)
    value = value_at(form, field.at)
    kind = kind_of(schema, node, field.widget)
    when = simple_condition(field.when) if field.when else None
    return FieldView(
        at=field.at,
        id="f" + field.at.replace("/", "-").replace("~", "_"),
        kind=kind,
        label=str(node.get("title", field.at.rpartition("/")[2])),
        hint=field.hint or str(node.get("description", "")),
        optional=not (is_required(schema, field.at) or field.when),
        value="" if value is None else str(value),
        options=_options(schema, node, kind, value),
        attributes=_attributes(node, kind),
        condition=json.dumps(when, ensure_ascii=False) if when else "",
        shown=shown,
        problem=problem,
    )


def kind_of(schema: JsonSchema, node: JsonSchema, widget: str = "") -> str:
    """text, multiline, choice, multichoice, switch, date or number: the layout's word first, else the schema's."""
    if widget in {"text", "multiline", "choice", "multichoice", "switch", "date", "number"}:
        return widget
    if node.get("type") == "array":
        return "multichoice"
    if _choices(schema, node):
        return "choice"
    by_type = {"boolean": "switch", "integer": "number", "number": "number"}
    if node.get("type") in by_type:
        return by_type[node["type"]]
    if node.get("format") == "date":
        return "date"
    return "multiline" if node.get("maxLength", 0) > LONG_TEXT else "text"


def read(schema: JsonSchema, field: Field, texts: Sequence[str]) -> Any:
    """What came back for a field, as the form holds it; what cannot be read stays as typed, for the check to name."""
    node = schema_at(schema, field.at)
    kind = kind_of(schema, node, field.widget)
    if kind == "switch":
        return bool(texts)
    if kind in {"choice", "multichoice"}:
        chosen = _consts(schema, node, kind, texts)
        return chosen or None if kind == "multichoice" else chosen[0] if chosen else None
    text = _tidy(node, "".join(texts[:1]))
    if not text:
        return None
    return _number(text) if kind == "number" else text


def spoken_date(text: str) -> str:
    """2026-03-05 as 2026年3月5日; anything else as it is."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{day.year}年{day.month}月{day.day}日"


def _tidy(node: JsonSchema, text: str) -> str:
    named = FORMATS.get(str(node.get("format", "text")), FORMATS["text"])
    return named.tidy(text)


def _number(typed: str) -> int | float | str:
    text = normalise(typed)
    if re.fullmatch(r"-?\d{1,15}", text):
        return int(text)
    return float(text) if re.fullmatch(r"-?\d{1,15}\.\d{1,9}", text) else typed


def _consts(schema: JsonSchema, node: JsonSchema, kind: str, texts: Sequence[str]) -> list[Any]:
    known = {_travelling(const): const for const, _ in _choices_of(schema, node, kind)}
    return [known.get(text, text) for text in texts if text]


def _options(schema: JsonSchema, node: JsonSchema, kind: str, value: Any) -> tuple[Option, ...]:
    if kind == "switch":
        return (Option("yes", "是", True, value is True), Option("", "否", False, value is False))
    chosen = value if isinstance(value, list) else [value]
    return tuple(
        Option(_travelling(const), title, const, const in chosen) for const, title in _choices_of(schema, node, kind)
    )


def _choices_of(schema: JsonSchema, node: JsonSchema, kind: str) -> list[tuple[Any, str]]:
    if kind not in {"choice", "multichoice"}:
        return []
    return _choices(schema, resolved(schema, node["items"]) if kind == "multichoice" and "items" in node else node)


def _choices(schema: JsonSchema, node: JsonSchema) -> list[tuple[Any, str]]:
    """`oneOf` of const and title, or a bare enum whose values are the words themselves."""
    titled = [resolved(schema, one) for one in (*node.get("oneOf", ()), *node.get("anyOf", ()))]
    if titled and all("const" in one for one in titled):
        return [(one["const"], str(one.get("title", one["const"]))) for one in titled]
    return [(const, str(const)) for const in node.get("enum", ())]


def _travelling(const: Any) -> str:
    return const if isinstance(const, str) else json.dumps(const)


def _attributes(node: JsonSchema, kind: str) -> dict[str, str]:
    if kind == "number":
        whole = node.get("type") == "integer"
        return {"inputmode": "numeric" if whole else "decimal"}
    if kind == "date":
        return {"type": "date"}
    return dict(KEYBOARDS.get(str(node.get("format", "")), {}))
