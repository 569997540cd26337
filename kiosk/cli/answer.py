"""An answer as a person reads it: names and values, one a line, indented by depth."""

from collections.abc import Iterator, Mapping

import msgspec

from kiosk.errors import Fault


def show(answer: object) -> str:
    """One name and its value a line."""
    return "\n".join(_lines(msgspec.to_builtins(answer, enc_hook=str), 0))


def one_line(answer: object) -> str:
    """A flat answer for a log that goes on: all its names and values beside each other."""
    return "  ".join(_lines(msgspec.to_builtins(answer, enc_hook=str), 0))


def of_fault(fault: Fault) -> Mapping[str, object]:
    """A fault for machines (contract.md)."""
    return {"fault": fault.code, "message": fault.message, "mend": fault.mend, **fault.details}


def _lines(value: object, depth: int) -> Iterator[str]:
    pad = "  " * depth
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _pair(name, inner, depth)
    elif isinstance(value, list | tuple):
        for inner in value:
            rest = list(_lines(inner, depth + 1))
            yield f"{pad}- {rest[0].strip()}" if rest else f"{pad}-"
            yield from rest[1:]
    else:
        yield f"{pad}{_word(value)}"


def _pair(name: str, inner: object, depth: int) -> Iterator[str]:
    pad = "  " * depth
    if isinstance(inner, Mapping | list | tuple) and inner:
        yield f"{pad}{name}:"
        yield from _lines(inner, depth + 1)
    else:
        yield f"{pad}{name}: {_word(inner)}"


def _word(value: object) -> str:
    """A value for which there is nothing to say is a dash."""
    return "—" if value is None or value in ("", (), [], {}) else str(value)
