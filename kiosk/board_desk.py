"""What a board may ask about the hall: values in, frozen values out, as in `kiosk.queue_desk`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from kiosk.queue_desk import Called, HallView


@dataclass(frozen=True, slots=True)
class WindowNow:
    """A window as the board over it shows it: `label` is what it is called by, `paused` its reason, None at work."""

    code: str
    label: str
    name: str
    services: tuple[str, ...]
    now: Called | None
    paused: str | None


@dataclass(frozen=True, slots=True)
class BoardView:
    """What a board shows. `calls` are the day's tickets that were called, each at its last call, earliest first.

    `closed` says why the whole hall is shut, or ''; `at` is the hub's time (ISO 8601), shown in `timezone`. A call is
    spoken `times` times at `volume` per cent, 0 in the mute hours.
    """

    hall: HallView
    calls: Sequence[Called]
    windows: Sequence[WindowNow]
    closed: str
    at: str
    timezone: str
    times: int
    volume: int


class BoardDesk(Protocol):
    """A board's side."""

    def view(self) -> BoardView: ...
