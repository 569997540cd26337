"""Fields of a form as questions: which editor, which words, what is wrong, all from the guide's schema."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any, Literal

from kiosk.domain.catalogue import Field, Group, Guide
from kiosk.domain.form import FormChecker, prune, shown_groups, tidied
from kiosk.domain.guard import USUAL_LENGTH
from kiosk.domain.schema import choice_title, choices, field_at, parts_of, pointer, required_at, title_at, value_at
from ui.texts import t
from ui.widgets.field_view import FieldView, Kind

IDENTITY = ("/applicant/name", "/applicant/id_kind", "/applicant/id_number", "/applicant/mobile")
"""Asked on the identity screen, before the form."""
KEYS: Mapping[str, Literal["digits", "upper", "tel"]] = {
    "mobile": "tel",
    "date": "digits",
    "uscc": "upper",
    "person-id": "upper",
}


def pages(guide: Guide, form: Mapping[str, Any]) -> tuple[Group, ...]:
    """The groups that the form screen asks: those shown now, without what the identity screen has asked."""
    groups = (
        replace(group, fields=tuple(field for field in group.fields if field.at not in IDENTITY))
        for group in shown_groups(guide, form)
    )
    return tuple(group for group in groups if group.fields)


def views(guide: Guide, fields: Sequence[Field]) -> tuple[FieldView, ...]:
    """The fields as a screen shows them."""
    return tuple(_view(guide, field) for field in fields)


def identity_views(guide: Guide) -> tuple[FieldView, ...]:
    """Name, kind of document, number, mobile."""
    number = Field("/applicant/id_number", hint=t("18 位，照证件一位一位输入；旧版永久居留证 15 位"))
    return views(guide, [number if at == number.at else Field(at) for at in IDENTITY])


def put(form: Mapping[str, Any], at: str, value: Any) -> dict[str, Any]:
    """A copy of `form` with `value` at the pointer `at`; None takes it away."""
    made = deepcopy(dict(form))
    *parents, name = parts_of(at)
    inner = made
    for part in parents:
        inner = inner.setdefault(part, {})
    if value is None:
        inner.pop(name, None)
    else:
        inner[name] = value
    return made


def wrong(guide: Guide, form: Mapping[str, Any], ats: Sequence[str]) -> dict[str, str]:
    """What is wrong with the fields `ats`, by pointer, in their order; empty when they are right."""
    whole = prune(guide, _with_parents(tidied(guide.schema, form), ats))
    found = {problem.at: problem.message for problem in FormChecker(guide.schema).problems(_with_parents(whole, ats))}
    said: dict[str, str] = {}
    for at in ats:
        message = next((text for where, text in found.items() if where == at or where.startswith(at + "/")), "")
        if message:
            said[at] = message
    return said


def spoken(guide: Guide, form: Mapping[str, Any], at: str) -> str:
    """The answer at `at` in words; a dash where there is none."""
    value = value_at(form, at)
    if value is None:
        return "—"
    if isinstance(value, list):
        return "、".join(choice_title(field_at(guide.schema, at + "/0"), each) for each in value)
    return choice_title(field_at(guide.schema, at), value)


def _with_parents(form: Mapping[str, Any], ats: Sequence[str]) -> dict[str, Any]:
    """So that a missing field is found missing, not the whole object around it."""
    made = deepcopy(dict(form))
    for at in ats:
        inner = made
        for part in parts_of(at)[:-1]:
            inner = inner.setdefault(part, {})
    return made


def _view(guide: Guide, field: Field) -> FieldView:
    schema = field_at(guide.schema, field.at)
    *parents, name = parts_of(field.at)
    return FieldView(
        at=field.at,
        label=title_at(guide.schema, field.at),
        kind=_kind(schema, field),
        hint=field.hint or str(schema.get("description", "")),
        required=name in required_at(guide.schema, pointer(parents)),
        choices=_choices(guide, schema, field),
        longest=int(schema.get("maxLength", USUAL_LENGTH)),
        keys=KEYS.get(str(schema.get("format")), "digits" if schema.get("type") in ("integer", "number") else ""),
    )


def _kind(schema: Mapping[str, Any], field: Field) -> Kind:
    by_type: dict[str, Kind] = {"boolean": "switch", "array": "multichoice", "integer": "number", "number": "number"}
    if kind := by_type.get(str(schema.get("type"))):
        return kind
    if choices(schema):
        return "choice"
    if schema.get("format") == "date":
        return "date"
    return "multiline" if field.widget == "multiline" else "text"


def _choices(guide: Guide, schema: Mapping[str, Any], field: Field) -> tuple[tuple[Any, str], ...]:
    if schema.get("type") == "boolean":
        return ((True, t("是")), (False, t("否")))
    return choices(field_at(guide.schema, field.at + "/0") if schema.get("type") == "array" else schema)
