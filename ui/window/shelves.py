"""The cases by shelf and by what they are called, read once off the UI thread; showing a shelf only filters."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from kiosk.desk import CaseRow
from ui.window.wording import WAITING, deadline

Shelf = tuple[str, str, Callable[[CaseRow, date], bool]]


def _notable(row: CaseRow, today: date) -> bool:
    """What a person must look at: a refused step, a twin, a deadline that has come."""
    return bool(row.attention) or deadline(row, today) is not None


def _in(*states: str) -> Callable[[CaseRow, date], bool]:
    return lambda row, today: row.state in states


SHELVES: tuple[Shelf, ...] = (
    ("waiting", "待受理", _in(*WAITING)),
    ("returned", "待补正", _in("returned")),
    ("accepted", "办理中", _in("accepted")),
    ("notable", "需留意", _notable),
    ("closed", "已结束", _in("concluded", "rejected", "withdrawn", "merged")),
    ("all", "全部", lambda row, today: True),
)


class Spine(NamedTuple):
    """A case as it stands on the shelves: which of them, and the words by which it is found."""

    case: str
    shelves: frozenset[str]
    words: str


@dataclass(frozen=True, slots=True)
class Shelves:
    """Every case that the window knows, who has waited longest first."""

    rows: Mapping[str, CaseRow]
    spines: Sequence[Spine]
    counts: Mapping[str, int]

    @classmethod
    def of(cls, rows: Iterable[CaseRow], today: date) -> "Shelves":
        """`today` decides what a deadline makes notable."""
        ordered = sorted(rows, key=lambda row: (row.arrived, row.case))
        spines = [_spine(row, today) for row in ordered]
        counts = {name: sum(name in spine.shelves for spine in spines) for name, _, _ in SHELVES}
        return cls({row.case: row for row in ordered}, spines, counts)

    def fitting(self, shelf: str, text: str) -> tuple[str, ...]:
        """The cases of one shelf in which every typed word occurs."""
        typed = text.casefold().split()
        on_it = (spine for spine in self.spines if shelf in spine.shelves)
        return tuple(spine.case for spine in on_it if all(word in spine.words for word in typed))


def _spine(row: CaseRow, today: date) -> Spine:
    words = f"{row.receipt} {row.item_name} {row.applicant} {row.state_words} {row.case}".casefold()
    return Spine(row.case, frozenset(name for name, _, fits in SHELVES if fits(row, today)), words)
