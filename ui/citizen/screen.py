"""What all screens have in common: a question, an answer, and what happens next."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from ui.citizen.room import Room
from ui.citizen.visit import Visit
from ui.tasks import Trouble
from ui.texts import t
from ui.widgets.boxes import column

if TYPE_CHECKING:
    from kiosk.domain.catalogue import Guide, Item


@dataclass(frozen=True, slots=True)
class Foot:
    """The foot of a screen: '' leaves a button out, None is the usual word; `note` stands between them."""

    forward: str = ""
    enabled: bool = True
    back: str | None = None
    note: str = ""
    leave: bool = True


class Screen(QWidget):
    """One screen. It reads the visit, and hands back a new one: `moved` to go on, `kept` to stay."""

    moved = Signal(object)
    kept = Signal(object)
    refreshed = Signal()
    troubled = Signal(object)
    settled = Signal()
    """What was wrong is right again: the banner goes."""
    ended = Signal()
    """The visit is over: wipe and go home."""
    holding = False
    """Something that cannot be asked for twice is on its way: the screen stays until it is here."""

    def __init__(self, room: Room, visit: Visit) -> None:
        super().__init__()
        self.room, self.visit, self.theme = room, visit, room.theme
        self.setProperty("ground", "clear")
        self.box = column(room.theme.gap, 0, self)
        self.build()

    @property
    def question(self) -> str:
        return ""

    @property
    def why(self) -> str:
        return ""

    @property
    def foot(self) -> Foot:
        return Foot(t("下一步"))

    def build(self) -> None:
        """Fill the answer area."""

    def in_turns(self, at_once: int, pieces: Sequence[Callable[[], None]]) -> None:
        """Build `at_once` pieces now and one more in each turn of the event loop: no touch waits for what is below."""
        for piece in pieces[:at_once]:
            piece()
        rest = deque(pieces[at_once:])
        if not rest:
            return
        turn = QTimer(self)

        def one() -> None:
            rest.popleft()()
            if not rest:
                turn.stop()
                turn.deleteLater()

        turn.timeout.connect(one)
        turn.start(0)

    def begin(self) -> None:
        """On the screen now: put the cursor where one types first."""

    def forward(self) -> None:
        self.moved.emit(self.visit.forward())

    def back(self) -> None:
        self.moved.emit(self.visit.back())

    def keep(self, visit: Visit) -> None:
        """Remember without leaving."""
        self.visit = visit
        self.kept.emit(visit)

    def trouble(self, trouble: Trouble) -> None:
        self.troubled.emit(trouble)

    @property
    def item(self) -> Item:
        """The chosen item; LookupError on a screen that comes before the choice."""
        if self.visit.item is None:
            raise LookupError("no item chosen yet")
        return self.visit.item

    @property
    def guide(self) -> Guide:
        """The chosen item's guide; LookupError when it has none."""
        if self.item.guide is None:
            raise LookupError(f"no guide for {self.item.code}")
        return self.item.guide
