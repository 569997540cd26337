"""Signs a clerk out who has left the seat: no key, no click, no touch for some minutes."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer

MINUTE_MS = 60_000
SIGNS = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
    }
)


class Away(QObject):
    """Calls `left` once nothing has been touched for `minutes`; watches every event of the application meanwhile."""

    def __init__(self, parent: QObject, minutes: float, left: Callable[[], object]) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(int(minutes * MINUTE_MS))
        self._timer.timeout.connect(left)
        self._timer.start()
        app = QCoreApplication.instance()
        assert app is not None
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in SIGNS:
            self._timer.start()
        return False

    def stop(self) -> None:
        self._timer.stop()
