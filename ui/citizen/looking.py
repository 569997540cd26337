"""What screens have in common that show what changes elsewhere: known at once, then asked for, and again."""

from typing import Generic, TypeVar

from PySide6.QtCore import QTimer

from ui.citizen.presenters.booking import spoken
from ui.citizen.screen import Screen
from ui.tasks import Trouble
from ui.widgets.banner import Banner
from ui.widgets.busy import Busy

T = TypeVar("T")
ASK_MS = 5000


class LookingScreen(Screen, Generic[T]):
    """The heirs lay `said` and `busy` where they belong, and call `look` once they are built."""

    said: Banner
    busy: Busy
    fresh = False
    """Whether the platform was asked: before, what is not there may only be unknown here."""

    def known(self) -> T:
        """What this machine knows; runs on another thread."""
        raise NotImplementedError

    def show_known(self, known: T) -> None:
        """Lay it, whatever stands there already."""
        raise NotImplementedError

    def look(self) -> None:
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self._fetch)
        self._read()

    def _read(self) -> None:
        self.room.tasks.op(self, self.known, "line").success(self._known).failure(self._failed)

    def _known(self, known: T) -> None:
        self.said.dismiss()
        self.busy.setVisible(not self.fresh)
        self.show_known(known)
        self._again.start(ASK_MS if self.fresh else 0)

    def _fetch(self) -> None:
        work = self.room.tasks.op(self, self.room.booking.refresh, "line")
        work.success(self._fetched).failure(self._failed)

    def _fetched(self, _: None) -> None:
        self.fresh = True
        self._read()

    def _failed(self, trouble: Trouble) -> None:
        self.busy.hide()
        self.said.show_note(*spoken(trouble))
        self._again.start(ASK_MS)
