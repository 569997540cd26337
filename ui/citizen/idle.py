"""A screen left alone: warn, let it be extended, wipe."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from ui.citizen.overlay import Overlay
from ui.citizen.presenters.idle import Idle
from ui.texts import t
from ui.theme import Theme
from ui.widgets.labels import label

TOUCHES = frozenset(
    {
        QEvent.Type.MouseButtonPress,
        QEvent.Type.KeyPress,
        QEvent.Type.TouchBegin,
        QEvent.Type.Wheel,
        QEvent.Type.InputMethod,
    }
)


WATCH_AFTER_MS = 300
"""A filter makes the binding read in all of QtCore: not while the first screen is awaited."""


class IdleWatch(QObject):
    """Counts the seconds since the last touch while it is `armed`.

    It looks at windows and at what has the focus, where touches, keys and the keyboard's words come in; looking at the
    whole application would cost a call for every event of every widget.
    """

    warned = Signal()
    counted = Signal(int)
    expired = Signal()

    def __init__(self, idle: Idle, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.idle = idle
        self.armed = False
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.tick)
        if idle.limit:
            self._timer.start()
        self._begin = QTimer(self)
        self._begin.setSingleShot(True)
        self._begin.timeout.connect(self._watch_all)
        self._begin.start(WATCH_AFTER_MS)

    @property
    def starting(self) -> bool:
        """Whether nothing is watched yet."""
        return self._begin.isActive()

    def watch(self, there: QObject | None) -> None:
        """Touches of it count; Qt forgets it when it goes."""
        if there is not None:
            there.installEventFilter(self)

    def _watch_all(self) -> None:
        """The window that this counts for, and whatever has the focus from now on: a dialogue, a field."""
        if not self._over.isVisible():
            self._begin.start(WATCH_AFTER_MS)
            return
        self.watch(self._over.windowHandle())
        self.watch(QGuiApplication.focusObject())
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusWindowChanged.connect(self.watch)
        application.focusObjectChanged.connect(self.watch)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in TOUCHES:
            self.idle = self.idle.touched()
        return False

    def tick(self) -> None:
        """One second more."""
        if not self.armed:
            return
        before, self.idle = self.idle, self.idle.tick()
        if self.idle.expired:
            self.idle = self.idle.fresh()
            self.expired.emit()
        elif self.idle.warning:
            if not before.warning:
                self.warned.emit()
            self.counted.emit(self.idle.left)

    def extend(self) -> None:
        self.idle = self.idle.extend()

    def start_anew(self, armed: bool) -> None:
        """A new visit, or none."""
        self.idle, self.armed = self.idle.fresh(), armed

    def stop(self) -> None:
        self._begin.stop()
        self._timer.stop()


class IdleWarning(Overlay):
    """How many seconds are left, and a key to stay."""

    def __init__(self, theme: Theme, over: QWidget, watch: IdleWatch) -> None:
        super().__init__(theme, over, t("您还在吗？"), t("为保护您的信息，没有人操作时会清除内容，回到首页。"))
        self.seconds: QLabel = label("", "number", "seal", wrap=False)
        self.card.add(self.seconds)
        self.count(watch.idle.left)
        watch.counted.connect(self.count)
        self.stay: QPushButton | None = None
        if watch.idle.may_extend:
            self.stay = self.key(t("我还在，继续办"), watch.extend, "primary")
        self.key(t("结束并清除"), watch.expired.emit)

    def count(self, left: int) -> None:
        self.seconds.setText(t("{seconds} 秒", seconds=left))
