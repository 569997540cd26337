"""Setting, page breaks and the two renderings of one paper."""

from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from escpos.printer import Dummy
from PIL import Image, ImageChops
from pypdf import PdfReader

from kiosk.errors import Fault
from kiosk.papers import pdf, thermal
from kiosk.papers.fonts import FontStack
from kiosk.papers.layout import Piece, TextMark, Typesetter
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

FONTS = Path(__file__).parents[2] / "resources" / "fonts"
LONG = "大型群众性活动临时占用城市道路、公共绿地、公园、广场和其他公共场所的审批（含变更、延续、补证和注销）"
CODE = "https://zwfw.example.gov.cn/r/" + "AbCdEfGhIj-_" * 13 + "abcdefg"


@pytest.fixture(scope="module")
def fonts() -> FontStack:
    return FontStack.load(FONTS)


def paper(*blocks: Block, number: str = "7K3QD-M2XA9") -> Paper:
    return Paper("广安区政务服务大厅", "收取材料凭证", number, "number", blocks)


def png(width: int, height: int) -> bytes:
    target = BytesIO()
    Image.new("RGBA", (width, height), (0, 0, 0, 128)).save(target, "PNG")
    return target.getvalue()


def pages(data: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(data)).pages]


def texts(pieces: tuple[Piece, ...]) -> list[TextMark]:
    return [mark for piece in pieces for mark in piece.marks if isinstance(mark, TextMark)]


ALL = paper(
    Fact("申请事项", LONG, strong=True),
    Fact("空", ""),
    Heading("已收材料"),
    Listing(tuple(Row(LONG, f"{n}页，1.2 MB", "要求：" + LONG) for n in range(1, 21))),
    Paragraph(LONG * 4),
    Rule(),
    Qr(CODE, "扫码查进度"),
    Together((Picture(png(900, 60), "申请人签名", 14), Seal("广安区卫生健康局（印章）", "2026年11月24日"))),
    SignatureLine(("签收人", "签收时间")),
)


@pytest.mark.parametrize("style", [pdf.STYLE, thermal.STYLE])
def test_nothing_stands_outside_the_paper(fonts: FontStack, style: pdf.Style) -> None:
    pieces = Typesetter(style, fonts).set(ALL)
    for piece in pieces:
        for mark in piece.marks:
            assert mark.x >= 0
            assert 0 <= mark.y <= piece.height
    for text in texts(pieces):
        assert text.x + fonts.width(text.text, text.size, text.bold) <= style.width + 0.01


@pytest.mark.parametrize(("number", "lines"), [("广区卫补字〔2026〕第7号", 1), ("广区卫不受字〔2026〕第0001234号", 2)])
def test_a_number_too_long_for_the_line_is_set_smaller_and_then_wrapped(
    fonts: FontStack, number: str, lines: int
) -> None:
    marks = [mark for mark in texts(Typesetter(thermal.STYLE, fonts).set(paper(number=number))) if mark.size >= 40]
    assert max(mark.size for mark in marks) < thermal.STYLE.number
    assert len(marks) == lines
    assert "".join(mark.text for mark in marks) == number


def test_twenty_long_materials_fill_pages_that_are_counted(fonts: FontStack) -> None:
    found = pages(pdf.render(ALL, fonts))
    assert len(found) >= 2
    for number, page in enumerate(found, 1):
        assert f"第{number}页共{len(found)}页" in page.replace(" ", "")
        assert "7K3QD-M2XA9" in page
    whole = "".join(found).replace("\n", "")
    assert whole.count(LONG[:10]) >= 41
    assert all(f"{n}页，1.2 MB" in whole for n in range(1, 21))


def test_a_text_longer_than_a_page_runs_on(fonts: FontStack) -> None:
    standard = "".join(f"{n}、" for n in range(1500))
    long = paper(Listing((Row("材料", "3页", standard),)), Paragraph(standard), Fact("理由", standard))
    height = pdf.HEIGHT - pdf.TOP - pdf.FOOT
    broken = pdf.paginate(Typesetter(pdf.STYLE, fonts).set(long), height)
    assert len(broken) >= 3
    assert all(sum(piece.height for piece in page) <= height for page in broken if page[-1].marks)
    whole = "".join(pages(pdf.render(long, fonts))).replace("\n", "")
    assert all(whole.count(f"、{n}、") == 3 for n in (700, 1234, 1498))


def test_a_page_breaks_where_it_may() -> None:
    line, tied, gap = (
        Piece(10, (TextMark(0, 8, "一", 8, False),)),
        Piece(10, (TextMark(0, 8, "二", 8, False),), True),
        Piece(5),
    )
    assert pdf.paginate([line, gap, line], 30) == [[line, gap, line]]
    assert pdf.paginate([line, line, gap, line], 25) == [[line, line, gap], [line]]
    assert pdf.paginate([line, line, gap, line], 20) == [[line, line], [line]]
    assert pdf.paginate([line, tied, line], 25) == [[line], [tied, line]]
    assert pdf.paginate([tied, tied, tied, line], 25) == [[tied, tied], [tied, line]]


def test_the_same_paper_gives_the_same_bytes(fonts: FontStack) -> None:
    assert pdf.render(ALL, fonts) == pdf.render(ALL, FontStack.load(FONTS))
    assert thermal.render(ALL, fonts) == thermal.render(ALL, FontStack.load(FONTS))


def test_the_pdf_says_what_it_is(fonts: FontStack) -> None:
    reader = PdfReader(BytesIO(pdf.render(ALL, fonts)))
    assert reader.metadata is not None
    assert reader.metadata.title == "收取材料凭证 7K3QD-M2XA9"
    assert reader.root_object["/Lang"] == "zh-CN"
    names = {font["/BaseFont"] for page in reader.pages for font in page["/Resources"]["/Font"].values()}
    assert names
    assert all("NotoSansSC" in name for name in names)


@pytest.mark.parametrize("render", [pdf.render, thermal.render])
def test_a_missing_glyph_is_a_fault_and_never_a_blank(fonts: FontStack, render: object) -> None:
    assert callable(render)
    with pytest.raises(Fault) as caught:
        render(paper(Fact("申请人", "张\ue123")), fonts)
    assert caught.value.code == "glyph_missing"


def test_controls_and_direction_marks_do_not_reach_the_paper(fonts: FontStack) -> None:
    (found,) = pages(pdf.render(paper(Fact("申请人", "\u202e张\x00三\u200b")), fonts))
    assert "张三" in found


def test_the_roll_is_576_dots_wide_and_reads(fonts: FontStack) -> None:
    image = thermal.draw(ALL, fonts)
    assert image.width == 576
    assert image.mode == "1"
    assert [code.text for code in zxingcpp.read_barcodes(image.convert("L"))] == [CODE]


def test_a_glyph_is_drawn_on_the_roll(fonts: FontStack) -> None:
    bare, named = (thermal.draw(paper(Fact("申请人", name)), fonts) for name in (" ", "㛃𬱖䶮𫖯\U00020001"))
    assert bare.histogram()[0] + 500 < named.histogram()[0]


@pytest.mark.parametrize("command", [b"\x10\x04\x01", b"\x10\x05\x02", b"\x10\x14\x01"])
def test_no_picture_holds_a_command_that_a_printer_obeys_at_once(command: bytes) -> None:
    row = command + bytes(72 - len(command))
    image = ImageChops.invert(Image.frombytes("1", (576, 2), row * 2))
    assert command[:2] not in thermal.encode(image)
    assert bytes((0x10, command[1] | 8, command[2])) in thermal.encode(image)


def test_the_job_is_what_python_escpos_would_send(fonts: FontStack) -> None:
    image = thermal.draw(ALL, fonts)
    reference = Dummy(profile="TM-T20II")
    reference.hw("INIT")
    reference.image(image, impl="bitImageRaster", fragment_height=thermal.FRAGMENT)
    reference.cut()
    assert thermal.encode(image) == reference.output
