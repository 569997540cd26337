"""The views of what the platform publishes: items and their forms, halls, devices, and the machines' reports."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from kiosk.domain.bodies import Unreadable
from kiosk.domain.catalogue import Item
from kiosk.domain.dismissal import Dismissal
from kiosk.domain.entry import Judged, digest
from kiosk.domain.queue.rules import QueueRules
from kiosk.domain.registry import DeviceEnrolled, DeviceRevoked, DeviceWiped, HallAdded, ItemPublished, read_registry
from kiosk.journal.database import Database

_item = msgspec.json.Decoder(Item)
_dismissal = msgspec.json.Decoder(Dismissal)


@dataclass(frozen=True, slots=True)
class Device:
    """A machine as the registry has it; `departments` ('*' for all) bound what a window may read."""

    terminal: str
    hall: str
    role: str
    name: str
    public_key: str
    departments: tuple[str, ...]
    revoked: bool
    dismissal: Dismissal | None = None


class RegistryView:
    """The tables `view_item`, `view_form`, `view_hall`, `view_device` and `view_report`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def reset(self) -> None:
        for table in ("view_item", "view_form", "view_hall", "view_device", "view_report"):
            self._db.run(f"DELETE FROM {table}")

    def judged(self, one: Judged) -> None:
        """Take a verdict in; refused and held entries change nothing here."""
        if one.verdict.verdict != "applied" or one.entry.body is None:
            return
        if one.entry.kind == "terminal.reported":
            self._report(one)
            return
        try:
            body = read_registry(one.entry.kind, one.entry.body)
        except Unreadable:
            return
        if isinstance(body, ItemPublished):
            self._item(body, one.position)
        elif isinstance(body, HallAdded):
            self._hall(body, one.entry.body)
        elif isinstance(body, DeviceEnrolled):
            self._device(body)
        elif isinstance(body, DeviceRevoked):
            self._revoke(body)

    def _item(self, body: ItemPublished, position: int) -> None:
        item = body.item
        document = msgspec.json.encode(item).decode()
        version = item.guide.form_version if item.guide else 0
        row = (item.code, item.name, item.department, int(item.fillable), version)
        self._db.run(
            "INSERT INTO view_item VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (code) DO UPDATE SET "
            "name = excluded.name, department = excluded.department, fillable = excluded.fillable, "
            "form_version = excluded.form_version, position = excluded.position, document = excluded.document "
            "WHERE view_item.position < excluded.position",
            *row,
            position,
            document,
        )
        if item.guide:
            self._db.run(
                "INSERT INTO view_form VALUES (?, ?, ?) ON CONFLICT (code, version) "
                "DO UPDATE SET document = excluded.document",
                item.code,
                version,
                document,
            )

    def _hall(self, body: HallAdded, document: str) -> None:
        self._db.run(
            "INSERT INTO view_hall VALUES (?, ?, ?) ON CONFLICT (code) "
            "DO UPDATE SET name = excluded.name, document = excluded.document",
            body.code,
            body.name,
            document,
        )

    def _device(self, body: DeviceEnrolled) -> None:
        self._db.run(
            "INSERT INTO view_device VALUES (?, ?, ?, ?, ?, ?, 0, '') ON CONFLICT (terminal) DO NOTHING",
            body.terminal,
            body.hall,
            body.role,
            body.name,
            body.public_key,
            ",".join(body.departments),
        )

    def _revoke(self, body: DeviceRevoked) -> None:
        paper = msgspec.json.encode(body.dismissal).decode() if body.dismissal else ""
        sql = "UPDATE view_device SET revoked = 1, dismissal = ? WHERE terminal = ?"
        self._db.run(sql, paper, body.terminal)

    def _report(self, one: Judged) -> None:
        self._db.run(
            "INSERT INTO view_report VALUES (?, ?, ?, ?) ON CONFLICT (terminal) DO UPDATE SET at = excluded.at, "
            "position = excluded.position, document = excluded.document WHERE view_report.position < excluded.position",
            one.entry.terminal,
            one.judged_at,
            one.position,
            one.entry.body,
        )

    def items(self) -> list[Item]:
        """Every item as it is now, in the order of publication."""
        return [_item.decode(row[0]) for row in self._db.rows("SELECT document FROM view_item ORDER BY position, code")]

    def item(self, code: str) -> Item | None:
        """An item as it is now, with its guide."""
        row = self._db.one("SELECT document FROM view_item WHERE code = ?", code)
        return None if row is None else _item.decode(row[0])

    def item_position(self, code: str) -> int:
        """Where the item's present version was published; 0 for one that is unknown."""
        row = self._db.one("SELECT position FROM view_item WHERE code = ?", code)
        return int(row[0]) if row else 0

    def form(self, code: str, version: int) -> Item | None:
        """An item as it was when its form had `version`."""
        row = self._db.one("SELECT document FROM view_form WHERE code = ? AND version = ?", code, version)
        return None if row is None else _item.decode(row[0])

    def stamp(self) -> int:
        """Changes whenever an item does."""
        row = self._db.one("SELECT coalesce(max(position), 0) FROM view_item")
        return int(row[0]) if row else 0

    def halls(self) -> dict[str, str]:
        """Names by code."""
        return {row[0]: row[1] for row in self._db.rows("SELECT code, name FROM view_hall ORDER BY code")}

    def queue_of(self, hall: str) -> QueueRules | None:
        """How the hall's queue was last set up."""
        row = self._db.one("SELECT document FROM view_hall WHERE code = ?", hall)
        return msgspec.json.decode(row[0], type=HallAdded).queue if row else None

    def has_hub(self, hall: str) -> bool:
        """Whether the hall's queue is judged by a hub of its own."""
        sql = "SELECT 1 FROM view_device WHERE hall = ? AND role = 'hub' AND revoked = 0"
        return self._db.one(sql, hall) is not None

    def device(self, terminal: str) -> Device | None:
        return next(self._devices("WHERE terminal = ?", terminal), None)

    def dismissed(self) -> frozenset[str]:
        """The terminals that were revoked."""
        return frozenset(row[0] for row in self._db.rows("SELECT terminal FROM view_device WHERE revoked = 1"))

    def wiped(self, terminal: str) -> DeviceWiped | None:
        """What a dismissed machine said when it cleared itself, on machines that are told."""
        sql = "SELECT body FROM entry WHERE stream = ? AND kind = 'device.wiped' AND body IS NOT NULL"
        row = self._db.one(sql, f"device:{terminal}")
        return msgspec.json.decode(row[0], type=DeviceWiped) if row else None

    def devices(self) -> list[Device]:
        return list(self._devices("ORDER BY hall, role, terminal"))

    def _devices(self, where: str, *parameters: object) -> Iterator[Device]:
        sql = f"SELECT terminal, hall, role, name, public_key, departments, revoked, dismissal FROM view_device {where}"
        for row in self._db.rows(sql, *parameters):
            terminal, hall, role, name, key, departments, revoked, paper = row
            bound = tuple(filter(None, departments.split(",")))
            dismissal = _dismissal.decode(paper) if paper else None
            yield Device(terminal, hall, role, name, key, bound, bool(revoked), dismissal)

    def shared(self) -> Mapping[str, Any]:
        """What every machine agrees on, in an order that no database's collation has a say in."""
        items = self._db.rows("SELECT code, form_version, document FROM view_item")
        return {
            "halls": self.halls(),
            "items": sorted([code, version, digest(document.encode())] for code, version, document in items),
            "devices": sorted([each.terminal, each.hall, each.role, each.revoked] for each in self.devices()),
        }
