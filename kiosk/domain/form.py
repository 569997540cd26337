"""A form against its guide: what is wrong, what is shown, which materials it asks for, what a new version changes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any

from jsonschema_rs import is_valid

from kiosk.domain.bodies import Attachment, Lacking
from kiosk.domain.catalogue import Field, Group, Guide, JsonSchema, Material
from kiosk.domain.complaint import explain
from kiosk.domain.formats import FORMATS, compiled
from kiosk.domain.guard import Problem, guard
from kiosk.domain.schema import field_at, must_be, parts_of, pointer, title_at


class FormChecker:
    """A schema compiled once, to check any number of forms; keep one for each version of a guide."""

    def __init__(self, schema: JsonSchema) -> None:
        self._schema = schema
        self._validator = compiled(schema)

    def problems(self, form: Any) -> tuple[Problem, ...]:
        """Everything that is wrong, one problem a field; empty when the form fits."""
        guarded = tuple(guard(self._schema, form))
        return guarded or _one_each(self._explained(form))

    def _explained(self, form: Any) -> Iterator[Problem]:
        for error in self._validator.iter_errors(form):
            yield from explain(self._schema, error)


def tidied(schema: JsonSchema, form: Mapping[str, Any]) -> dict[str, Any]:
    """The form as it is kept: numbers half-width and in upper case, names without blanks around them.

    A form that `guard` stops comes back as it is: `FormChecker` says why.
    """
    if _is_stopped(schema, form):
        return dict(form)
    return {name: _tidy(schema, (name,), value) for name, value in form.items()}


def shown_groups(guide: Guide, form: Mapping[str, Any]) -> tuple[Group, ...]:
    """The groups to be asked now, each with the fields that `form` makes visible."""
    groups = (replace(group, fields=_shown_fields(group, form)) for group in guide.layout if _fits(group.when, form))
    return tuple(group for group in groups if group.fields)


def prune(guide: Guide, form: Mapping[str, Any]) -> dict[str, Any]:
    """The form without the values of fields that are not shown; dropping one may hide another.

    A form that `guard` stops comes back as it is: `FormChecker` says why.
    """
    if _is_stopped(guide.schema, form):
        return dict(form)
    pruned: dict[str, Any] = deepcopy(dict(form))
    asked = {field.at for group in guide.layout for field in group.fields}
    while True:
        shown = {field.at for group in shown_groups(guide, pruned) for field in group.fields}
        dropped = [at for at in asked - shown if _drop(pruned, parts_of(at))]
        if not dropped:
            return pruned


def required_materials(guide: Guide, form: Mapping[str, Any]) -> tuple[Material, ...]:
    """The materials that this form must come with: the required ones, and those whose `when` it matches."""
    return tuple(each for each in guide.materials if each.required or _is_called_for(each, form))


def missing_materials(guide: Guide, form: Mapping[str, Any], attachments: Iterable[Attachment]) -> tuple[Lacking, ...]:
    """The required materials that no attachment brings, each with the standard it must meet."""
    brought = {each.material for each in attachments}
    wanted = (each for each in required_materials(guide, form) if each.code not in brought)
    return tuple(Lacking(each.code, each.name, each.standard) for each in wanted)


def differences(
    filled: Guide, now: Guide, form: Mapping[str, Any], attachments: Sequence[Attachment]
) -> tuple[Lacking, ...]:
    """What version `now` asks for beyond the version that was filled in, as lines of a one-time notice.

    Empty when the old form satisfies the new one as well (protocol.md, Judgements 6). What already lacked in the old
    version is no difference, and a field that was done away with lacks nothing.
    """
    kept = prune(now, form)
    before = {(each.at, each.code) for each in FormChecker(filled.schema).problems(form)}
    fields = (each for each in FormChecker(now.schema).problems(kept) if each.code != "unknown_field")
    lacked = {each.material for each in missing_materials(filled, form, attachments)}
    materials = (each for each in missing_materials(now, kept, attachments) if each.material not in lacked)
    return (*(_lacking(now, each) for each in fields if (each.at, each.code) not in before), *materials)


def _lacking(guide: Guide, problem: Problem) -> Lacking:
    standard = "应为" + must_be(field_at(guide.schema, problem.at))
    return Lacking(problem.at, title_at(guide.schema, problem.at), standard, problem.message)


def _fits(when: JsonSchema | None, form: Mapping[str, Any]) -> bool:
    try:
        return when is None or is_valid(dict(when), dict(form))
    except UnicodeEncodeError:  # half a character: such a form matches nothing, and `guard` stops it
        return False


def _is_called_for(material: Material, form: Mapping[str, Any]) -> bool:
    return material.when is not None and _fits(material.when, form)


def _is_stopped(schema: JsonSchema, form: Mapping[str, Any]) -> bool:
    return next(guard(schema, form), None) is not None


def _shown_fields(group: Group, form: Mapping[str, Any]) -> tuple[Field, ...]:
    return tuple(field for field in group.fields if _fits(field.when, form))


def _drop(form: Any, parts: Sequence[str]) -> bool:
    """Takes the value at `parts` out of `form`, and the objects that it leaves empty; says whether it was there."""
    if not isinstance(form, dict) or parts[0] not in form:
        return False
    dropped = len(parts) == 1 or _drop(form[parts[0]], parts[1:])
    if dropped and (len(parts) == 1 or not form[parts[0]]):
        del form[parts[0]]
    return dropped


def _tidy(schema: JsonSchema, path: tuple[str | int, ...], value: Any) -> Any:
    if isinstance(value, str):
        format_name = field_at(schema, pointer(path)).get("format", "")
        return FORMATS[format_name].tidy(value) if format_name in FORMATS else value
    if isinstance(value, Mapping):
        return {name: _tidy(schema, (*path, name), inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_tidy(schema, (*path, place), inner) for place, inner in enumerate(value)]
    return value


def _one_each(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    first: dict[str, Problem] = {}
    for each in problems:
        first.setdefault(each.at, each)
    return tuple(first.values())
