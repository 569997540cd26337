"""The list of cases as a clerk sees it: it changes by itself, and nothing moves under the hand."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kiosk.desk import CaseRow
from ui.texts import t
from ui.window.shelves import SHELVES, Shelves


@dataclass(frozen=True, slots=True)
class View:
    """What is shown: the rows of a shelf in their order, and which of them are `fresh`."""

    shelves: Shelves
    order: tuple[str, ...] = ()
    rows: tuple[CaseRow, ...] = ()
    fresh: frozenset[str] = frozenset()
    shelf: str = "waiting"
    text: str = ""

    def ordered(self, shelves: Shelves, order: tuple[str, ...], fresh: frozenset[str]) -> "View":
        rows = tuple(shelves.rows[case] for case in order)
        return replace(self, shelves=shelves, order=order, rows=rows, fresh=fresh)


@dataclass(frozen=True, slots=True)
class Change:
    """From one view to the next: redraw everything (`reset`), or change some places and add at the end."""

    before: View
    after: View
    reset: bool
    changed: tuple[int, ...]


class Inbox:
    """The order is decided when a shelf is opened, later arrivals come at its end."""

    def __init__(self, today: Callable[[], date]) -> None:
        self._today = today
        self.view = View(Shelves.of((), today()))

    @property
    def rows(self) -> Sequence[CaseRow]:
        """What is shown now, in its order."""
        return self.view.rows

    @property
    def fresh(self) -> frozenset[str]:
        """What came since the shelf was opened and was not looked at."""
        return self.view.fresh

    @property
    def shelf(self) -> str:
        return self.view.shelf

    @property
    def counts(self) -> Mapping[str, int]:
        """How many cases stand on each shelf, whatever is typed in the search field."""
        return self.view.shelves.counts

    def place(self, case: str) -> int:
        """Where a case stands in the list, -1 where it is not shown."""
        return self.view.order.index(case) if case in self.view.order else -1

    def plan(self, rows: Sequence[CaseRow]) -> Change:
        """What taking `rows` in would do; on any thread, for thousands of rows take their time."""
        view, shelves = self.view, Shelves.of(rows, self._today())
        fitting = shelves.fitting(view.shelf, view.text)
        if not view.shelves.rows or any(case not in shelves.rows for case in view.order):
            return Change(view, view.ordered(shelves, fitting, view.fresh & shelves.rows.keys()), True, ())
        changed = tuple(place for place, row in enumerate(view.rows) if shelves.rows[row.case] != row)
        listed = set(view.order)
        added = tuple(case for case in fitting if case not in listed)
        after = view.ordered(shelves, (*view.order, *added), view.fresh | set(added))
        return Change(view, after, False, changed)

    def take(self, change: Change) -> None:
        """Go over to it; it was planned from the present `view`."""
        assert change.before is self.view
        self.view = change.after

    def show(self, shelf: str, text: str) -> None:
        """Open a shelf, or search on it; the list is put in order anew."""
        view = replace(self.view, shelf=shelf, text=text.strip())
        self.view = view.ordered(view.shelves, view.shelves.fitting(shelf, text), frozenset())

    def seen(self, case: str) -> None:
        if case in self.view.fresh:
            self.view = replace(self.view, fresh=self.view.fresh - {case})

    def emptiness(self) -> tuple[str, str]:
        """Why nothing is shown, and what to do: for the empty list."""
        view = self.view
        if view.text:
            return t("没有找到“{text}”", text=view.text), t("可以输编号、事项名称或申请人的姓。按 Esc 清空。")
        if not view.shelves.rows:
            return t("还没有办件"), t("自助机和网上提交的申请会自己出现在这里，先来的在上面。不用刷新。")
        name = next(title for shelf, title, _ in SHELVES if shelf == view.shelf)
        return t("“{name}”里没有办件", name=t(name)), t("按 Alt+1 到 Alt+6 看其他办件。")
