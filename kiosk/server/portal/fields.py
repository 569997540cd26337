"""A field of a form as the page shows it and as it comes back: the same schema and layout as on the kiosk."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kiosk.domain.catalogue import Field, JsonSchema
from kiosk.domain.formats import FORMATS
from kiosk.domain.person import normalise
from kiosk.domain.schema import choices, field_at, parts_of, required_at, title_at, value_at
from kiosk.server.portal.words import day

KINDS = frozenset({"text", "multiline", "choice", "multichoice", "switch", "date", "number"})
LONG_TEXT = 80
"""A text that may be longer than this gets several lines."""

KEYBOARDS: Mapping[str, Mapping[str, str]] = {
    "mobile": {"type": "tel"},
    "resident-id": {"autocapitalize": "characters", "spellcheck": "false"},
    "person-id": {"autocapitalize": "characters", "spellcheck": "false"},
    "uscc": {"autocapitalize": "characters", "spellcheck": "false"},
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
    problem: str

    @property
    def described_by(self) -> str:
        parts = [f"{self.id}-problem"] * bool(self.problem) + [f"{self.id}-hint"] * bool(self.hint)
        return " ".join(parts)

    @property
    def answer(self) -> str:
        """What was entered, in words, for the review; '' where nothing was."""
        if self.options:
            return "、".join(option.title for option in self.options if option.chosen)
        return day(self.value) if self.kind == "date" else self.value


def view(
    schema: JsonSchema, field: Field, form: Mapping[str, Any], *, shown: bool, condition: str = "", problem: str = ""
) -> FieldView:
    """The field with what `form` holds for it."""
    node = field_at(schema, field.at)
    value = value_at(form, field.at)
    kind = kind_of(node, field.widget)
    return FieldView(
        at=field.at,
        id="f" + field.at.replace("/", "-").replace("~", "_"),
        kind=kind,
        label=title_at(schema, field.at),
        hint=field.hint or str(node.get("description", "")),
        optional=not _asked_for(schema, field.at),
        value="" if value is None else str(value),
        options=_options(node, kind, value),
        attributes=_attributes(node, kind),
        condition=condition,
        shown=shown,
        problem=problem,
    )


def kind_of(node: JsonSchema, widget: str = "") -> str:
    """One of KINDS or `consent`: the layout's word first, else what the schema suggests."""
    if node.get("const") is True:
        return "consent"
    if widget in KINDS:
        return widget
    by_type = {"array": "multichoice", "boolean": "switch", "integer": "number", "number": "number"}
    if node.get("type") in by_type:
        return by_type[node["type"]]
    if choices(node):
        return "choice"
    if node.get("format") == "date":
        return "date"
    return "multiline" if node.get("format", "text") == "text" and node.get("maxLength", 0) > LONG_TEXT else "text"


def read(schema: JsonSchema, field: Field, texts: Sequence[str]) -> Any:
    """What came back, as the form holds it, None for nothing; what cannot be read stays as typed, for the check."""
    node = field_at(schema, field.at)
    kind = kind_of(node, field.widget)
    if kind in {"choice", "multichoice", "switch", "consent"}:
        known = {option.value: option.const for option in _options(node, kind, None)}
        chosen = [known.get(text, text) for text in texts if text]
        return (chosen if kind == "multichoice" else chosen[0]) if chosen else None
    text = FORMATS.get(str(node.get("format")), FORMATS["text"]).tidy("".join(texts[:1]))
    return (_number(text) if kind == "number" else text) if text else None


def _asked_for(schema: JsonSchema, at: str) -> bool:
    holder, _, _ = at.rpartition("/")
    return parts_of(at)[-1] in required_at(schema, holder)


def _number(typed: str) -> int | float | str:
    text = normalise(typed)
    if re.fullmatch(r"-?\d{1,15}", text):
        return int(text)
    return float(text) if re.fullmatch(r"-?\d{1,15}\.\d{1,9}", text) else typed


def _options(node: JsonSchema, kind: str, value: Any) -> tuple[Option, ...]:
    chosen = value if isinstance(value, list) else [value]
    return tuple(Option(travelling, title, const, const in chosen) for travelling, const, title in _answers(node, kind))


def _answers(node: JsonSchema, kind: str) -> list[tuple[str, Any, str]]:
    if kind == "switch":
        return [("yes", True, "是"), ("no", False, "否")]
    if kind == "consent":
        return [("yes", True, "已勾选")]
    if kind not in {"choice", "multichoice"}:
        return []
    listed = choices(node.get("items", {}) if kind == "multichoice" else node)
    return [(const if isinstance(const, str) else json.dumps(const), const, title) for const, title in listed]


def _attributes(node: JsonSchema, kind: str) -> dict[str, str]:
    if kind == "number":
        return {"inputmode": "numeric" if node.get("type") == "integer" else "decimal"}
    if kind == "date":
        return {"type": "date"}
    return dict(KEYBOARDS.get(str(node.get("format", "")), {}))
