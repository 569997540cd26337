"""A machine of the hall in a process of its own, behind lines of its own: the process can be killed, the lines cut."""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.support.proxy import Proxy, line_to
from tests.support.queue_hall import DESK, QueueHall
from tests.support.worker import Worker


class Seat:
    """One at a time asks it; `kill` and the lines may be touched from anywhere."""

    def __init__(self, folder: Path, role: str, window: str, lines: Sequence[Proxy]) -> None:
        self.folder = folder
        self.role = role
        self.window = window
        self._lines = lines
        self._worker: Worker | None = None

    def does(self, do: str, **what: Any) -> Any:
        """What it said; None where it died over it: it comes back to where it was with the next thing asked."""
        try:
            worker = self._worker or self._begin()
            worker.tell(do, **what)
            said = worker.heard()
        except BrokenPipeError:
            said = None
        if said is None:
            self.leave()
        return said

    def insists(self, do: str, **what: Any) -> Any:
        """What it says once nobody kills it any more."""
        while (said := self.does(do, **what)) is None:
            pass
        return said

    def kill(self) -> None:
        """The plug is pulled, whatever it was about."""
        worker = self._worker
        if worker is not None:
            worker.kill()

    def cut(self) -> None:
        for line in self._lines:
            line.cut()

    def deaf(self) -> None:
        for line in self._lines:
            line.deaf()

    def up(self) -> None:
        for line in self._lines:
            line.up()

    def leave(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.end()

    def _begin(self) -> Worker:
        self._worker = Worker(self.folder, self.window, *(["--follow"] if self.role == "board" else []), module=DESK)
        if self._worker.heard() != {"ready": True}:
            raise BrokenPipeError
        return self._worker


def take_seats(here: QueueHall, stack: ExitStack, roles: Sequence[str], printer: str) -> list[Seat]:
    """A seat for each of `roles`, with a line to each hub; windows are numbered from 1."""
    seats: list[Seat] = []
    for number, role in enumerate(roles):
        lines = [stack.enter_context(line_to(url)) for url in here.addresses]
        folder = here.enrol(role, f"{role}-{number}", [line.url for line in lines])
        (folder / "settings.toml").write_text(f'printer = "{printer}"\n')
        seats.append(Seat(folder, role, str(roles[: number + 1].count("window") or 1), lines))
        stack.callback(seats[-1].leave)
    return seats
