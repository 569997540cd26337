"""`dev.py run [FOLDER]`: with a display the terminal opens on the sample hall; without one the story is played."""

import os
import shutil
import sys
from pathlib import Path

from ui.entry import open_screen
from ui.story.album import Album
from ui.story.tale import tell
from ui.story.town import Town, town

PLACE = Path(__file__).resolve().parents[2] / ".work" / "run"

UNSEEN = Path(__file__).with_name("offscreen.json")
"""A screen as large as a kiosk's: what lies beyond the screen's edge takes no touches."""


def main(place: Path = PLACE) -> int:
    """Found the hall anew in `place`, then open it or tell its story."""
    with_display = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or os.name == "nt")
    shutil.rmtree(place, ignore_errors=True)
    say("准备样例大厅：平台、汇聚机、自助机、窗口")
    if with_display:
        with town(place) as made:
            _open(made)
    else:
        os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={UNSEEN}"
        os.environ["QT_LOGGING_RULES"] = "default.warning=false"  # the plugin says of every window what it cannot do
        album = Album(place / "album")
        with town(place) as made:
            tell(made, album, say)
        say(f"截图和文书在 {album.folder}")
    return 0


def _open(made: Town) -> None:
    say(f"门户：{made.platform.url}")
    say(f"打开窗口：.venv/bin/kiosk window --data {made.window} --size 1600x1000")
    open_screen("terminal", made.kiosk, "720x1280")


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:2])))
