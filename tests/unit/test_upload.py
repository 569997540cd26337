import struct
import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader, PdfWriter

from kiosk.domain.upload import Limits, clean_name, examine
from kiosk.errors import Refused


def pdf(pages: int = 1, password: str | None = None, owner: str | None = None) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    if password is not None:
        writer.encrypt(password, owner, algorithm="AES-256")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def picture(kind: str, size: tuple[int, int] = (40, 30)) -> bytes:
    out = BytesIO()
    Image.radial_gradient("L").resize(size).convert("RGB").save(out, kind)
    return out.getvalue()


def png_header(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is enormous."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    ihdr = struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))
    return b"\x89PNG\r\n\x1a\n" + ihdr + struct.pack(">I", 8192) + b"IDAT" + bytes(100)


def refusal(data: bytes, name: str = "扫描件.pdf", limits: Limits | None = None) -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        examine(data, name, limits or Limits())
    return refused.value.code, refused.value.message


def test_a_pdf() -> None:
    assert examine(pdf(), "扫描件.pdf") == "application/pdf"
    assert examine(pdf(3), "扫描件.jpg") == "application/pdf"


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [
        ("JPEG", "image/jpeg"),
        ("PNG", "image/png"),
        ("WEBP", "image/webp"),
        ("BMP", "image/bmp"),
        ("TIFF", "image/tiff"),
        ("GIF", "image/gif"),
    ],
)
def test_pictures_whatever_they_are_called(kind: str, media_type: str) -> None:
    assert examine(picture(kind), "照片.pdf") == media_type
    assert examine(picture(kind), "照片") == media_type


def test_an_empty_file() -> None:
    assert refusal(b"") == ("file_empty", "「扫描件.pdf」是空文件，请重新扫描或选择其他文件")


def test_a_file_of_200_mb_is_refused_before_anything_is_read() -> None:
    code, message = refusal(bytes(200 * 1024 * 1024))
    assert (code, message) == ("file_too_large", "「扫描件.pdf」超过 20 MB，请降低扫描分辨率或拆成几个文件")


def test_a_truncated_pdf() -> None:
    whole = pdf(20)
    for part in (0.2, 0.5, 0.9):
        assert refusal(whole[: int(len(whole) * part)])[0] == "pdf_damaged"


def test_a_pdf_without_what_it_points_to() -> None:
    assert refusal(b"%PDF-1.7\n" + b"rubbish " * 50 + b"\nstartxref\n9\n%%EOF")[0] == "pdf_damaged"
    assert refusal(b"%PDF-1.7\n%%EOF")[0] == "pdf_damaged"


def test_nothing_of_a_broken_pdf_reaches_the_log(caplog: pytest.LogCaptureFixture) -> None:
    examine(pdf().replace(b"/Parent 2 0 R", b"/Zhang\xda Wei R"), "扫描件.pdf")
    assert "Zhang" not in caplog.text


def test_a_pdf_without_pages() -> None:
    assert refusal(pdf(0)) == ("pdf_damaged", "「扫描件.pdf」不完整或已损坏，请重新扫描或重新导出后再提交")


def test_a_pdf_behind_a_password() -> None:
    code, message = refusal(pdf(password="secret"))
    assert (code, message) == ("pdf_encrypted", "「扫描件.pdf」设有密码，工作人员无法打开，请去掉密码后再提交")


def test_a_pdf_that_only_its_owner_may_change_is_taken() -> None:
    locked = pdf(password="", owner="owner")
    assert PdfReader(BytesIO(locked)).is_encrypted
    assert examine(locked, "证明.pdf") == "application/pdf"


def test_a_pdf_of_too_many_pages() -> None:
    assert refusal(pdf(4), limits=Limits(pages=3)) == (
        "file_too_large",
        "「扫描件.pdf」有 4 页，最多 3 页，请拆成几个文件",
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "BMP", "TIFF"])
def test_a_truncated_picture(kind: str) -> None:
    whole = picture(kind, (400, 300))
    code, message = refusal(whole[: len(whole) // 2], "照片.jpg")
    assert (code, message) == ("picture_damaged", "「照片.jpg」不完整或已损坏，请重新拍摄或扫描后再提交")


def test_a_picture_that_is_only_a_head() -> None:
    assert refusal(b"\xff\xd8\xff")[0] == "picture_damaged"
    assert refusal(png_header(10, 10))[0] == "picture_damaged"


@pytest.mark.parametrize("size", [(10_000, 7_000), (10_000, 10_000), (60_000, 60_000)])
def test_a_picture_that_would_burst(size: tuple[int, int]) -> None:
    code, message = refusal(png_header(*size), "照片.png")
    assert (code, message) == ("file_too_large", "「照片.png」的尺寸太大，请降低分辨率后重新拍摄或扫描")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"hello", "不是 PDF 或图片，请提交 PDF、JPEG 或 PNG 文件"),
        (b"MZ\x90\x00", "不是 PDF 或图片，请提交 PDF、JPEG 或 PNG 文件"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "不是 PDF 或图片，请提交 PDF、JPEG 或 PNG 文件"),
        (b"PK\x03\x04", "文档请先另存为 PDF 再提交"),
        (b"\xd0\xcf\x11\xe0", "文档请先另存为 PDF 再提交"),
        (b"\x00\x00\x00\x18ftypheic", "转存为 JPEG"),
    ],
)
def test_another_kind_of_file_whatever_it_is_called(data: bytes, words: str) -> None:
    code, message = refusal(data, "照片.jpg")
    assert code == "file_kind"
    assert message.startswith("「照片.jpg」")
    assert message.endswith(words)


@given(st.sampled_from([b"", b"%PDF-1.4\n", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"BM", b"GIF89a"]), st.binary())
def test_no_bytes_make_it_fail(head: bytes, rest: bytes) -> None:
    assert refusal(head + rest)[0] in {"file_empty", "file_kind", "pdf_damaged", "picture_damaged", "file_too_large"}


@given(st.sampled_from([pdf(2), picture("PNG"), picture("JPEG")]), st.integers(0, 10_000), st.integers(0, 255))
def test_one_wrong_byte_is_refused_or_does_no_harm(data: bytes, place: int, byte: int) -> None:
    damaged = bytearray(data)
    damaged[place % len(data)] = byte
    try:
        media_type = examine(bytes(damaged), "照片")
    except Refused as refused:
        media_type = refused.code
    assert media_type.startswith(("application/", "image/", "pdf_", "picture_", "file_"))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("平面图.pdf", "平面图.pdf"),
        ("C:\\用户\\张伟\\平面图.pdf", "平面图.pdf"),
        ("../../etc/passwd", "passwd"),
        ("平面\x00图\u202e.pdf", "平面图.pdf"),
        ("  平面   图 .pdf ", "平面 图 .pdf"),
        ("长" * 200 + ".pdf", "长" * 76 + ".pdf"),
        ("长." + "x" * 200, "长." + "x" * 78),
        ("", "未命名文件"),
        ("...", "未命名文件"),
        ("a/", "未命名文件"),
        ("𬱖.jpg", "𬱖.jpg"),
    ],
)
def test_clean_names(name: str, shown: str) -> None:
    assert clean_name(name) == shown


@given(st.text())
def test_a_cleaned_name_is_short_plain_and_clean(name: str) -> None:
    cleaned = clean_name(name)
    assert 0 < len(cleaned) <= 80
    assert not set(cleaned) & set("/\\\x00\n")
    assert clean_name(cleaned) == cleaned
