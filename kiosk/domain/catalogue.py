"""What a hall offers: items, their guides, materials and forms (domain.md section 1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Unit = Literal["working", "natural"]
JsonSchema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Period:
    """A promised or statutory period; `days` 0 means done while one waits (即办)."""

    days: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Fee:
    """What it costs. `amount` in fen for the usual case; `basis` names the rule that allows or waives it."""

    charged: bool
    amount: int
    basis: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the authority's procedure, `days` being its share of the promised period."""

    name: str
    days: int
    by: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What comes out: a licence (证照), an approval (批文), other (其他), or nothing (无)."""

    name: str
    type: str
    validity: str


@dataclass(frozen=True, slots=True)
class Material:
    """A material; `when` is a JSON Schema over the form that makes an optional one required."""

    code: str
    name: str
    form: Literal["paper", "electronic", "either"]
    copies: int
    source: str
    required: bool
    standard: str
    when: JsonSchema | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A field on a screen: `at` is a JSON pointer into the form; shown only while the form matches `when`."""

    at: str
    when: JsonSchema | None = None
    widget: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """One group of fields: one question a screen, with one line of why it is asked."""

    id: str
    title: str
    question: str
    why: str
    fields: tuple[Field, ...]
    when: JsonSchema | None = None


@dataclass(frozen=True, slots=True)
class Guide:
    """Everything one should know before starting, and the form (办事指南)."""

    target: tuple[str, ...]
    conditions: tuple[str, ...]
    materials: tuple[Material, ...]
    steps: tuple[Step, ...]
    statutory: Period
    promised: Period
    handling: str
    fee: Fee
    result: Outcome
    hall: str
    window: str
    visits: int
    law: tuple[str, ...]
    phone: str
    form_version: int
    also_valid: tuple[int, ...]
    schema: JsonSchema
    layout: tuple[Group, ...]
    example: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Item:
    """A service item (政务服务事项) as the catalogue lists it; codes stay as they came, odd ones included."""

    code: str
    name: str
    department: str
    department_code: str
    group: str
    type: str
    area: str
    guide: Guide | None = None

    @property
    def fillable(self) -> bool:
        return self.guide is not None
