"""The look: colours, a type scale, an 8-pixel grid. Screens name tokens, never a colour or a size."""

from dataclasses import asdict, dataclass
from functools import cached_property
from string import Template
from typing import Literal

from PySide6.QtGui import QColor

from kiosk.resources import resources

PaletteName = Literal["paper", "contrast", "board"]
RATIO = 1.25


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as #RRGGBB; every `ink` on every ground is at least 4.5:1."""

    paper: str
    surface: str
    ink: str
    ink_2: str
    line: str
    jade: str
    jade_deep: str
    jade_wash: str
    on_jade: str
    seal: str
    seal_wash: str
    amber: str
    amber_wash: str
    disabled: str


PALETTES: dict[PaletteName, Palette] = {
    "paper": Palette(
        paper="#FAF8F3",
        surface="#FFFFFF",
        ink="#1D2321",
        ink_2="#55605B",
        line="#DAD7CD",
        jade="#0E6B5C",
        jade_deep="#0A5246",
        jade_wash="#E3F0EC",
        on_jade="#FFFFFF",
        seal="#B7321F",
        seal_wash="#FBE9E5",
        amber="#8A5A00",
        amber_wash="#FBF1DC",
        disabled="#E9E6DD",
    ),
    "contrast": Palette(
        paper="#FFFFFF",
        surface="#FFFFFF",
        ink="#000000",
        ink_2="#1A1A1A",
        line="#000000",
        jade="#00483C",
        jade_deep="#002A23",
        jade_wash="#D5EFE8",
        on_jade="#FFFFFF",
        seal="#8F1503",
        seal_wash="#FFE3DD",
        amber="#5C3B00",
        amber_wash="#FFEFC7",
        disabled="#D9D9D9",
    ),
    "board": Palette(
        paper="#0F1715",
        surface="#17211E",
        ink="#F3F1EA",
        ink_2="#B4BBB6",
        line="#33403B",
        jade="#5FBFAC",
        jade_deep="#8AD3C4",
        jade_wash="#17332D",
        on_jade="#0F1715",
        seal="#FF8A75",
        seal_wash="#3A1C17",
        amber="#FFC24B",
        amber_wash="#33290F",
        disabled="#26322E",
    ),
}


@dataclass(frozen=True, slots=True)
class Scale:
    """Five sizes of type, in pixels."""

    number: int
    question: int
    choice: int
    body: int
    note: int

    def times(self, factor: float) -> "Scale":
        return Scale(*(max(11, round(size * factor)) for size in asdict(self).values()))


KIOSK = Scale(number=96, question=56, choice=40, body=32, note=26)
WINDOW = Scale(number=32, question=24, choice=18, body=15, note=13)
BOARD = Scale(number=220, question=96, choice=64, body=48, note=38)


@dataclass(frozen=True)
class Theme:
    """One look for one screen. `unit` is how many pixels a pixel of the drawing board takes."""

    palette: Palette
    type: Scale
    unit: float
    elder: bool = False
    dense: bool = False

    def px(self, size: float) -> int:
        """A length of the drawing board in pixels of this screen, never zero."""
        return max(1, round(size * self.unit))

    @cached_property
    def grid(self) -> int:
        return self.px(8)

    @cached_property
    def gap(self) -> int:
        """Between things that belong together."""
        return self.px(12 if self.dense else 24)

    @cached_property
    def group(self) -> int:
        """Between groups."""
        return self.px(24 if self.dense else 48)

    @cached_property
    def edge(self) -> int:
        """At the edges of a screen."""
        return self.px(24 if self.dense else 64)

    @cached_property
    def target(self) -> int:
        """The least height of what a finger, or a mouse, must hit."""
        return self.px(36 if self.dense else 96)

    @cached_property
    def radius(self) -> int:
        return self.px(6 if self.dense else 16)

    @cached_property
    def line(self) -> int:
        return self.px(1 if self.dense else 2)

    def colour(self, token: str) -> QColor:
        """The colour of a palette token; AttributeError when there is no such token."""
        return QColor(getattr(self.palette, token))

    def qss(self) -> str:
        """The style sheet of the whole application."""
        lengths = ("grid", "gap", "group", "edge", "target", "radius")
        tokens = asdict(self.palette)
        tokens |= {f"type_{name}": f"{size}px" for name, size in asdict(self.type).items()}
        tokens |= {name: f"{getattr(self, name)}px" for name in lengths}
        tokens["type_call"] = f"{self.type.number * 2}px"
        tokens |= {"half_gap": f"{self.gap // 2}px", "hair": f"{self.line}px", "thick": f"{self.line * 2}px"}
        return Template((resources() / "styles" / "base.qss").read_text(encoding="utf-8")).substitute(tokens)


def kiosk_theme(width: int, height: int, elder: bool = False, palette: PaletteName = "paper") -> Theme:
    """For a touch screen at 60 cm: drawn at 1080×1920; a landscape screen is nearer to the eye and smaller."""
    unit = min(width / 1080, height / 1680) if height > width else min(width / 1600, height / 1280)
    scale = KIOSK.times(unit * (RATIO if elder else 1))
    return Theme(PALETTES[palette], scale, unit, elder)


def window_theme(palette: PaletteName = "paper", zoom: float = 1.0) -> Theme:
    """For a clerk's monitor: dense, mouse and keyboard."""
    return Theme(PALETTES[palette], WINDOW.times(zoom), zoom, dense=True)


def board_theme(height: int) -> Theme:
    """For a board read at 10 m, drawn at 1080 high: the smallest type is 1/28 of the height."""
    unit = height / 1080
    return Theme(PALETTES["board"], BOARD.times(unit), unit)
