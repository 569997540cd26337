"""Publishing the catalogue: a file of items and a folder of guides become entries, changed ones only."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kiosk.domain.catalogue import Guide, Item
from kiosk.domain.catalogue_reader import Odd, read_catalogue
from kiosk.domain.guide_reader import read_guide
from kiosk.domain.registry import ItemPublished
from kiosk.errors import Refused
from kiosk.server.sequencer import Sequencer


@dataclass(frozen=True, slots=True)
class Report:
    """How many items came, how many of them are new or changed, how many can be filled in, and which are odd."""

    items: int
    published: int
    fillable: int
    odd: tuple[Odd, ...]


class Publishing:
    """The platform's own hand on the catalogue."""

    def __init__(self, sequencer: Sequencer, partition: str) -> None:
        self._sequencer = sequencer
        self._partition = partition

    def load(self, catalogue: bytes, guides: Path) -> Report:
        """All or nothing. Refused `catalogue_unreadable`, `guide_malformed`: each names the place and the mend."""
        reading = read_catalogue(catalogue)
        known = _read_guides(guides) if guides.is_dir() else {}
        items = [replace(item, guide=known.get(item.code)) for item in reading.items]
        fresh = [item for item in items if self._differs(item)]
        bodies = ((f"item:{item.code}", ItemPublished(item)) for item in fresh)
        self._sequencer.write_all(self._partition, "item.published", "system", bodies)
        return Report(len(items), len(fresh), sum(item.fillable for item in items), reading.odd)

    def publish(self, code: str, guide: Guide) -> None:
        """A new version of one guide. Refused `no_such_item`."""
        item = self._sequencer.journal.views.registry.item(code)
        if item is None:
            raise Refused("no_such_item", f"目录里没有编码为 {code} 的事项")
        body = ItemPublished(replace(item, guide=guide))
        self._sequencer.write(self._partition, f"item:{code}", "item.published", "system", body)

    def _differs(self, item: Item) -> bool:
        return self._sequencer.journal.views.registry.item(item.code) != item


def _read_guides(folder: Path) -> Mapping[str, Guide]:
    defs = _read_json(folder.parent / "defs.json") if (folder.parent / "defs.json").exists() else {}
    return dict(_read_guide(path, defs) for path in sorted(folder.glob("*.json")))


def _read_guide(path: Path, defs: Mapping[str, Any]) -> tuple[str, Guide]:
    try:
        return read_guide(_read_json(path), defs)
    except Refused as refused:
        raise Refused(refused.code, f"{path.name}：{refused.message}") from refused


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise Refused("guide_malformed", f"{path.name} 不是能读的 JSON：{error}") from error
