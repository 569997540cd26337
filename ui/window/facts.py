"""What the form of a case says, in the words of its guide."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kiosk.desk import CaseFile
from kiosk.domain.catalogue import Guide
from kiosk.domain.form import shown_groups
from kiosk.domain.schema import choice_title, field_at, pointer, title_at, value_at
from ui.texts import t


@dataclass(frozen=True, slots=True)
class Fact:
    """A field as it is read: what it is called and what was filled in."""

    title: str
    value: str


@dataclass(frozen=True, slots=True)
class Section:
    """Facts that were asked together."""

    title: str
    facts: tuple[Fact, ...]


def sections(file: CaseFile) -> tuple[Section, ...]:
    """The form group by group; at the end what the guide of today no longer asks for."""
    guide, form = file.item.guide, file.state.form
    if guide is None:
        return _left_over({}, form, frozenset())
    groups = shown_groups(guide, form)
    asked = frozenset(field.at for group in groups for field in group.fields)
    made = (Section(group.title, _facts(guide, form, [field.at for field in group.fields])) for group in groups)
    return (*(section for section in made if section.facts), *_left_over(guide.schema, form, asked))


def _facts(guide: Guide, form: Mapping[str, Any], places: list[str]) -> tuple[Fact, ...]:
    found = ((at, value_at(form, at)) for at in places)
    return tuple(
        Fact(title_at(guide.schema, at), said(guide.schema, at, value)) for at, value in found if value is not None
    )


def said(schema: Mapping[str, Any], at: str, value: Any) -> str:
    """A value as a person reads it: choices by their titles, lists and groups in one line."""
    if isinstance(value, list):
        return "、".join(said(schema, f"{at}/{place}", each) for place, each in enumerate(value))
    if isinstance(value, Mapping):
        inner = ((f"{at}{pointer([key])}", each) for key, each in value.items())
        return "；".join(f"{title_at(schema, below)}：{said(schema, below, each)}" for below, each in inner)
    return choice_title(field_at(schema, at), value)


def _left_over(schema: Mapping[str, Any], form: Mapping[str, Any], asked: frozenset[str]) -> tuple[Section, ...]:
    facts = tuple(
        Fact(title_at(schema, at), said(schema, at, value)) for at, value in _leaves(form, "") if at not in asked
    )
    return (Section(t("其他内容"), facts),) if facts else ()


def _leaves(value: Mapping[str, Any], at: str) -> Iterator[tuple[str, Any]]:
    for key, inner in value.items():
        below = at + pointer([key])
        if isinstance(inner, Mapping):
            yield from _leaves(inner, below)
        else:
            yield below, inner
