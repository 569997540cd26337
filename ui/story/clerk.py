"""The clerk's part of the story: one notice for what lacks, later the acceptance."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

from kiosk.app import Machine, opener
from kiosk.counter import Counter
from kiosk.desk import WindowDesk
from kiosk.domain.bodies import Lacking
from kiosk.sync.exchange import Exchange
from ui.story.album import Album
from ui.story.hand import until
from ui.tasks import Tasks
from ui.theme import window_theme
from ui.window.app import ClerkWindow
from ui.window.screen import WindowScreen

OFFICER = "刘敏"
SIZE = (1920, 1080)


@contextmanager
def at_the_window(folder: Path) -> Iterator["Clerk"]:
    """A clerk at a window that has fetched what there is."""
    with opener().open(folder) as machine:
        link = machine.link()
        exchange = machine.exchange(link)
        exchange.once()
        with Counter(machine).clerk() as desk:
            clerk = Clerk(machine, desk, exchange)
            try:
                yield clerk
            finally:
                clerk.leave()
        link.close()


class Clerk:
    """One clerk in front of one window."""

    def __init__(self, machine: Machine, desk: WindowDesk, exchange: Exchange) -> None:
        zone = ZoneInfo(machine.settings.timezone)
        theme = window_theme()
        self.desk = desk
        self._tasks = Tasks()
        self._exchange = exchange
        self.screen = WindowScreen(desk, self._tasks, theme, lambda: machine.clock.now().astimezone(zone).date(), zone)
        self._window = ClerkWindow(self.screen)
        self._window.setStyleSheet(theme.qss())
        self._window.resize(*SIZE)
        self._window.show()
        self.screen.sign.signed.emit(OFFICER)
        self._quiet()

    def open(self, case: str) -> None:
        """Open a case and wait until its materials are on the screen."""
        self.screen.open_case(case)
        self._quiet()

    def send_back(self, case: str, material: str, album: Album) -> None:
        """One notice for the one material that lacks, with its standard."""
        self.open(case)
        album.snap(self._window, "window-case")
        guide = self.desk.case(case).item.guide
        lacks = [one for one in guide.materials if one.code == material] if guide else []
        notice = tuple(Lacking(one.code, one.name, one.standard, "没有提交") for one in lacks)
        self.desk.return_for_supplement(case, notice, OFFICER)
        self.await_state(case, "returned")
        album.snap(self._window, "window-returned")
        album.keep(self.desk.notice(case).read_bytes(), "补正材料一次告知书.pdf")

    def accept(self, case: str, album: Album) -> None:
        self.await_state(case, "supplemented")
        album.snap(self._window, "window-supplemented")
        self.desk.accept(case, OFFICER)
        self.await_state(case, "accepted")
        album.snap(self._window, "window-accepted")
        album.keep(self.desk.notice(case).read_bytes(), "受理通知书.pdf")

    def leave(self) -> None:
        self.screen.rest()
        self._quiet()
        self._tasks.close()
        self._window.close()
        self._window.deleteLater()

    def await_state(self, case: str, name: str) -> None:
        """Exchange until the judge's word is here, and show it."""

        def heard() -> bool:
            self._exchange.once()
            return self._is(case, name)

        until(heard, f"the case never was {name}")
        self._again(case)

    def _is(self, case: str, name: str) -> bool:
        state = self.desk.case(case).state
        return state.state == name and not state.tentative

    def _again(self, case: str) -> None:
        self.screen.refresh()
        self._quiet()
        self.open(case)

    def _quiet(self) -> None:
        until(lambda: not self._tasks.busy, "the window is still busy")
