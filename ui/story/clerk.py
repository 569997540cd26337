"""The clerk's part of the story, by keyboard alone: one notice for what lacks, later the acceptance."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QApplication, QLabel, QWidget

from kiosk.app import Machine, opener
from kiosk.counter import Counter
from kiosk.desk import WindowDesk
from kiosk.domain.progress import STATE_WORDS
from ui.gone import Word
from ui.story.album import Album
from ui.story.keyboard import Keyboard
from ui.story.patience import Waited, until
from ui.tasks import Tasks
from ui.theme import window_theme
from ui.window.app import ClerkWindow
from ui.window.news import news
from ui.window.screen import WindowScreen
from ui.window.small import Tick

OFFICER = "刘敏"
REMARK = "没有提交"
SIZE = (1920, 1080)
LAST = "3"
"""The key of the material that came last."""
MOST_TABS = 60


@contextmanager
def at_the_window(folder: Path) -> Iterator["Clerk"]:
    """A clerk at a window that fills by itself."""
    with opener().open(folder) as machine, Counter(machine).clerk() as desk:
        clerk = Clerk(machine, desk)
        with news(machine, clerk.screen.refresh, clerk.screen.refresh_calls, Word(bool)):
            try:
                clerk.sit_down()
                yield clerk
            finally:
                clerk.leave()


class Clerk:
    """One clerk in front of one window, with ten fingers and no mouse."""

    def __init__(self, machine: Machine, desk: WindowDesk) -> None:
        zone = ZoneInfo(machine.settings.timezone)
        theme = window_theme()
        self._tasks = Tasks()
        self._desk = desk
        self.screen = WindowScreen(desk, self._tasks, theme, lambda: machine.clock.now().astimezone(zone).date(), zone)
        self._window = ClerkWindow(self.screen)
        self._window.setStyleSheet(theme.qss())
        self._window.resize(*SIZE)
        self._window.show()
        self._keyboard = Keyboard(self._window)

    def sit_down(self) -> None:
        """Say who sits here."""
        self._window.activateWindow()
        until(self.screen.sign.field.hasFocus, "the window does not ask who sits there")
        self._keyboard.type(OFFICER)
        self._keyboard.press("Return")

    def open(self, receipt: str) -> None:
        """Find a case by its number and open it, once it has come."""
        until(lambda: any(row.receipt == receipt for row in self.screen.queue.inbox.rows), f"{receipt} never came")
        self._keyboard.press("/")
        self._keyboard.type(receipt)
        self._keyboard.press("Return")
        self._keyboard.press("Return")
        until(lambda: self._opened(receipt), f"{receipt} does not open")
        self._quiet()

    def send_back(self, receipt: str, material: str, album: Album) -> None:
        """One notice for the one material that lacks, with its standard, read before it goes out."""
        self.open(receipt)
        album.snap(self._window, "window-case")
        self._keyboard.press("F3")
        self._tab_to(material)
        self._keyboard.press("Space")
        self._keyboard.press("Tab")
        self._keyboard.type(REMARK)
        self._keyboard.press("Ctrl+Return")
        album.snap(self._window, "window-notice")
        self._settle(STATE_WORDS["returned"])
        album.snap(self._window, "window-returned")
        self._read_notice("补正材料一次告知书", album)

    def accept(self, receipt: str, material: str, album: Album) -> None:
        """What was asked for has come: look at it, then say that the case is taken on."""
        until(self._changed, "nothing new came to the open case")
        self._keyboard.press(LAST)
        self._see(material)
        album.snap(self._window, "window-supplemented")
        self._keyboard.press("F2")
        self._settle(STATE_WORDS["accepted"])
        album.snap(self._window, "window-accepted")
        self._read_notice("受理通知书", album)

    def leave(self) -> None:
        self.screen.rest()
        self._quiet()
        self._tasks.close()
        self._window.close()
        self._window.deleteLater()

    def _opened(self, receipt: str) -> bool:
        return any(f"编号 {receipt}" in words for words in self._words(self.screen.case.head))

    def _changed(self) -> bool:
        return any("此件刚有变化" in words for words in self._words(self.screen.decide))

    def _tab_to(self, material: str) -> None:
        """Go from field to field until the tick of that material has the focus."""
        for _ in range(MOST_TABS):
            focus = QApplication.focusWidget()
            if isinstance(focus, Tick) and focus.text() == material:
                return
            self._keyboard.press("Tab")
        raise Waited(f"no tick for {material}")

    def _settle(self, words: str) -> None:
        """Send the decision; wait until the case stands so on the screen, with the judge's word behind it."""
        self._keyboard.press("Ctrl+Return")

        def stands() -> bool:
            told = self._words(self.screen.case.head)
            return words in told and "待平台确认" not in told

        until(stands, f"the case never was {words}")
        self._quiet()

    def _read_notice(self, name: str, album: Album) -> None:
        """Open the notice in the viewer; keep a picture of it and the paper itself."""
        self._keyboard.press("Ctrl+P")
        self._see("通知书")
        album.snap(self._window, f"window-{name}")
        assert self.screen.case.file
        album.keep(self._desk.notice(self.screen.case.file.state.case), f"{name}.pdf")

    def _see(self, words: str) -> None:
        """Wait for what the viewer shows; Waited where words stand in place of a page."""
        viewer = self.screen.case.viewer
        until(lambda: any(words in each for each in self._words(viewer)), f"{words} does not come")
        self._quiet()
        if viewer.message:
            raise Waited(f"{words}: {viewer.message}")

    def _words(self, widget: QWidget) -> list[str]:
        """Everything that can be read on it now."""
        return [each.text() for each in widget.findChildren(QLabel) if each.isVisible()]

    def _quiet(self) -> None:
        until(lambda: not self._tasks.busy, "the window is still busy")
