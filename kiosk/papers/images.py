"""QR codes and pictures, ready to be drawn."""

from collections.abc import Iterator, Sequence

import segno
from PIL import Image

MASK = 3
"""A fixed data mask: trying all eight for the prettiest, as segno does by default, costs five times as much."""


def modules(text: str) -> tuple[bytes, ...]:
    """A QR code's rows, 1 for dark, without the quiet zone; error correction M."""
    return tuple(map(bytes, segno.make_qr(text, error="m", mask=MASK).matrix))


def stretches(row: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Where the dark stretches of a row begin and how long they are."""
    begin = 0
    for x, dark in enumerate((*row, 0)):
        if not dark:
            if x > begin:
                yield begin, x - begin
            begin = x + 1


def flat(image: Image.Image) -> Image.Image:
    """The picture in grey on white, without transparency."""
    ground = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(ground, image.convert("RGBA")).convert("L")
