"""The catalogue to look things up in: searched in memory, read anew when an item changes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kiosk.desk import Brief
from kiosk.domain.catalogue import Item
from kiosk.domain.form import FormChecker
from kiosk.domain.search import Index
from kiosk.errors import Refused
from kiosk.journal.registry import RegistryView


@dataclass(frozen=True, slots=True)
class _Edition:
    """The catalogue as it was when its stamp was read."""

    stamp: int
    items: Mapping[str, Item]
    index: Index


class Guidebook:
    """Finds items as one types. The first look-up reads the catalogue, about a quarter of a second."""

    def __init__(self, registry: RegistryView) -> None:
        self._registry = registry
        self._edition: _Edition | None = None
        self._items: dict[str, tuple[int, Item]] = {}
        self._checkers: dict[tuple[str, int], FormChecker] = {}

    def find(self, text: str, limit: int = 50) -> Sequence[Brief]:
        edition = self._current()
        return [_brief(edition.items[code]) for code in edition.index.find(text, limit)]

    def departments(self) -> Sequence[tuple[str, int]]:
        """Names with how many items each has, the largest first."""
        return Counter(item.department for item in self._current().items.values()).most_common()

    def in_department(self, department: str) -> Sequence[Brief]:
        """A department's items, those that can be filled in here first."""
        items = [item for item in self._current().items.values() if item.department == department]
        return [_brief(item) for item in sorted(items, key=lambda item: not item.fillable)]

    def fillable(self, limit: int) -> Sequence[Brief]:
        return [_brief(item) for item in self._current().items.values() if item.fillable][:limit]

    def item(self, code: str) -> Item:
        """Refused `no_such_item`."""
        position = self._registry.item_position(code)
        known = self._items.get(code)
        if known is not None and known[0] == position:
            return known[1]
        item = self._registry.item(code)
        if item is None:
            raise Refused("no_such_item", f"没有编码为 {code} 的事项，请用名称或拼音再找一次")
        self._items[code] = (position, item)
        return item

    def name(self, code: str) -> str:
        """An item's name, or its code where it is not in the catalogue here."""
        item = self._registry.item(code) if code else None
        return item.name if item else code

    def checker(self, item: Item) -> FormChecker:
        """The item's form, compiled once for each version. Refused `not_fillable`."""
        if item.guide is None:
            raise Refused("not_fillable", f"「{item.name}」还不能在这里填表，请到窗口办理")
        key = (item.code, item.guide.form_version)
        if key not in self._checkers:
            self._checkers[key] = FormChecker(item.guide.schema)
        return self._checkers[key]

    def _current(self) -> _Edition:
        stamp = self._registry.stamp()
        if self._edition is None or self._edition.stamp != stamp:
            items = self._registry.items()
            self._edition = _Edition(stamp, {item.code: item for item in items}, Index.build(items))
        return self._edition


def _brief(item: Item) -> Brief:
    return Brief(item.code, item.name, item.department, item.fillable)
