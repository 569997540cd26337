"""A finger on a screen: it hits what lies under it, and pushes what lies beyond the edge into sight."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, QPoint, QRect, Qt
from PySide6.QtGui import QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScroller, QWidget

from ui.story.patience import LOOK_MS, Waited, rest, until
from ui.widgets.boxes import TouchScroll

TOUCH_MS = 60
"""How long a finger rests; a list that can be pushed tells a tap from a push by it."""

STRIDE = 40
"""Pixels between two reports of a moving finger."""

PUSHES = 40
LEFT = Qt.MouseButton.LeftButton


class Finger:
    """Touches the window itself, as a touch screen does; what covers a key takes the touch in its place."""

    def __init__(self, top: QWidget) -> None:
        self._top = top

    def touch(self, widget: QWidget) -> None:
        """Tap the middle of it; Waited where something else lies there."""
        self._bring_into_sight(widget)
        at = self._seen(widget).center()
        if not self._hits(widget, at):
            raise Waited(f"{widget.objectName() or widget.accessibleName()} is covered")
        QTest.mousePress(self._window, LEFT, pos=at)
        rest(TOUCH_MS)
        QTest.mouseRelease(self._window, LEFT, pos=at)
        rest(TOUCH_MS)

    def draw(self, widget: QWidget, points: Iterable[QPoint]) -> None:
        """One stroke through points of the widget."""
        way = [widget.mapTo(self._top, point) for point in points]
        self._stroke(way)

    @property
    def _window(self) -> QWindow:
        window = self._top.windowHandle()
        if window is None:
            raise Waited("the window is not there")
        return window

    def _bring_into_sight(self, widget: QWidget) -> None:
        self._settle(widget)
        for _ in range(PUSHES):
            area = _scroll_around(widget)
            if area is None or (short := self._beyond(widget, area)) == 0:
                return
            self._push(area, short)
            self._settle(widget)
        raise Waited(f"{widget.objectName() or widget.accessibleName()} does not come into sight")

    def _beyond(self, widget: QWidget, area: TouchScroll) -> int:
        """Pixels to push by, down above 0, until its middle stands clear of the area's edges."""
        view, middle = self._place(area.viewport()), self._place(widget).center().y()
        margin = view.height() // 8
        if middle < view.top() + margin:
            return min(area.verticalScrollBar().value(), view.top() + margin - middle)
        if middle > view.bottom() - margin:
            left = area.verticalScrollBar().maximum() - area.verticalScrollBar().value()
            return -min(left, middle - view.bottom() + margin)
        return 0

    def _push(self, area: TouchScroll, by: int) -> None:
        """Put the finger on the area, move it, hold it still so that nothing flies on, lift it."""
        view = self._place(area.viewport())
        far = max(-view.height() // 2, min(view.height() // 2, by))
        begin = QPoint(view.center().x(), view.center().y() - far // 2)
        steps = max(3, abs(far) // STRIDE)
        self._stroke([begin + QPoint(0, far * step // steps) for step in range(steps + 1)])
        scroller = QScroller.scroller(area.viewport())
        until(lambda: scroller.state() == QScroller.State.Inactive, "the list never came to rest")

    def _stroke(self, way: list[QPoint]) -> None:
        QTest.mousePress(self._window, LEFT, pos=way[0])
        for point in way:
            QTest.mouseMove(self._window, point)
        rest(TOUCH_MS)
        QTest.mouseRelease(self._window, LEFT, pos=way[-1])

    def _hits(self, widget: QWidget, at: QPoint) -> bool:
        under = self._top.childAt(at)
        return under is not None and (under is widget or widget.isAncestorOf(under))

    def _seen(self, widget: QWidget) -> QRect:
        area = _scroll_around(widget)
        place = self._place(widget)
        return place.intersected(self._place(area.viewport())) if area else place

    def _place(self, widget: QWidget) -> QRect:
        return QRect(widget.mapTo(self._top, QPoint(0, 0)), widget.size())

    def _settle(self, widget: QWidget) -> None:
        """Until it stands where it stood a moment ago: who aims looks first."""
        before = QRect()
        while (now := self._place(widget)) != before:
            before = now
            rest(2 * LOOK_MS)


def _scroll_around(widget: QWidget) -> TouchScroll | None:
    around: QObject | None = widget
    while around := around.parent() if around else None:
        if isinstance(around, TouchScroll):
            return around
    return None
