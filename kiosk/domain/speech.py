"""What the hall hears: the words of a call, and whose turn it is to be said. Pure.

A call is said so many times with a pause between. Everybody is called once before anybody is called again: 40 windows
that call at once would otherwise keep the last citizen waiting for ten minutes. What was begun is never cut off.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from kiosk.domain.calling import Call

CHIME, PLEASE, NUMBER, TO, AT_WINDOW, TEN = "chime", "qing", "hao", "dao", "chuangkou", "ten"
PAUSE_MS = 2_000
LATE_MS = 180_000
"""Said again only so long after the first time: later it would bewilder one who sits at the window already."""

_DIGITS = "零一二三四五六七八九"
_SYLLABLES = ("ling2", "yi1", "er4", "san1", "si4", "wu3", "liu4", "qi1", "ba1", "jiu3")
_PINYIN = {PLEASE: "qing3", NUMBER: "hao4", TO: "dao4", AT_WINDOW: "chuang1kou3 ban4li3", TEN: "shi2", CHIME: ""}


def sentence(call: Call) -> str:
    """As it is read: 请A001号到3号窗口办理."""
    return f"请{call.number}号到{call.window}号窗口办理"


def words(call: Call) -> tuple[str, ...]:
    """The clips of a call in their order: the number digit by digit, the window as one says it (十二号窗口)."""
    return (PLEASE, *_spelled(call.number), NUMBER, TO, *_counted(call.window), NUMBER, AT_WINDOW)


def pinyin(spoken: Sequence[str]) -> str:
    """The same words for a synthesizer that reads syllables; a letter stands as itself."""
    return " ".join(_PINYIN.get(word) or (_SYLLABLES[int(word)] if word.isdigit() else word) for word in spoken)


def vocabulary() -> tuple[str, ...]:
    """Every clip that a whole voice has."""
    letters = (chr(code) for code in range(ord("A"), ord("Z") + 1))
    return (CHIME, PLEASE, NUMBER, TO, AT_WINDOW, TEN, *"0123456789", *letters)


def _spelled(text: str) -> tuple[str, ...]:
    return tuple(one for one in text.upper() if one in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def _counted(window: str) -> tuple[str, ...]:
    """Ten to ninety-nine as a number, anything else digit by digit."""
    if not (window.isascii() and window.isdigit() and 10 <= int(window) <= 99):
        return _spelled(window)
    tens, ones = divmod(int(window), 10)
    return tuple(one for one in (str(tens) if tens > 1 else "", TEN, str(ones) if ones else "") if one)


@dataclass(frozen=True, slots=True)
class Saying:
    """One saying of a call: `time` counts from 1; due at `due_ms` and in vain after `until_ms` (monotonic clock)."""

    call: Call
    time: int
    due_ms: int
    until_ms: int


@dataclass(frozen=True, slots=True)
class Speech:
    """What is still to be said, first times in the order of the calls, then the repetitions as they fall due."""

    first: tuple[Call, ...] = ()
    again: tuple[Saying, ...] = ()

    def heard(self, calls: Sequence[Call]) -> "Speech":
        return replace(self, first=(*self.first, *calls))

    def standing(self, calls: Set[Call]) -> "Speech":
        """Without the repetitions for those who have come, or will not: only `calls` still wait for their citizen."""
        return replace(self, again=tuple(one for one in self.again if one.call in calls))

    def next(self, now_ms: int) -> tuple[Saying | None, "Speech"]:
        """What is said now, and the rest."""
        if self.first:
            call, *later = self.first
            return Saying(call, 1, now_ms, now_ms + LATE_MS), replace(self, first=tuple(later))
        left = tuple(one for one in self.again if one.until_ms >= now_ms)
        due = [one for one in left if one.due_ms <= now_ms]
        if not due:
            return None, replace(self, again=left)
        chosen = min(due, key=lambda one: one.due_ms)
        return chosen, replace(self, again=tuple(one for one in left if one is not chosen))

    def said(self, saying: Saying, times: int, now_ms: int) -> "Speech":
        """After a saying has ended: the next one of the same call follows a pause later."""
        if saying.time >= times:
            return self
        later = Saying(saying.call, saying.time + 1, now_ms + PAUSE_MS, saying.until_ms)
        return replace(self, again=(*self.again, later))

    def rest_ms(self, now_ms: int) -> int | None:
        """Until something is due, None where nothing is left."""
        if self.first:
            return 0
        return max(0, min(one.due_ms for one in self.again) - now_ms) if self.again else None
