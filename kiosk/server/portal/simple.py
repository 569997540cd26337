"""Conditions simple enough for the page itself to follow; all others wait for the server."""

from collections.abc import Mapping
from typing import Any

Condition = list[tuple[str, list[Any]]]
"""All of them must hold: at this pointer stands one of these values."""


def simple_condition(when: Mapping[str, Any]) -> Condition | None:
    """`when` as a conjunction of const and enum, or None when it says more than that."""
    return _read(when, "")


def _read(node: Any, at: str) -> Condition | None:
    if not isinstance(node, Mapping) or not node.keys() <= {"type", "properties", "required", "const", "enum"}:
        return None
    if "const" in node:
        return [(at, [node["const"]])]
    if "enum" in node:
        return [(at, list(node["enum"]))]
    return _all(node, at)


def _all(node: Mapping[str, Any], at: str) -> Condition | None:
    properties = node.get("properties", {})
    if not properties or set(node.get("required", ())) != set(properties):
        return None
    found: Condition = []
    for name, inner in properties.items():
        part = _read(inner, f"{at}/{name}")
        if part is None:
            return None
        found += part
    return found
