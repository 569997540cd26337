"""JSON pointers (RFC 6901) into a form and into the schema that describes it."""

from collections.abc import Mapping
from typing import Any


def tokens(at: str) -> list[str]:
    return [token.replace("~1", "/").replace("~0", "~") for token in at.split("/")[1:]]


def value_at(form: Mapping[str, Any], at: str) -> Any:
    """What is there, or None."""
    value: Any = form
    for token in tokens(at):
        if not isinstance(value, Mapping):
            return None
        value = value.get(token)
    return value


def with_value(form: Mapping[str, Any], at: str, value: Any) -> dict[str, Any]:
    """A copy with `value` there; None takes it away."""
    return _put(form, tokens(at), value)


def _put(form: Mapping[str, Any], path: list[str], value: Any) -> dict[str, Any]:
    head, *rest = path
    inner = form.get(head)
    if rest:
        value = _put(inner if isinstance(inner, Mapping) else {}, rest, value) or None
    kept = {name: old for name, old in form.items() if name != head}
    return kept if value is None else {**kept, head: value}


def schema_at(schema: Mapping[str, Any], at: str) -> Mapping[str, Any]:
    """The schema of one field: `$ref` within the document is followed, what stands beside it wins."""
    node = schema
    for token in tokens(at):
        node = resolved(schema, resolved(schema, node).get("properties", {}).get(token, {}))
    return node


def resolved(schema: Mapping[str, Any], node: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in node:
        return node
    target: Any = schema
    for token in tokens(node["$ref"].removeprefix("#")):
        target = target[token]
    beside = {name: value for name, value in node.items() if name != "$ref"}
    return {**resolved(schema, target), **beside}


def is_required(schema: Mapping[str, Any], at: str) -> bool:
    """Whether the object that holds the field asks for it whatever else is filled in."""
    holder, _, name = at.rpartition("/")
    return name in resolved(schema, schema_at(schema, holder)).get("required", ())
