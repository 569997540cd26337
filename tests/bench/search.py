"""`search`: hard queries over a district's items; the yardstick looks through names, pinyin and initials as text."""

from collections.abc import Sequence

from pypinyin import Style, lazy_pinyin

from kiosk.domain.catalogue import Item
from kiosk.domain.catalogue_reader import read_catalogue
from kiosk.domain.search import Index, fold
from kiosk.resources import resources
from tests.bench.figure import Figure, at_most, in_turn_ms

TIMES, BAR, MOST = 60, 3, 50
QUERIES = ("s", "zh", "ggcswsxkxb", "s x", "shi " * 30, "an" * 60, "x" * 100_000, "公共场所 wei s")


def measure() -> Figure:
    """All of the queries, one after the other."""
    items = read_catalogue((resources() / "sample" / "catalogue.json").read_bytes()).items
    index = Index.build(items)
    texts = [_texts(item) for item in items]

    def ours() -> None:
        for query in QUERIES:
            index.find(query, MOST)

    def plain() -> None:
        for query in QUERIES:
            _look_through(texts, query)

    value, bare = in_turn_ms(ours, plain, TIMES)
    return at_most("search", "ms", value, bare, BAR)


def _texts(item: Item) -> tuple[str, ...]:
    initials = "".join(lazy_pinyin(item.name, style=Style.FIRST_LETTER))
    return item.code, fold(item.name), "".join(lazy_pinyin(item.name)), initials


def _look_through(texts: Sequence[tuple[str, ...]], query: str) -> list[str]:
    words = query.split()
    hits = (each[0] for each in texts if all(any(word in text for text in each) for word in words))
    return list(hits)[:MOST]
