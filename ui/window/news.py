"""The exchange in the background of a window, and who is told when it has brought something."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from kiosk.app import Machine
from kiosk.errors import Fault
from kiosk.sync.exchange import Tally
from kiosk.sync.pump import Pump
from ui.gone import Word

LOOK_SECONDS = 5
"""How often the platform's own window looks at its journal: there is no upstream that would tell."""


class Bell(QObject):
    """Carries the pump's report over to the UI thread."""

    cases = Signal()
    calls = Signal()


@dataclass(frozen=True, slots=True)
class Mark:
    """How far the cases were read, how the line stands, and the day: while it stays the same, the list does too."""

    day: str
    position: int
    epoch: str
    report: Tally | str


@contextmanager
def news(machine: Machine, cases: Callable[[], None], calls: Callable[[], None], word: Word) -> Iterator[None]:
    """Call `cases` and `calls` on the UI thread whenever there may be something new for them.

    A call anywhere in the hall is news for the queue and leaves the list of cases alone. `word` hears every report too.
    """
    if not machine.identity.upstream:
        with _looking(cases, calls):
            yield
        return
    bell = Bell()
    bell.cases.connect(cases)
    bell.calls.connect(calls)
    pump = Pump(machine.exchange, machine.link, machine.randomness)
    pump.start(_Report(machine, bell, word).heard)
    try:
        yield
    finally:
        pump.stop()


@contextmanager
def _looking(*looks: Callable[[], None]) -> Iterator[None]:
    timer = QTimer()
    for look in looks:
        timer.timeout.connect(look)
    timer.start(LOOK_SECONDS * 1000)
    yield
    timer.stop()


class _Report:
    """What an exchange brought, heard on the pump's thread."""

    def __init__(self, machine: Machine, bell: Bell, word: Word) -> None:
        self._word = word
        self._machine = machine
        self._bell = bell
        self._mark: Mark | None = None

    def heard(self, report: Tally | Fault) -> None:
        if self._word.hear(report):
            return
        before, self._mark = self._mark, self._now(report)
        self._bell.calls.emit()
        if self._mark != before:
            self._bell.cases.emit()

    def _now(self, report: Tally | Fault) -> Mark:
        cursor = self._machine.journal.cursor(self._machine.identity.partition)
        how = (
            report.code if isinstance(report, Fault) else Tally(0, 0, report.pending, report.held, report.blobs_pending)
        )
        return Mark(self._machine.clock.now().date().isoformat(), cursor.position, cursor.epoch, how)
