"""A file's bytes as pages to look at: pure work for one thread of its own (PDFium bears no two), never the UI's."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import pypdfium2
from PIL import Image, ImageOps
from pypdfium2.raw import FPDF_ERR_PASSWORD
from PySide6.QtGui import QImage

from kiosk.errors import Refused

_HEAD = 1024
LARGEST_SIDE = 6000
"""Pixels: beyond it a page is not drawn, however far one zooms in."""


def count_pages(data: bytes) -> int:
    """Pages of a PDF, 1 for a picture; Refused `file_unreadable` or `pdf_encrypted`."""
    if not is_pdf(data):
        return 1
    with _pdf(data) as document:
        return len(document)


def page(data: bytes, number: int, side: int) -> QImage:
    """Page `number` (0 first), its longer side at most `side` pixels; Refused as `count_pages`."""
    if not is_pdf(data):
        return _picture(data, side)
    with _pdf(data) as document:
        return _drawn(document, number, side)


def is_pdf(data: bytes) -> bool:
    """What the content says; a name or a media type may lie."""
    return b"%PDF-" in data[:_HEAD]


@contextmanager
def _pdf(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == FPDF_ERR_PASSWORD:
            raise Refused("pdf_encrypted", "这份 PDF 设有密码，打不开。可以请申请人去掉密码后补交。") from error
        raise _unreadable() from error
    try:
        document.init_forms()
        yield document
    finally:
        document.close()


def _drawn(document: pypdfium2.PdfDocument, number: int, side: int) -> QImage:
    try:
        sheet = document[number]
        scale = min(side, LARGEST_SIDE) / max(1.0, *sheet.get_size())
        bitmap = sheet.render(scale=scale, prefer_bgrx=True, maybe_alpha=False)
    except pypdfium2.PdfiumError as error:
        raise _unreadable() from error
    size = bitmap.width, bitmap.height
    return QImage(bytes(bitmap.buffer), *size, bitmap.stride, QImage.Format.Format_RGB32).copy()


def _picture(data: bytes, side: int) -> QImage:
    try:
        with Image.open(BytesIO(data)) as picture:
            picture.draft("RGB", (side, side))
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except Exception as error:  # decoders of hostile bytes fail in any way; each means the same to the clerk
        raise _unreadable() from error
    upright.thumbnail((side, side))
    return QImage(upright.tobytes(), *upright.size, upright.width * 4, QImage.Format.Format_RGBA8888).copy()


def _unreadable() -> Refused:
    return Refused("file_unreadable", "这份文件打不开，可能已损坏。原件还在，可以请申请人补交。")
