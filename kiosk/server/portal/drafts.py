"""What a citizen has entered so far: kept after every step, so that nothing is lost on the way."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from kiosk.domain.bodies import Attachment
from kiosk.domain.shapes import known
from kiosk.server.portal.desk import PortalDesk, Run


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A form on its way. `key` names this hand-in once for all; `token` is set once it is handed in.

    `form` holds what was typed, mistakes included; `done` the groups that were once left without a mistake.
    """

    key: str = ""
    form: Mapping[str, Any] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    done: tuple[str, ...] = ()
    token: str = ""

    @property
    def under_way(self) -> bool:
        return bool(self.key) and not self.token

    def begun(self, key: str) -> "Unfinished":
        """Itself while it is under way, a new one under `key` before that and after the hand-in."""
        return self if self.under_way else Unfinished(key)

    def passed(self, group: str) -> "Unfinished":
        return replace(self, done=(*self.done, group))

    def with_file(self, attachment: Attachment) -> "Unfinished":
        """The same file for the same material twice is once."""
        same = [a for a in self.attachments if (a.material, a.blob) == (attachment.material, attachment.blob)]
        return self if same else replace(self, attachments=(*self.attachments, attachment))

    def without_file(self, material: str, blob: str) -> "Unfinished":
        kept = tuple(a for a in self.attachments if (a.material, a.blob) != (material, blob))
        return replace(self, attachments=kept)


Change = Callable[[Unfinished], Unfinished]


class Drafts:
    """Unfinished work by name; a change is read and written within one call on the desk's thread."""

    def __init__(self, desk: PortalDesk, run: Run) -> None:
        self._desk = desk
        self._run = run

    async def load(self, name: str) -> Unfinished:
        return await self._run(self._load, name)

    async def change(self, name: str, change: Change) -> Unfinished:
        return await self._run(self._change, name, change)

    async def drop(self, name: str) -> None:
        await self._run(self._desk.draft_drop, name)

    def _load(self, name: str) -> Unfinished:
        data = self._desk.draft_load(name)
        return Unfinished() if data is None else msgspec.json.decode(data, type=Unfinished)

    def _change(self, name: str, change: Change) -> Unfinished:
        changed = change(self._load(name))
        self._desk.draft_save(name, msgspec.json.encode(changed))
        return changed


known(Unfinished)
