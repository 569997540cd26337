"""QR codes and pictures, ready to be drawn."""

import segno
from PIL import Image

MASK = 3
"""A fixed data mask: trying all eight for the prettiest, as segno does by default, costs five times as much."""


def qr_code(text: str) -> Image.Image:
    """A QR code in grey, one pixel a module, without the quiet zone; error correction M."""
    rows = segno.make_qr(text, error="m", mask=MASK).matrix
    image = Image.frombytes("L", (len(rows), len(rows)), b"".join(map(bytes, rows)))
    return image.point(lambda dark: 0 if dark else 255)


def enlarged(image: Image.Image, times: int) -> Image.Image:
    """Every pixel as a square of `times` by `times`."""
    return image.resize((image.width * times, image.height * times), Image.Resampling.NEAREST)


def flat(image: Image.Image) -> Image.Image:
    """The picture in grey on white, without transparency."""
    ground = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(ground, image.convert("RGBA")).convert("L")
