"""What screens have in common that show what changes elsewhere: known at once, then asked for, and again."""

from abc import abstractmethod

from PySide6.QtCore import QTimer

from ui.citizen.presenters.booking import spoken
from ui.citizen.screen import Screen
from ui.tasks import Trouble
from ui.widgets.banner import Banner
from ui.widgets.busy import Busy

ASK_MS = 5000


class LookingScreen(Screen):
    """The heirs lay `said` and `busy` where they belong, and call `look` once they are built."""

    said: Banner
    busy: Busy

    @abstractmethod
    def known(self) -> object:
        """What this machine knows; runs on another thread."""

    @abstractmethod
    def show_known(self, known: object) -> None:
        """Lay it, whatever stands there already."""

    def look(self) -> None:
        self._fresh = False
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self._fetch)
        self._read()

    def _read(self) -> None:
        self.room.tasks.op(self, self.known, "line").success(self._known).failure(self._failed)

    def _known(self, known: object) -> None:
        self.said.dismiss()
        self.show_known(known)
        self._again.start(ASK_MS if self._fresh else 0)
        self.busy.setVisible(not self._fresh)
        self._fresh = True

    def _fetch(self) -> None:
        self.room.tasks.op(self, self.room.booking.refresh, "line").success(lambda _: self._read()).failure(
            self._failed
        )

    def _failed(self, trouble: Trouble) -> None:
        self.busy.hide()
        self.said.show_note(*spoken(trouble))
        self._again.start(ASK_MS)
