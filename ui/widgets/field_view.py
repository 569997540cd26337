"""A field as a person sees it: no widget, so that presenters can speak of it."""

from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["text", "multiline", "choice", "multichoice", "switch", "date", "number", "integer"]


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field. `choices` are (value, words); `keys` is a hint for the on-screen keyboard."""

    at: str
    label: str
    kind: Kind = "text"
    hint: str = ""
    required: bool = False
    choices: tuple[tuple[Any, str], ...] = ()
    longest: int = 200
    keys: Literal["", "digits", "upper", "tel"] = ""
