"""Papers onto the counter's printer."""

from collections.abc import Callable

from kiosk.devices.printer import Printer
from kiosk.papers.fonts import FontStack
from kiosk.papers.paper import Paper
from kiosk.papers.thermal import render


class Printing:
    """Renders for 80 mm and prints; Faults of the printer name their mend."""

    def __init__(self, printer: Printer, fonts: Callable[[], FontStack]) -> None:
        self._printer = printer
        self._fonts = fonts

    def print(self, paper: Paper) -> None:
        self._printer.print(render(paper, self._fonts()))
