"""From a paper to marks at places: the one layout that the PDF and the 80 mm roll share."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from io import BytesIO

from PIL import Image

from kiosk.papers.fonts import FontStack, clean
from kiosk.papers.paper import (
    Block,
    Fact,
    Heading,
    Listing,
    Paper,
    Paragraph,
    Picture,
    Qr,
    Row,
    Rule,
    Seal,
    SignatureLine,
    Together,
)
from kiosk.papers.wrap import wrap

CALL = 2.4
"""So many times a receipt's number: a ticket's is read at arm's length while one walks."""


@dataclass(frozen=True, slots=True)
class Style:
    """Sizes in the paper's own unit (points or dots), y growing downwards. `leading` is a multiple of a size."""

    width: float
    note: float
    body: float
    lead: float
    title: float
    number: float
    leading: float
    label: float
    gap: float
    stroke: float
    qr: float
    stamp: float
    mm: float

    @property
    def wide(self) -> bool:
        """Whether things stand side by side that a narrow paper has one below the other."""
        return self.width > 3 * self.qr


@dataclass(frozen=True, slots=True)
class TextMark:
    """Text that begins at `x` on the baseline `y`."""

    x: float
    y: float
    text: str
    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class RuleMark:
    """A line to the right of `x`."""

    x: float
    y: float
    width: float


@dataclass(frozen=True, slots=True)
class QrMark:
    """A QR code in a square of `side`, its upper left corner at x, y."""

    x: float
    y: float
    side: float
    text: str


@dataclass(frozen=True, slots=True)
class PictureMark:
    """A picture, its upper left corner at x, y."""

    x: float
    y: float
    width: float
    height: float
    png: bytes


Mark = TextMark | RuleMark | QrMark | PictureMark


@dataclass(frozen=True, slots=True)
class Piece:
    """A strip of paper that is never cut; `keep` ties it to the next, a strip without marks is only distance."""

    height: float
    marks: tuple[Mark, ...] = ()
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Typesetter:
    """Sets papers in one style with one stack of fonts. Fault('glyph_missing') where a character cannot be set."""

    style: Style
    fonts: FontStack

    def set(self, paper: Paper) -> tuple[Piece, ...]:
        """The whole paper as strips from top to bottom."""
        return (*self._head(paper), *(piece for block in paper.blocks for piece in self._block(block)))

    def _head(self, paper: Paper) -> Iterator[Piece]:
        s = self.style
        if paper.first == "number":
            yield from self._lines(paper.issuer, s.note)
            yield from self._lines(paper.title, s.lead, bold=True)
            yield self._gap(0.5)
            yield from self._lines(paper.number, self._fitting(paper.number, s.number), bold=True, leading=1.25)
        elif paper.first == "call":
            yield from self._lines(paper.issuer, s.note, align=0.5)
            yield from self._lines(paper.title, s.lead, bold=True, align=0.5)
            size = self._fitting(paper.number, s.number * CALL)
            yield from self._lines(paper.number, size, bold=True, align=0.5, leading=1.2)
        else:
            yield from self._lines(paper.number, s.body, align=1.0)
            yield self._gap(1.5)
            yield from self._lines(paper.issuer, s.lead, align=0.5)
            yield from self._lines(paper.title, s.title, bold=True, align=0.5)
        yield self._gap(1)

    def _block(self, block: Block) -> Iterator[Piece]:
        match block:
            case Fact():
                yield from self._fact(block)
            case Paragraph():
                yield from self._lines(block.text, getattr(self.style, block.weight), bold=block.strong)
                yield self._gap(0.5)
            case Heading():
                yield self._gap(1)
                yield replace(self._tied(self._lines(block.text, self.style.body, bold=True)), keep=True)
            case Listing():
                yield from self._listing(block)
            case _:
                yield self._whole(block)

    def _whole(self, block: Qr | Picture | Seal | SignatureLine | Rule | Together) -> Piece:
        match block:
            case Qr():
                return self._qr(block)
            case Picture():
                return self._picture(block)
            case Seal():
                return self._seal(block)
            case SignatureLine():
                return self._signature(block)
            case Rule():
                return self._rule()
            case Together():
                return self._tied(piece for inner in block.blocks for piece in self._block(inner))

    def _gap(self, share: float) -> Piece:
        return Piece(self.style.gap * share)

    def _rule(self) -> Piece:
        gap = self.style.gap
        return Piece(gap * 2, (RuleMark(0, gap, self.style.width),))

    def _fitting(self, text: str, size: float) -> float:
        """`size`, or what makes `text` fit one line, but never less than the title's size."""
        wide = self.fonts.width(clean(text), size, bold=True)
        return size if wide <= self.style.width else max(self.style.title, size * self.style.width / wide)

    def _wrapped(self, text: str, size: float, width: float, bold: bool) -> list[str]:
        return wrap(clean(text), width, partial(self.fonts.width, size=size, bold=bold))

    def _lines(
        self,
        text: str,
        size: float,
        *,
        bold: bool = False,
        x: float = 0,
        width: float = 0,
        align: float = 0,
        leading: float = 0,
    ) -> Iterator[Piece]:
        """`text` as one strip a line; `align` 0 is left, 1 right. The first line is never left alone on a page."""
        width = width or self.style.width - x
        height = size * (leading or self.style.leading)
        lines = self._wrapped(text, size, width, bold)
        for number, line in enumerate(lines):
            at = x + align * (width - self.fonts.width(line, size, bold)) if align else x
            mark = TextMark(at, (height + size * 0.76) / 2, line, size, bold)
            yield Piece(height, (mark,), keep=number == 0 and len(lines) > 1)

    def _tied(self, pieces: Iterable[Piece]) -> Piece:
        """Strips made into one."""
        height, marks = 0.0, list[Mark]()
        for piece in pieces:
            marks += [replace(mark, y=mark.y + height) for mark in piece.marks]
            height += piece.height
        return Piece(height, tuple(marks))

    def _fact(self, fact: Fact) -> Iterator[Piece]:
        s = self.style
        label = self._tied(self._lines(fact.label, s.body, width=s.label))
        first, *rest = self._lines(fact.value or "—", s.body, x=s.label, bold=fact.strong)
        yield Piece(max(first.height, label.height), (*label.marks, *first.marks), keep=bool(rest))
        yield from rest

    def _listing(self, listing: Listing) -> Iterator[Piece]:
        indent = self.style.body * (0.8 + 0.6 * len(str(len(listing.rows))))
        for number, row in enumerate(listing.rows, 1):
            yield from self._row(number, row, indent)
            yield self._gap(0.25)
        yield self._gap(0.5)

    def _row(self, number: int, row: Row, indent: float) -> Iterator[Piece]:
        """A row line by line, for a standard may be longer than a page; its name stays with what follows."""
        s = self.style
        aside = self.fonts.width(clean(row.detail), s.body) + s.body if row.detail else 0
        beside = s.wide and aside <= s.width * 0.4
        names = [*self._lines(row.name, s.body, x=indent, width=s.width - indent - (aside if beside else 0))]
        details = [*self._lines(row.detail, s.body, x=indent, align=float(beside))] if row.detail else []
        notes = [*self._lines(row.note, s.note, x=indent)] if row.note else []
        corner = next(self._lines(str(number), s.body)).marks + (details.pop().marks if beside and details else ())
        names[0] = replace(names[0], marks=(*corner, *names[0].marks))
        follows = bool(details or notes)
        yield from (replace(line, keep=follows or line is not names[-1]) for line in names)
        yield from (*details, *notes)

    def _qr(self, qr: Qr) -> Piece:
        s = self.style
        if s.wide:
            x = s.qr + s.gap
            words = self._tied(self._lines(qr.caption, s.body, x=x))
            lowered = max(0.0, (s.qr - words.height) / 2)
            words = self._tied((Piece(lowered), words))
            return Piece(max(s.qr, words.height) + s.gap, (QrMark(0, 0, s.qr, qr.text), *words.marks))
        square = Piece(s.qr + s.gap / 2, (QrMark((s.width - s.qr) / 2, 0, s.qr, qr.text),))
        words = self._tied(self._lines(qr.caption, s.note, align=0.5))
        return self._tied((square, words, self._gap(0.75)))

    def _picture(self, picture: Picture) -> Piece:
        with Image.open(BytesIO(picture.png)) as image:
            ratio = image.width / image.height
        width = min(self.style.width, picture.height * self.style.mm * ratio)
        mark = PictureMark(0, 0, width, width / ratio, picture.png)
        caption = self._tied(self._lines(picture.caption, self.style.note))
        return self._tied((caption, Piece(mark.height, (mark,))))

    def _seal(self, seal: Seal) -> Piece:
        s = self.style
        texts = (seal.authority, seal.day)
        lines = (self._tied(self._lines(text, s.body, align=1.0)) for text in texts)
        return self._tied((Piece(s.stamp), *lines, self._gap(1)))

    def _signature(self, signature: SignatureLine) -> Piece:
        """Side by side where the paper is wide enough for it, else one below the other."""
        s = self.style
        columns = len(signature.labels) if s.wide else 1
        width = (s.width - s.gap * (columns - 1)) / columns
        height = s.body * 2.4
        marks: list[Mark] = []
        for at, label in enumerate(signature.labels):
            x, y = (at % columns) * (width + s.gap), (at // columns) * height + s.body * 1.7
            begin = x + self.fonts.width(label, s.body) + s.body * 0.4
            marks += [TextMark(x, y, label, s.body, False), RuleMark(begin, y + s.body * 0.3, x + width - begin)]
        return Piece(height * (-(-len(signature.labels) // columns)), tuple(marks))
