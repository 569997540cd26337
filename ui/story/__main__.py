"""`dev.py run [FOLDER]`: with a display the terminal opens on the sample hall; without one the story is played."""

import argparse
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from ui.entry import open_screen
from ui.story.album import Album
from ui.story.tale import tell
from ui.story.town import Town, town

PLACE = Path(__file__).resolve().parents[2] / ".work" / "run"

UNSEEN = Path(__file__).with_name("offscreen.json")
"""A screen as large as a kiosk's: what lies beyond the screen's edge takes no touches."""


def main(place: Path | None = None) -> int:
    """Found the hall anew in `place`, then open it or tell its story. A folder that somebody names must be empty."""
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    if place is None:
        place = PLACE
        shutil.rmtree(place, ignore_errors=True)
    elif place.exists() and (not place.is_dir() or any(place.iterdir())):
        say(f"{place} 里已经有东西，没有动它。请换一个空的文件夹")
        return 2
    say("准备样例大厅：平台、汇聚机、自助机、窗口、大屏")
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or os.name == "nt":
        with town(place) as made:
            _open(made)
    else:
        _tell(place)
    return 0


def _open(made: Town) -> None:
    """The terminal on the screen, until its window is closed or the program is told to end."""
    kiosk = Path(sys.executable).with_name("kiosk")
    say(f"门户：{made.platform.url}")
    say(f"打开窗口：{kiosk} window --data {made.window} --size 1600x1000")
    say(f"打开大屏：{kiosk} board --data {made.board} --size 1280x720")

    def up(_: object) -> None:
        _on_signal(lambda _: QCoreApplication.quit())
        say("自助机开了。关掉它的窗口，或按 Ctrl+C，就全部结束")

    open_screen("terminal", made.kiosk, "720x1280", up)


def _tell(place: Path) -> None:
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={UNSEEN}"
    os.environ["QT_LOGGING_RULES"] = "default.warning=false"  # the plugin says of every window what it cannot do
    album = Album(place / "album")
    with town(place) as made:

        def give_up(number: int) -> None:
            """In the middle of a play there is no way out in order; the servers at least do not stay behind."""
            made.stop()
            os._exit(128 + number)

        _on_signal(give_up)
        tell(made, album, say)
    say(f"截图和文书在 {album.folder}")


def _on_signal(act: Callable[[int], None]) -> None:
    for asked in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked, lambda number, _: act(number))


def say(text: str) -> None:
    print(text, flush=True)


def _asked() -> Path | None:
    parser = argparse.ArgumentParser(prog="dev.py run", description="样例大厅：有显示器就打开，没有就自己演一遍")
    parser.add_argument("folder", type=Path, nargs="?", help=f"一个空的文件夹；不写就用 {PLACE}，并先清空它")
    folder: Path | None = parser.parse_args().folder
    return folder


if __name__ == "__main__":
    sys.exit(main(_asked()))
