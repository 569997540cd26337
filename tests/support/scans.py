"""Files as a scanner or a phone would make them."""

from pathlib import Path

from PIL import Image
from pypdf import PdfWriter


def photo(path: Path, size: int = 0) -> Path:
    """A small PNG at `path`; with bytes behind its end that decoders ignore, `size` in all."""
    shade = sum(path.name.encode()) % 256
    Image.new("RGB", (320, 240), (shade, 200, 180)).save(path, "PNG")
    data = path.read_bytes()
    path.write_bytes(data + bytes(range(256)) * ((max(size, len(data)) - len(data)) // 256))
    return path


def pdf(path: Path) -> Path:
    """A PDF of one empty page."""
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.write(path)
    return path
