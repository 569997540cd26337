"""The sample hall's guides: each is whole, true to the catalogue, and asks for what its conditions say."""

import json
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from kiosk.domain.catalogue import Guide, JsonSchema
from kiosk.domain.catalogue_reader import read_catalogue
from kiosk.domain.form import differences, required_materials, shown_groups
from kiosk.domain.formats import compiled
from kiosk.domain.guide_reader import read_guide
from kiosk.domain.schema import choices, field_at

SAMPLE = Path(__file__).parents[2] / "resources" / "sample"
FILES = sorted(SAMPLE.glob("guides/*.json"))
NEXT = sorted(SAMPLE.glob("guides-next/*.json"))
DIALECT = "https://json-schema.org/draft/2020-12/schema"
WIDGETS = {"", "choice", "multiline", "date", "number", "switch", "multichoice"}
TARGETS = {"natural", "enterprise", "institution", "social", "unincorporated", "government", "other"}
Form = dict[str, Any]


def load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def read(path: Path) -> tuple[str, Guide]:
    return read_guide(load(path), load(SAMPLE / "defs.json"))


def name_of(value: object) -> str:
    return value.stem if isinstance(value, Path) else str(value)


CODES = {path: code for path in (*FILES, *NEXT) for code, _ in [read(path)]}
GUIDES = {path: guide for path in (*FILES, *NEXT) for _, guide in [read(path)]}
CATALOGUE = {item.code: item for item in read_catalogue((SAMPLE / "catalogue.json").read_bytes()).items}
every_guide = pytest.mark.parametrize("path", GUIDES, ids=name_of)


@dataclass(frozen=True)
class Conditional:
    """A field (by pointer) or a material (by code) that is asked for only while the form matches `when`."""

    path: Path
    name: str
    when: JsonSchema

    def __str__(self) -> str:
        return f"{self.path.stem}:{self.name}"


def conditional_fields(path: Path) -> Iterator[Conditional]:
    for group in GUIDES[path].layout:
        for field in group.fields:
            if when := field.when or group.when:
                yield Conditional(path, field.at, when)


def conditional_materials(path: Path) -> Iterator[Conditional]:
    return (Conditional(path, each.code, each.when) for each in GUIDES[path].materials if each.when)


FIELDS = [each for path in GUIDES for each in conditional_fields(path)]
MATERIALS = [each for path in GUIDES for each in conditional_materials(path)]


def met(rule: Mapping[str, Any]) -> Any:
    """A value that the rule about one field accepts."""
    if "contains" in rule:
        return [rule["contains"]["const"]]
    if "exclusiveMinimum" in rule:
        return rule["exclusiveMinimum"] + 1
    return rule["const"] if "const" in rule else rule["minimum"] if "minimum" in rule else rule["enum"][0]


def unmet(rule: Mapping[str, Any], field: JsonSchema) -> Any:
    """A value that the field allows and the rule does not."""
    if "contains" in rule:
        return [each for each, _ in choices(field["items"]) if each != rule["contains"]["const"]][:1]
    if "exclusiveMinimum" in rule or "minimum" in rule:
        return field["minimum"]
    allowed = [True, False] if field["type"] == "boolean" else [each for each, _ in choices(field)]
    return next(each for each in allowed if each not in rule.get("enum", [rule.get("const")]))


def turned(each: Conditional, on: bool) -> Form:
    """The guide's example, changed so that the condition is met or not."""
    guide = GUIDES[each.path]
    form: Form = deepcopy(dict(guide.example))
    for name, rule in each.when["properties"].items():
        form[name] = met(rule) if on else unmet(rule, field_at(guide.schema, f"/{name}"))
    return form


def lacks(schema: JsonSchema, form: Form, name: str) -> bool:
    """Whether the validator misses the property `name` of the root."""
    missed = (
        error.kind.property
        for error in compiled(schema).iter_errors(form)
        if isinstance(error.kind, jsonschema_rs.ValidationErrorKind.Required) and not error.instance_path
    )
    return name in missed


def test_there_are_enough_of_them() -> None:
    codes = [CODES[path] for path in FILES]
    assert len(set(codes)) == len(FILES) >= 26
    assert len({CATALOGUE[code].department for code in codes}) >= 12


@every_guide
def test_its_item_is_in_the_catalogue(path: Path) -> None:
    assert CODES[path] in CATALOGUE


@every_guide
def test_its_schema_is_one(path: Path) -> None:
    schema = GUIDES[path].schema
    assert schema["$schema"] == DIALECT
    jsonschema_rs.meta.validate(dict(schema))
    for each in (*conditional_fields(path), *conditional_materials(path)):
        jsonschema_rs.meta.validate({"$schema": DIALECT, **each.when})


@every_guide
def test_its_example_is_a_valid_form_with_no_conditional_material(path: Path) -> None:
    guide = GUIDES[path]
    assert [error.message for error in compiled(guide.schema).iter_errors(guide.example)] == []
    assert required_materials(guide, guide.example) == tuple(each for each in guide.materials if each.required)


@every_guide
def test_a_wrong_check_digit_in_its_example_is_found(path: Path) -> None:
    form: Form = deepcopy(dict(GUIDES[path].example))
    number = form["applicant"]["id_number"]
    form["applicant"]["id_number"] = number[:-1] + ("0" if number[-1] != "0" else "1")
    assert not compiled(GUIDES[path].schema).is_valid(form)


@every_guide
def test_a_number_of_another_kind_than_said_is_found(path: Path) -> None:
    form: Form = deepcopy(dict(GUIDES[path].example))
    kinds = [each for each, _ in choices(field_at(GUIDES[path].schema, "/applicant/id_kind"))]
    for kind in kinds:
        fits = kind == GUIDES[path].example["applicant"]["id_kind"]
        form["applicant"]["id_kind"] = kind
        assert compiled(GUIDES[path].schema).is_valid(form) is fits


@every_guide
def test_its_layout_asks_for_every_property_once(path: Path) -> None:
    guide = GUIDES[path]
    asked = [field.at for group in guide.layout for field in group.fields]
    nested = {"applicant": ("name", "id_kind", "id_number", "mobile")}
    nested["organisation"] = ("name", "uscc", "legal_person", "address")
    known = [
        f"/{name}/{inner}" if inner else f"/{name}"
        for name in guide.schema["properties"]
        for inner in nested.get(name, ("",))
    ]
    assert sorted(asked) == sorted(known)


@every_guide
def test_its_groups_are_one_question_a_screen(path: Path) -> None:
    layout = GUIDES[path].layout
    first = ["/applicant/name", "/applicant/id_kind", "/applicant/id_number", "/applicant/mobile"]
    assert (layout[0].id, [field.at for field in layout[0].fields]) == ("applicant", first)
    assert len({group.id for group in layout}) == len(layout)
    for group in layout:
        assert 2 <= len(group.fields) <= 5
        assert 2 <= len(group.title) <= 6
        assert group.question.endswith("？")
        assert group.why.endswith("。")
        assert {field.widget for field in group.fields} <= WIDGETS


@every_guide
def test_every_group_of_its_example_shows_something(path: Path) -> None:
    guide = GUIDES[path]
    without = [group for group in guide.layout if group.when is None]
    assert {group.id for group in without} <= {group.id for group in shown_groups(guide, guide.example)}


@every_guide
def test_every_field_says_what_it_is(path: Path) -> None:
    for group in GUIDES[path].layout:
        for field in group.fields:
            said = field_at(GUIDES[path].schema, field.at)
            assert re.search("[\u4e00-\u9fff]", said["title"]), field.at
            assert said["type"] != "string" or "maxLength" in said or said.get("format") == "date" or choices(said)


@every_guide
def test_it_asks_for_something_only_in_some_cases(path: Path) -> None:
    assert [*conditional_fields(path), *conditional_materials(path)]


@every_guide
def test_its_promise_is_the_sum_of_its_steps(path: Path) -> None:
    guide = GUIDES[path]
    assert 3 <= len(guide.steps) <= 6
    assert sum(step.days for step in guide.steps) == guide.promised.days
    assert guide.handling == ("即办" if guide.promised.days == 0 else "承诺")
    assert guide.promised.days <= guide.statutory.days or guide.promised.days == 0


@every_guide
def test_it_says_everything_before_one_starts(path: Path) -> None:
    guide = GUIDES[path]
    assert set(guide.target) <= TARGETS
    assert guide.target
    assert guide.conditions
    assert guide.materials
    assert guide.fee.basis
    assert guide.fee.charged is (guide.fee.amount > 0)
    assert guide.result.type in {"证照", "批文", "其他", "无"}
    assert all(law.startswith("《") for law in guide.law)
    for each in guide.materials:
        assert len(each.standard) >= 8, f"{each.name}: 标准要具体"


@every_guide
def test_what_is_required_in_some_cases_is_shown_in_some_cases(path: Path) -> None:
    rules = GUIDES[path].schema.get("allOf", ())
    assert {name for rule in rules for name in rule["then"]["required"]} == {
        each.name.split("/")[1] for each in conditional_fields(path)
    }


@pytest.mark.parametrize("each", FIELDS, ids=str)
def test_a_conditional_field_is_required_only_while_shown(each: Conditional) -> None:
    guide = GUIDES[each.path]
    name = each.name.split("/")[1]
    shown, hidden = turned(each, True), turned(each, False)
    shown.pop(name, None)
    hidden.pop(name, None)
    assert lacks(guide.schema, shown, name)
    assert not lacks(guide.schema, hidden, name)


@pytest.mark.parametrize("each", FIELDS, ids=str)
def test_a_conditional_field_is_shown_only_while_its_condition_holds(each: Conditional) -> None:
    for on in (True, False):
        groups = shown_groups(GUIDES[each.path], turned(each, on))
        assert (each.name in {field.at for group in groups for field in group.fields}) is on


@pytest.mark.parametrize("each", MATERIALS, ids=str)
def test_a_conditional_material_is_required_only_while_its_condition_holds(each: Conditional) -> None:
    for on in (True, False):
        needed = {one.code for one in required_materials(GUIDES[each.path], turned(each, on))}
        assert (each.name in needed) is on


def test_the_next_version_adds_a_field_and_a_material() -> None:
    (path,) = NEXT
    filled, now = GUIDES[SAMPLE / "guides" / path.name], GUIDES[path]
    (added,) = {each.code for each in now.materials} - {each.code for each in filled.materials}
    lines = differences(filled, now, filled.example, ())
    assert (now.form_version, now.also_valid) == (filled.form_version + 1, ())
    assert {line.material for line in lines} == {"/disinfection", added}


def test_the_hall_has_every_window_that_a_guide_names() -> None:
    hall = load(SAMPLE / "hall.json")
    windows = {each["name"] for each in hall["windows"]}
    services = {each["code"] for each in hall["services"]}
    assert {guide.window for guide in GUIDES.values()} <= windows
    assert {guide.hall for guide in GUIDES.values()} == {hall["name"]}
    assert {code for each in hall["windows"] for code in each["services"]} == services


def test_every_example_is_somebody_elses() -> None:
    people = [GUIDES[path].example["applicant"]["id_number"] for path in FILES]
    organisations = [GUIDES[path].example.get("organisation", {}).get("uscc", path) for path in FILES]
    assert len(set(people)) == len(people)
    assert len(set(organisations)) == len(organisations)
