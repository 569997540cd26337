"""The typefaces of all papers: which font has which character, and what reportlab and Pillow need of them."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby
from pathlib import Path
from threading import Lock
from typing import Any

from PIL import ImageFont
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from kiosk.errors import Fault

REGULAR = "NotoSansSC-Regular.ttf"
BOLD = "NotoSansSC-Bold.ttf"
RARE = "HallRareHan-Regular.ttf"
BLOCK = 100
"""The most lines that one bfchar block may hold (Adobe Technical Note 5014, section 7)."""


class EmbeddedFont(TTFont):
    """A TrueType font whose text can be copied out of the PDF again, beyond the BMP too.

    reportlab writes five hexadecimal digits for such a character where PDF 1.7, section 9.10.3, wants UTF-16BE.
    """

    def addObjects(self, doc: Any) -> None:  # noqa: N802, reportlab's name
        subsets = list(enumerate(self.state[doc].subsets))
        names = [self.getSubsetInternalName(number, doc)[1:] for number, _ in subsets]
        super().addObjects(doc)
        fonts = doc.idToObject["BasicFonts"].dict
        for (_, subset), name in zip(subsets, names, strict=True):
            doc.idToObject[fonts[name].ToUnicode.name].content = to_unicode(name, subset)


def to_unicode(name: str, codes: Sequence[int]) -> str:
    """A ToUnicode CMap for a one-byte font: position in `codes` to character; position 0 is .notdef."""
    lines = [f"<{at:02X}> <{chr(code).encode('utf-16-be').hex().upper()}>" for at, code in enumerate(codes) if at]
    blocks = [lines[start : start + BLOCK] for start in range(0, len(lines), BLOCK)]
    body = "".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        f"/CMapName /{name}-UCS def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<00> <FF>\nendcodespacerange\n{body}"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    )


class Face:
    """One font file, read when the first character asks for it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.stem
        self.pixels = lru_cache(maxsize=16)(self._pixels)

    @cached_property
    def embedded(self) -> EmbeddedFont:
        """The font as reportlab embeds it; known to reportlab by `name` from here on."""
        font = EmbeddedFont(self.name, str(self.path), asciiReadable=False)
        pdfmetrics.registerFont(font)
        return font

    def _pixels(self, size: int) -> ImageFont.FreeTypeFont:
        return ImageFont.truetype(str(self.path), size, layout_engine=ImageFont.Layout.BASIC)

    def has(self, character: str) -> bool:
        return ord(character) in self.embedded.face.charToGlyph

    def advance(self, character: str) -> float:
        """The character's width in em."""
        return float(self.embedded.face.charWidths[ord(character)]) / 1000


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text that one face can draw."""

    face: Face
    text: str


class FontStack:
    """Faces in order of preference, for regular and for bold text; whoever draws holds `lock` meanwhile."""

    def __init__(self, regular: Sequence[Face], bold: Sequence[Face]) -> None:
        self._faces = {False: tuple(regular), True: tuple(bold)}
        self._found: dict[tuple[str, bool], tuple[Face, float]] = {}
        self.lock = Lock()

    @classmethod
    def load(cls, folder: Path) -> "FontStack":
        """The product's own fonts in `folder` (resources/fonts); Fault where one is missing."""
        files = [folder / name for name in (REGULAR, BOLD, RARE)]
        for file in files:
            if not file.is_file():
                raise Fault(
                    "font_missing", f"缺少字体文件：{file.name}", "重新安装本程序，或把字体文件放回字体文件夹。"
                )
        regular, bold, rare = map(Face, files)
        return cls((regular, rare), (bold, regular, rare))

    def runs(self, text: str, bold: bool = False) -> tuple[Run, ...]:
        """`text` cut where the font changes; Fault('glyph_missing') where no font has a character."""
        faced = [(self._find(character, bold)[0], character) for character in text]
        return tuple(
            Run(face, "".join(c for _, c in group)) for face, group in groupby(faced, key=lambda pair: pair[0])
        )

    def width(self, text: str, size: float, bold: bool = False) -> float:
        """How wide `text` is, in the unit of `size`."""
        return size * sum(self._find(character, bold)[1] for character in text)

    def check(self, texts: Iterable[str]) -> None:
        """Fault('glyph_missing') if any of `texts` could not be printed as it is."""
        unseen = {character for character in "".join(texts) if (character, False) not in self._found}
        for character in clean("".join(sorted(unseen))).replace("\n", ""):
            self._find(character, bold=False)

    def _find(self, character: str, bold: bool) -> tuple[Face, float]:
        found = self._found.get((character, bold))
        if found is None:
            face = next((face for face in self._faces[bold] if face.has(character)), None)
            if face is None:
                raise _missing(character)
            found = self._found[character, bold] = face, face.advance(character)
        return found


def _missing(character: str) -> Fault:
    return Fault(
        "glyph_missing",
        f"字库里没有“{character}”（U+{ord(character):04X}），这份纸还没有打印，内容没有丢失。",
        "请更新字库后再打印；急用时由窗口手写办理。",
    )


def clean(text: str) -> str:
    """Text as paper can hold it: lines kept, other spaces plain, what is invisible (controls, marks) left out.

    Nothing is normalised: a name keeps the very characters it was written in.
    """
    joined = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(map(_visible, joined))


def _visible(character: str) -> str:
    if character in "\n\u3000":
        return character
    if unicodedata.category(character) in ("Zs", "Zl", "Zp") or character == "\t":
        return " "
    invisible = unicodedata.category(character) in ("Cc", "Cf") or _selects_a_variant(character)
    return "" if invisible else character


def _selects_a_variant(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
