"""A process that shows its first screen and says when: `ours DIR` a kiosk's home, `bare` a QWidget."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any


def main(what: str) -> None:
    if what == "bare":
        bare()
    else:
        ours(Path(sys.argv[2]))


def bare() -> None:
    from PySide6.QtWidgets import QApplication, QWidget

    from ui.shown import when_shown

    app = QApplication([])
    window = QWidget()
    window.resize(1080, 1920)
    window.show()
    when_shown(window, lambda: say(app.quit))
    app.exec()


def ours(folder: Path) -> None:
    from ui.entry import open_screen
    from ui.shown import when_shown

    def up(terminal: Any) -> None:
        when_shown(terminal, lambda: say(terminal.close))

    open_screen("terminal", folder, "1080x1920", up)


def say(then: Callable[[], object]) -> None:
    print("shown", flush=True)
    then()


if __name__ == "__main__":
    main(sys.argv[1])
