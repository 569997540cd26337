"""The list of cases as a clerk sees it: it changes by itself, and nothing moves under the hand."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kiosk.desk import CaseRow
from ui.texts import t
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


@dataclass(frozen=True, slots=True)
class Change:
    """What new rows do to the list: redraw everything (`reset`), or change some places and add at the end."""

    reset: bool
    changed: tuple[int, ...]
    order: tuple[str, ...]
    fresh: frozenset[str]


class Inbox:
    """Rows by case; the order is decided when a shelf is opened, later arrivals come at its end."""

    def __init__(self, today: Callable[[], date]) -> None:
        self._today = today
        self._rows: dict[str, CaseRow] = {}
        self._order: tuple[str, ...] = ()
        self.fresh: frozenset[str] = frozenset()
        self.shelf = "waiting"
        self.text = ""

    @property
    def rows(self) -> Sequence[CaseRow]:
        """What is shown now, in its order."""
        return [self._rows[case] for case in self._order]

    @property
    def total(self) -> int:
        """How many cases this window knows at all."""
        return len(self._rows)

    def counts(self) -> Mapping[str, int]:
        """How many cases stand on each shelf, whatever is typed in the search field."""
        today = self._today()
        return {name: sum(fits(row, today) for row in self._rows.values()) for name, _, fits in SHELVES}

    def place(self, case: str) -> int:
        """Where a case stands in the list, -1 where it is not shown."""
        return self._order.index(case) if case in self._order else -1

    def plan(self, rows: Sequence[CaseRow]) -> Change:
        """What taking `rows` in would do; `take` does it."""
        now = {row.case: row for row in rows}
        if not self._rows or any(case not in now for case in self._order):
            return Change(True, (), self._sorted(now.values()), self.fresh & now.keys())
        changed = tuple(place for place, case in enumerate(self._order) if now[case] != self._rows[case])
        listed = set(self._order)
        added = self._sorted(row for row in rows if row.case not in listed)
        return Change(False, changed, (*self._order, *added), self.fresh | set(added))

    def take(self, rows: Sequence[CaseRow], change: Change) -> None:
        self._rows = {row.case: row for row in rows}
        self._order, self.fresh = change.order, change.fresh

    def show(self, shelf: str, text: str) -> None:
        """Open a shelf, or search on it; the list is put in order anew."""
        self.shelf, self.text = shelf, text.strip()
        self._order = self._sorted(self._rows.values())
        self.fresh = frozenset()

    def seen(self, case: str) -> None:
        self.fresh -= {case}

    def emptiness(self) -> tuple[str, str]:
        """Why nothing is shown, and what to do: for the empty list."""
        if self.text:
            return t("没有找到“{text}”", text=self.text), t("可以输编号、事项名称或申请人的姓。按 Esc 清空。")
        if not self._rows:
            return t("还没有办件"), t("自助机和网上提交的申请会自己出现在这里，先来的在上面。不用刷新。")
        name = next(title for shelf, title, _ in SHELVES if shelf == self.shelf)
        return t("“{name}”里没有办件", name=t(name)), t("按 Alt+1 到 Alt+6 看其他办件。")

    def _sorted(self, rows: Iterable[CaseRow]) -> tuple[str, ...]:
        """Who has waited longest comes first."""
        today = self._today()
        fits = next(rule for name, _, rule in SHELVES if name == self.shelf)
        kept = [row for row in rows if fits(row, today) and self._matches(row)]
        return tuple(row.case for row in sorted(kept, key=lambda row: (row.arrived, row.case)))

    def _matches(self, row: CaseRow) -> bool:
        if not (words := self.text.casefold().split()):
            return True
        place = f"{row.receipt} {row.item_name} {row.applicant} {row.state_words} {row.case}".casefold()
        return all(word in place for word in words)
