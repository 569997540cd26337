"""A form on its way, seen through its guide: which questions, in which order, and what is wrong with the answers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from kiosk.domain.catalogue import Field, Group, Guide
from kiosk.domain.form import FormChecker, prune, shown_groups, tidied
from kiosk.domain.guard import Problem
from kiosk.domain.schema import parts_of
from kiosk.server.portal.fields import FieldView, read, view
from kiosk.server.portal.posted import Answers
from kiosk.server.portal.simple import Condition, simple_condition


@dataclass(frozen=True, slots=True)
class Sheet:
    """`form` may hold anything that was typed; questions follow from it."""

    guide: Guide
    form: Mapping[str, Any]

    @property
    def groups(self) -> tuple[Group, ...]:
        return shown_groups(self.guide, self.form)

    @property
    def kept(self) -> dict[str, Any]:
        """The form as it would be handed in: tidy, without what is not asked."""
        return prune(self.guide, tidied(self.guide.schema, self.form))

    def find(self, group: str) -> Group | None:
        """A group with all its fields, if it is asked now."""
        asked = any(each.id == group for each in self.groups)
        return next((each for each in self.guide.layout if each.id == group and asked), None)

    def shown(self, group: Group) -> frozenset[str]:
        """The pointers of the group's fields that are asked now."""
        return frozenset(field.at for each in self.groups if each.id == group.id for field in each.fields)

    def problems(self) -> tuple[Problem, ...]:
        return FormChecker(self.guide.schema).problems(self.kept)

    def problems_in(self, group: Group, problems: Iterable[Problem]) -> dict[str, str]:
        """Those of `problems` that this group's shown fields have; one inside a list is its field's."""
        found: dict[str, str] = {}
        for problem in problems:
            for at in self.shown(group):
                if problem.at == at or problem.at.startswith(at + "/"):
                    found.setdefault(at, problem.message)
        return found

    def group_of(self, problem: Problem) -> Group | None:
        """Where to go to mend it."""
        return next((each for each in self.groups if self.problems_in(each, [problem])), None)

    def views(self, group: Group, problems: Mapping[str, str]) -> list[FieldView]:
        """The fields to put on the page: those shown, and those that an answer on the same page may show."""
        shown = self.shown(group)
        here = {field.at for field in group.fields}
        conditions = {field.at: _condition_within(field, here) for field in group.fields}
        return [
            view(
                self.guide.schema,
                field,
                self.form,
                shown=field.at in shown,
                condition=conditions[field.at],
                problem=problems.get(field.at, ""),
            )
            for field in group.fields
            if field.at in shown or conditions[field.at]
        ]

    def answered(self, group: Group, answers: Answers) -> dict[str, Any]:
        """The form with the group's answers in it; fields that were not asked on the page keep what they hold."""
        form = dict(self.form)
        asked = set(answers.texts("asked"))
        for field in group.fields:
            if field.at in asked:
                form = _with_value(form, parts_of(field.at), read(self.guide.schema, field, answers.texts(field.at)))
        return form


def _condition_within(field: Field, here: set[str]) -> str:
    """The field's condition as JSON for the page's script, if answers on the same page decide it."""
    condition: Condition | None = simple_condition(field.when) if field.when else None
    if not condition or not all(at in here for at, _ in condition):
        return ""
    travelling = [(at, [_travels(value) for value in values]) for at, values in condition]
    return msgspec.json.encode(travelling).decode()


def _travels(value: Any) -> Any:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


def _with_value(form: Mapping[str, Any], path: Sequence[str], value: Any) -> dict[str, Any]:
    head, *rest = path
    inner = form.get(head)
    if rest:
        value = _with_value(inner if isinstance(inner, Mapping) else {}, rest, value) or None
    kept = {name: old for name, old in form.items() if name != head}
    return kept if value is None else {**kept, head: value}
