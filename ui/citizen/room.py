"""What every screen of a terminal is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QFileDialog, QWidget

from kiosk.clock import Clock
from ui.options import TerminalOptions
from ui.tasks import Tasks
from ui.texts import t
from ui.theme import Theme

if TYPE_CHECKING:
    from kiosk.booking_desk import BookingDesk
    from kiosk.desk import CitizenDesk
    from kiosk.queue_desk import TicketDesk

PickFile = Callable[[QWidget], Path | None]


@dataclass(frozen=True, slots=True)
class Room:
    """`wide` is set on landscape screens, `broad` on those where two columns of words stand side by side.

    `pick_file` asks for one file; `tickets` is there where there is a queue, `bookings` where times can be booked.
    """

    desk: CitizenDesk
    tasks: Tasks
    theme: Theme
    options: TerminalOptions
    clock: Clock
    hall: str
    wide: bool
    pick_file: PickFile
    tickets: TicketDesk | None = None
    broad: bool = False
    bookings: BookingDesk | None = None

    @property
    def queue(self) -> TicketDesk:
        """The desk for numbers; LookupError on a terminal without one."""
        if self.tickets is None:
            raise LookupError("no queue here")
        return self.tickets

    @property
    def booking(self) -> BookingDesk:
        """The desk for appointments; LookupError on a terminal without one."""
        if self.bookings is None:
            raise LookupError("no appointments here")
        return self.bookings

    @property
    def zone(self) -> ZoneInfo:
        """The hall's own time, whatever the machine is set to."""
        return ZoneInfo(self.options.timezone)


def ask_for_file(parent: QWidget) -> Path | None:
    """Qt's own dialog, so that it looks the same everywhere."""
    name, _ = QFileDialog.getOpenFileName(
        parent,
        t("选一个文件"),
        "",
        t("图片和 PDF") + " (*.pdf *.jpg *.jpeg *.png)",
        "",
        QFileDialog.Option.DontUseNativeDialog,
    )
    return Path(name) if name else None
