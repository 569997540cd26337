"""Files as a scanner or a phone would make them."""

from io import BytesIO
from pathlib import Path

from PIL import Image
from pypdf import PdfWriter


def photo_bytes(name: str, size: int = 0) -> bytes:
    """A small PNG that differs by `name`; `size` bytes in all, what is behind its end being ignored by decoders."""
    drawn = BytesIO()
    Image.new("RGB", (320, 240), (sum(name.encode()) % 256, 200, 180)).save(drawn, "PNG")
    return drawn.getvalue() + bytes(max(0, size - drawn.tell()))


def photo(path: Path, size: int = 0) -> Path:
    """The same as a file."""
    path.write_bytes(photo_bytes(path.name, size))
    return path


def pdf(path: Path) -> Path:
    """A PDF of one empty page."""
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.write(path)
    return path
