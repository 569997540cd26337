"""Files handed in as materials: what they really are, whatever they are called, and whether they can be read."""

import logging
import re
import unicodedata
import warnings
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath

from PIL import Image

from kiosk.domain.formats import is_text
from kiosk.errors import Refused

_PICTURES = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF")
_PICTURE_MARKS = (b"\xff\xd8\xff", b"\x89PNG", b"BM", b"GIF8", b"II*\x00", b"MM\x00*")
_HEIC = re.compile(rb"....ftyp(heic|heix|hevc|mif1|msf1)", re.DOTALL)
_HEAD, _TAIL = 1024, 2048
_LONGEST_NAME = 80

# pypdf quotes a broken file in its warnings; nothing of what a citizen hands in may reach a log.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a hall takes: sizes in bytes, pictures in pixels, PDFs in pages."""

    bytes: int = 20 * 1024 * 1024
    pixels: int = 60_000_000
    pages: int = 500


def examine(data: bytes, name: str, limits: Limits = Limits()) -> str:
    """The media type that the content itself shows; the extension is not asked.

    Refused `file_empty`, `file_too_large`, `file_kind`, `pdf_encrypted`, `pdf_damaged` or `picture_damaged`; the
    message calls the file by `name` and says what to do.
    """
    shown = clean_name(name)
    if not data:
        raise Refused("file_empty", f"「{shown}」是空文件，请重新扫描或选择其他文件")
    if len(data) > limits.bytes:
        most = limits.bytes // (1024 * 1024)
        raise Refused("file_too_large", f"「{shown}」超过 {most} MB，请降低扫描分辨率或拆成几个文件")
    if b"%PDF-" in data[:_HEAD]:
        return _examine_pdf(data, shown, limits)
    if data.startswith(_PICTURE_MARKS) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        return _examine_picture(data, shown, limits)
    raise Refused("file_kind", f"「{shown}」{_other_kind(data)}")


def clean_name(name: str) -> str:
    """A file's name as it is shown: without folders, invisible marks or more than 80 characters."""
    last = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    plain = " ".join("".join(each for each in last if is_text(each)).split()).strip(". ")
    suffix = PurePosixPath(plain).suffix if len(PurePosixPath(plain).suffix) <= 10 else ""
    return plain[: len(plain) - len(suffix)][: _LONGEST_NAME - len(suffix)] + suffix or "未命名文件"


def _other_kind(data: bytes) -> str:
    if _HEIC.match(data):
        return "是 HEIC 照片，本机不能读取，请在手机相机设置里选“兼容性最佳”后重拍，或转存为 JPEG"
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return "不是 PDF 或图片，文档请先另存为 PDF 再提交"
    return "不是 PDF 或图片，请提交 PDF、JPEG 或 PNG 文件"


def _examine_pdf(data: bytes, shown: str, limits: Limits) -> str:
    damaged = Refused("pdf_damaged", f"「{shown}」不完整或已损坏，请重新扫描或重新导出后再提交")
    if b"%%EOF" not in data[-_TAIL:]:
        raise damaged
    try:
        pages = _count_pages(data)
    except Exception as error:  # a parser of hostile bytes may fail in any way; each means the same to the citizen
        raise damaged from error
    if pages is None:
        raise Refused("pdf_encrypted", f"「{shown}」设有密码，工作人员无法打开，请去掉密码后再提交")
    if pages == 0:
        raise damaged
    if pages > limits.pages:
        raise Refused("file_too_large", f"「{shown}」有 {pages} 页，最多 {limits.pages} 页，请拆成几个文件")
    return "application/pdf"


def _count_pages(data: bytes) -> int | None:
    """Pages that can be reached; None where a password is needed to read them."""
    from pypdf import PdfReader  # with the first PDF: a machine that starts does not wait for it

    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        return None
    return sum(1 for page in reader.pages if page.mediabox)


def _examine_picture(data: bytes, shown: str, limits: Limits) -> str:
    damaged = Refused("picture_damaged", f"「{shown}」不完整或已损坏，请重新拍摄或扫描后再提交")
    large = Refused("file_too_large", f"「{shown}」的尺寸太大，请降低分辨率后重新拍摄或扫描")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(BytesIO(data), formats=_PICTURES)
        if picture.width * picture.height > limits.pixels:
            raise large
        picture.load()
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise large from error
    except Refused:
        raise
    except Exception as error:  # as above: Pillow's decoders raise OSError, SyntaxError, struct.error and others
        raise damaged from error
    return Image.MIME[str(picture.format)]
