"""Finding items as one types: by name, by pinyin in full, by initials, by any mixture of these, and by code.

Every character of every name has a place in one long row of bits. For each key (a character, or the beginning of one of
its readings: 公, g, go, gon, gong) an integer has a 1 at each place that the key fits. A query is then followed through
all names at once by shifting and masking, with all readings of a polyphonic character at the same time.
"""

import os
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from kiosk.domain.catalogue import Item

_LONGEST_QUERY = 128
_LONGEST_KEY = 6
_SHORTEST_CODE_PART = 4
_MOST_WORDS = 8
_GAP = "\n"
"""Stands behind each name and fits no key, so that no hit runs over into the next one."""


@dataclass(frozen=True, slots=True)
class _Row:
    """What a hit is ranked by and found with; `code` and `name` folded."""

    item: Item
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Index:
    """A catalogue ready to be searched; built once, never changed, safe to share between threads."""

    rows: tuple[_Row, ...]
    begins: tuple[int, ...]
    keys: Mapping[str, int]
    everywhere: int
    beginnings: int

    @classmethod
    def build(cls, items: Iterable[Item]) -> "Index":
        """The index over `items`; a hit that is otherwise equal comes in their order."""
        rows = tuple(_Row(item, fold(item.code), fold(item.name)) for item in items)
        line = "".join(row.name + _GAP for row in rows)
        begins = tuple(accumulate((len(row.name) + 1 for row in rows[:-1]), initial=0))
        keys = {key: _bits(places, len(line)) for key, places in _places(line).items()}
        return cls(rows, begins, keys, (1 << len(line)) - 1, _bits(begins, len(line)))

    def find(self, text: str, limit: int = 50, department: str | None = None) -> list[str]:
        """Codes of the items that `text` means, best first: by code, name, initials, pinyin; fillable first on a tie.

        Words parted by blanks must all fit. Nothing for a text without letters or digits.
        """
        words = [word for word in map(fold, text[: 2 * _LONGEST_QUERY].split()) if word]
        if not words:
            return []
        ranks = self._joined("".join(words)[:_LONGEST_QUERY])
        for found, rank in self._all_of(words).items():
            ranks[found] = min(rank, ranks.get(found, rank))
        hits = (found for found in ranks if department in (None, self.rows[found].item.department))
        return [self.rows[found].item.code for found in sorted(hits, key=self._order(ranks))[:limit]]

    def _order(self, ranks: Mapping[int, int]) -> Callable[[int], tuple[int, bool, int, int]]:
        return lambda found: (ranks[found], not self.rows[found].item.fillable, len(self.rows[found].name), found)

    def _joined(self, word: str) -> dict[int, int]:
        """Rank by row of one unbroken word."""
        ranks: dict[int, int] = {}
        for rank, hits in enumerate(self._tries(word)):
            for found in hits:
                ranks.setdefault(found, rank)
        return ranks

    def _all_of(self, words: Sequence[str]) -> dict[int, int]:
        """Rank by row where every word fits somewhere: behind all that fit unbroken."""
        first, *others = (self._joined(word) for word in words[:_MOST_WORDS])
        return {
            found: _UNBROKEN_RANKS + max(rank, *(other[found] for other in others))
            for found, rank in first.items()
            if others and all(found in other for other in others)
        }

    def _tries(self, word: str) -> Iterator[Iterable[int]]:
        """Rows that fit, from the closest way of fitting to the loosest."""
        yield (found for found, row in enumerate(self.rows) if row.code == word)
        yield (found for found, row in enumerate(self.rows) if row.name == word)
        for longest in (1, _LONGEST_KEY):
            yield self._rows_at(self._follow(word, self.beginnings, longest))
            yield self._rows_at(self._follow(word, self.everywhere, longest))
        if len(word) >= _SHORTEST_CODE_PART:
            yield (found for found, row in enumerate(self.rows) if word in row.code)

    def _follow(self, word: str, start: int, longest: int) -> int:
        """Places just behind a stretch of a name that spells `word` in keys of at most `longest` letters."""
        reached = [start] + [0] * len(word)
        for done in range(len(word)):
            for end in range(done + 1, min(done + longest, len(word)) + 1):
                reached[end] |= (reached[done] & self.keys.get(word[done:end], 0)) << 1
        return reached[-1]

    def _rows_at(self, places: int) -> Iterator[int]:
        """The rows that the set bits lie in; a place behind a name's end still belongs to it."""
        bits = bin(places)[:1:-1]
        place = bits.find("1")
        while place >= 0:
            found = bisect_right(self.begins, place) - 1
            yield found
            place = bits.find("1", self.begins[found + 1]) if found + 1 < len(self.begins) else -1


_UNBROKEN_RANKS = 7
"""How many ways `_tries` knows; ranks of broken-up words come behind them."""


def fold(text: str) -> str:
    """Letters and digits alone, half-width, in one case: what does not matter when one types is gone."""
    return "".join(each for each in unicodedata.normalize("NFKC", text).casefold() if each.isalnum())


def _places(line: str) -> dict[str, list[int]]:
    """Where in `line` each key fits."""
    readings = _readings()
    keys = {character: _keys(character, readings(character)) for character in set(line) - {_GAP}}
    places: dict[str, list[int]] = {}
    for place, character in enumerate(line):
        for key in keys.get(character, ()):
            places.setdefault(key, []).append(place)
    return places


def _readings() -> Callable[[str], Iterable[str]]:
    """How to read one character, in every way there is.

    Loaded with the first index: the dictionary takes a tenth of a second, and would take thrice that with its phrases,
    which single characters do not need.
    """
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin import Style, pinyin

    return lambda character: pinyin(character, style=Style.NORMAL, heteronym=True)[0]


def _keys(character: str, readings: Iterable[str]) -> tuple[str, ...]:
    """The character itself and every beginning of each of its readings (polyphonic characters have several)."""
    plain = (reading for reading in readings if reading.isascii())
    beginnings = (reading[:end] for reading in plain for end in range(1, len(reading) + 1))
    return tuple(dict.fromkeys((character, *beginnings)))


def _bits(places: Iterable[int], size: int) -> int:
    """An integer with a 1 at each of `places`."""
    row = bytearray(size // 8 + 1)
    for place in places:
        row[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(row, "little")
