"""What a paper says, in the order it says it, without a word about how it is drawn."""

from dataclasses import dataclass
from typing import Literal

Weight = Literal["note", "body", "lead"]


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value; neighbours line up."""

    label: str
    value: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str
    weight: Weight = "body"
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """The name of what follows; never left alone at the foot of a page."""

    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a listing: `detail` stands at the right, `note` below in smaller type."""

    name: str
    detail: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """A numbered list."""

    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Qr:
    """A QR code (error correction M) and what it is good for."""

    text: str
    caption: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as PNG, `height` in millimetres, never wider than the paper."""

    png: bytes
    caption: str
    height: float


@dataclass(frozen=True, slots=True)
class Seal:
    """Who stands for the paper, and the day; room is left above for the stamp."""

    authority: str
    day: str


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """Places to be filled in by hand."""

    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A thin line from edge to edge."""


@dataclass(frozen=True, slots=True)
class Together:
    """Blocks that no page break may part."""

    blocks: tuple["Block", ...]


Block = Fact | Paragraph | Heading | Listing | Qr | Picture | Seal | SignatureLine | Rule | Together


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that somebody takes home. `first` says what is largest: number, title, or a call's short number."""

    issuer: str
    title: str
    number: str
    first: Literal["number", "title", "call"]
    blocks: tuple[Block, ...]
