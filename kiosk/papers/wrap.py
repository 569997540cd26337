"""Where a line may end: Chinese between any two characters, Latin words and numbers whole (GB/T 15834, 禁则)."""

import re
from collections.abc import Callable, Iterator

NOT_FIRST = "、。，．：；！？）》」』】〉〕］｝”’·…%％℃,.:;!?)]}"
"""What may not begin a line."""

NOT_LAST = "（《「『【〈〔［｛“‘([{№￥¥"
"""What may not end a line."""

PIECE = re.compile(
    rf"[{re.escape(NOT_LAST)}]*(?:[!-~\u00a1-\u024f]+|[^\n])[{re.escape(NOT_FIRST)}]*",
)

Measure = Callable[[str], float]


def wrap(text: str, width: float, measure: Measure) -> list[str]:
    """`text` as lines of at most `width`; a line is longer only where a single character is."""
    return [line for paragraph in text.split("\n") for line in _fill(paragraph, width, measure)]


def _fill(paragraph: str, width: float, measure: Measure) -> Iterator[str]:
    line, used = "", 0.0
    for piece in _pieces(paragraph, width, measure):
        wide = measure(piece)
        if line and used + measure(piece.rstrip(" ")) > width:
            yield line.rstrip(" ")
            line, used = "", 0.0
        if line or piece != " ":
            line, used = line + piece, used + wide
    yield line.rstrip(" ")


def _pieces(paragraph: str, width: float, measure: Measure) -> Iterator[str]:
    """What stays together; a word longer than a line is given up into characters."""
    for piece in PIECE.findall(paragraph):
        if measure(piece) <= width:
            yield piece
        else:
            yield from piece
