"""A paper as an A4 PDF: the same paper always gives the same bytes."""

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import Any

from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from kiosk.papers.fonts import FontStack, clean
from kiosk.papers.images import enlarged, flat, qr_code
from kiosk.papers.layout import Mark, PictureMark, Piece, QrMark, RuleMark, Style, TextMark, Typesetter
from kiosk.papers.paper import Paper

WIDTH, HEIGHT = A4
LEFT, TOP, FOOT = 26 * mm, 20 * mm, 21 * mm
CRISP = 4
"""Pixels a module: viewers that smooth pictures leave the squares' edges sharp."""

STYLE = Style(
    width=WIDTH - 2 * LEFT,
    note=9.5,
    body=11,
    lead=15,
    title=24,
    number=36,
    leading=1.5,
    label=86,
    gap=10,
    stroke=0.6,
    qr=30 * mm,
    stamp=12 * mm,
    mm=mm,
)


def render(paper: Paper, fonts: FontStack) -> bytes:
    """`paper` as PDF 1.4 with its fonts embedded; Fault('glyph_missing') before anything is drawn."""
    with fonts.lock:
        pages = paginate(Typesetter(STYLE, fonts).set(paper), HEIGHT - TOP - FOOT)
        return _draw(paper, pages, fonts)


def paginate(pieces: Iterable[Piece], height: float) -> list[list[Piece]]:
    """Strips shared out to pages of `height`; distance at the head of a page is dropped."""
    pages: list[list[Piece]] = [[]]
    room = height
    for group in _groups(pieces):
        if sum(piece.height for piece in group) > room and pages[-1]:
            pages.append([])
            room = height
        for piece in group:
            room = _place(piece, pages, room, height)
    return pages


def _groups(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    group: list[Piece] = []
    for piece in pieces:
        group.append(piece)
        if not piece.keep:
            yield group
            group = []
    if group:
        yield group


def _place(piece: Piece, pages: list[list[Piece]], room: float, height: float) -> float:
    """Puts one strip on the last page, or on a new one where a whole group is longer than a page."""
    if not piece.marks and not pages[-1]:
        return room
    if piece.marks and piece.height > room and pages[-1]:
        pages.append([])
        room = height
    pages[-1].append(piece)
    return room - piece.height


def _draw(paper: Paper, pages: Sequence[Sequence[Piece]], fonts: FontStack) -> bytes:
    target = BytesIO()
    canvas = Canvas(target, pagesize=A4, pageCompression=1, invariant=1, lang="zh-CN", **_first_font(fonts))
    canvas.setTitle(f"{paper.title} {paper.number}")
    canvas.setAuthor(paper.issuer)
    pen = _Pen(canvas, fonts)
    for number, pieces in enumerate(pages, 1):
        pen.page(pieces)
        pen.foot(clean(paper.number), f"第{number}页 共{len(pages)}页")
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _first_font(fonts: FontStack) -> dict[str, Any]:
    """Begins every page in our own font: otherwise it names Helvetica, which is not embedded."""
    return {"initialFontName": fonts.runs(" ")[0].face.name}


class _Pen:
    """Draws marks on a canvas; the paper's y grows downwards, the canvas's upwards."""

    def __init__(self, canvas: Canvas, fonts: FontStack) -> None:
        self._canvas = canvas
        self._fonts = fonts

    def page(self, pieces: Sequence[Piece]) -> None:
        self._canvas.setLineWidth(STYLE.stroke)
        top = HEIGHT - TOP
        for piece in pieces:
            for mark in piece.marks:
                self._mark(mark, top)
            top -= piece.height

    def foot(self, number: str, page: str) -> None:
        baseline = FOOT / 2
        self._text(TextMark(0, 0, number, STYLE.note, False), baseline)
        right = STYLE.width - self._fonts.width(page, STYLE.note)
        self._text(TextMark(right, 0, page, STYLE.note, False), baseline)

    def _mark(self, mark: Mark, top: float) -> None:
        match mark:
            case TextMark():
                self._text(mark, top - mark.y)
            case RuleMark():
                self._canvas.line(LEFT + mark.x, top - mark.y, LEFT + mark.x + mark.width, top - mark.y)
            case QrMark():
                self._image(enlarged(qr_code(mark.text), CRISP), mark, mark.side, mark.side, top)
            case PictureMark():
                with Image.open(BytesIO(mark.png)) as image:
                    self._image(flat(image), mark, mark.width, mark.height, top)

    def _text(self, mark: TextMark, baseline: float) -> None:
        text = self._canvas.beginText(LEFT + mark.x, baseline)
        for run in self._fonts.runs(mark.text, mark.bold):
            text.setFont(run.face.name, mark.size)
            text.textOut(run.text)
        self._canvas.drawText(text)

    def _image(self, image: Image.Image, mark: QrMark | PictureMark, width: float, height: float, top: float) -> None:
        self._canvas.drawImage(ImageReader(image), LEFT + mark.x, top - mark.y - height, width, height)
