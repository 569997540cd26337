"""What an entry's envelope may hold at all, checked at the door: what no database could keep is not taken anywhere."""

import re
from collections.abc import Iterable

from kiosk.clock import parse_iso
from kiosk.domain.entry import Entry, Moment
from kiosk.errors import Refused

LONGEST = 200
"""Characters of an id, a stream, a kind; ours are far shorter."""
LARGEST = (1 << 31) - 1
LARGEST_MS = 1 << 53
CENTURY_MS = 100 * 366 * 86_400_000
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
"""A NUL in a JSON text, as an escape; a typed backslash before `u0000` is none."""


def check_envelopes(entries: Iterable[Entry]) -> None:
    """Refused `unreadable`."""
    for entry in entries:
        if not (_has_words(entry) and _has_numbers(entry) and _has_time(entry.at)):
            raise Refused("unreadable", f"记录 {entry.id[:40]!r} 的格式不对")


def _has_words(entry: Entry) -> bool:
    names = (entry.id, entry.terminal, entry.incarnation, entry.partition, entry.stream, entry.kind, entry.actor)
    words = (*names, entry.body_hash, entry.chain, entry.at.boot)
    return max(map(len, words)) <= LONGEST and not _has_nul("\n".join(words)) and not _has_nul(entry.body or "")


def _has_nul(text: str) -> bool:
    """As it is or, in JSON, as an escape; looked for plainly first, since it is hardly ever there."""
    return "\0" in text or ("\\u0000" in text and _NUL.search(text) is not None)


def _has_numbers(entry: Entry) -> bool:
    return 0 <= entry.version <= LARGEST and 0 <= entry.seq <= LARGEST_MS


def _has_time(at: Moment) -> bool:
    """A time that can be reckoned with: a clock may be decades off, but not beyond the calendar."""
    try:
        wall = parse_iso(at.wall)
    except ValueError:
        return False
    known = wall.tzinfo is not None and 1970 <= wall.year < 3000 and len(at.wall) <= LONGEST
    return known and abs(at.offset_ms) <= CENTURY_MS and abs(at.mono_ms) <= LARGEST_MS
