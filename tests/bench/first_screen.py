"""A process that shows its first screen and says when: `ours DIR` a kiosk's home, `bare` a QWidget."""

import sys
from collections.abc import Callable
from pathlib import Path


def main(what: str) -> None:
    if what == "bare":
        bare()
    else:
        ours(Path(sys.argv[2]))


def bare() -> None:
    from PySide6.QtWidgets import QApplication, QWidget

    app = QApplication([])
    window = QWidget()
    window.resize(1080, 1920)
    window.show()
    painted(app.quit)
    app.exec()


def ours(folder: Path) -> None:
    from ui.entry import open_screen

    open_screen("terminal", folder, "1080x1920", lambda terminal: painted(terminal.close))


def painted(then: Callable[[], object]) -> None:
    """Say so once the event loop is idle after the first paint."""
    from PySide6.QtCore import QTimer

    def say() -> None:
        print("shown", flush=True)
        then()

    QTimer.singleShot(0, say)


if __name__ == "__main__":
    main(sys.argv[1])
