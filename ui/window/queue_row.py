"""A case in the list: what it is, whose and since when, how it stands; three lines, nothing else."""

from collections.abc import Callable
from datetime import date, tzinfo

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from kiosk.desk import CaseRow
from ui.texts import t
from ui.theme import Theme
from ui.widgets.lights import COLOURS
from ui.window.queue_model import FRESH, ROW
from ui.window.wording import WAITING, Alert, deadline, moment

Index = QModelIndex | QPersistentModelIndex
UNCONFIRMED = Alert("wait", "待平台确认")
"""Written here, and the platform has not spoken yet."""


class QueueRow(QStyledItemDelegate):
    """Draws rows of one height, whatever they hold; the whole text is in the case."""

    def __init__(self, theme: Theme, zone: tzinfo, today: Callable[[], date]) -> None:
        super().__init__()
        self._theme, self._zone, self._today = theme, zone, today
        self.open_case = ""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        sizes = self._theme.type
        return QSize(0, round(sizes.body * 1.5 + sizes.note * 3.1) + self._theme.gap * 2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: CaseRow = index.data(ROW)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = option.rect
        self._ground(painter, option, box, row.case == self.open_case)
        inner = box.adjusted(self._theme.gap + self._theme.grid // 2, self._theme.gap, -self._theme.gap, 0)
        self._title(painter, inner, row, bool(index.data(FRESH)))
        self._whose(painter, inner, row)
        self._stand(painter, inner, row)
        painter.restore()

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem, box: QRect, is_open: bool) -> None:
        """A wash under the hand, a bar beside the case that is open in the middle."""
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, self._theme.colour("jade_wash"))
        if is_open:
            painter.fillRect(QRect(box.left(), box.top(), self._theme.px(4), box.height()), self._theme.colour("jade"))
        painter.setPen(self._theme.colour("line"))
        painter.drawLine(box.bottomLeft(), box.bottomRight())

    def _title(self, painter: QPainter, inner: QRect, row: CaseRow, fresh: bool) -> None:
        line = QRect(inner.left(), inner.top(), inner.width(), round(self._theme.type.body * 1.5))
        if fresh:
            line = self._mark(painter, line, t("新"))
        over = row.state not in WAITING | {"returned", "accepted"}
        self._write(painter, line, row.item_name, self._theme.type.body, "ink_2" if over else "ink", bold=not over)

    def _whose(self, painter: QPainter, inner: QRect, row: CaseRow) -> None:
        line = self._note_line(inner, 0)
        when = moment(row.arrived, self._zone, self._today())
        width = self._width(painter, when)
        whose = " · ".join(filter(None, (row.applicant, row.receipt)))
        note = self._theme.type.note
        self._write(painter, line.adjusted(0, 0, -width - self._theme.gap, 0), whose, note, "ink_2")
        self._write(painter, line, when, note, "ink_2", right=True)

    def _stand(self, painter: QPainter, inner: QRect, row: CaseRow) -> None:
        """What presses, at the right; the state in words at the left, behind a light while nobody has confirmed it."""
        line = self._note_line(inner, 1)
        alert = deadline(row, self._today()) or _attention(row)
        if alert:
            room = min(self._lamp_width(painter, alert), round(line.width() * 0.62))
            self._lamp(painter, line.adjusted(line.width() - room, 0, 0, 0), alert)
            line.adjust(0, 0, -room - self._theme.gap, 0)
        if row.tentative:
            self._lamp(painter, line, UNCONFIRMED)
            line.adjust(self._lamp_width(painter, UNCONFIRMED) + self._theme.grid, 0, 0, 0)
        self._write(painter, line, row.state_words, self._theme.type.note, "ink_2")

    def _lamp(self, painter: QPainter, place: QRect, alert: Alert) -> None:
        note = self._theme.type.note
        self._shape(painter, place, alert)
        self._write(painter, place.adjusted(note + 2, 0, 0, 0), t(alert.words), note, COLOURS[alert.level], bold=True)

    def _lamp_width(self, painter: QPainter, alert: Alert) -> int:
        return self._width(painter, t(alert.words)) + self._theme.type.note + 3

    def _note_line(self, inner: QRect, number: int) -> QRect:
        height = round(self._theme.type.note * 1.55)
        top = inner.top() + round(self._theme.type.body * 1.5) + number * height
        return QRect(inner.left(), top, inner.width(), height)

    def _shape(self, painter: QPainter, place: QRect, alert: Alert) -> None:
        """A square for overdue, a triangle for soon, as everywhere in the house."""
        side = round(self._theme.type.note * 0.8)
        box = QRectF(place.left(), place.center().y() - side / 2 + 1, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour(COLOURS[alert.level]))
        if alert.level == "wrong":
            painter.drawRect(box)
        else:
            painter.drawPolygon(QPolygonF([QPointF(box.center().x(), box.top()), box.bottomRight(), box.bottomLeft()]))

    def _mark(self, painter: QPainter, line: QRect, word: str) -> QRect:
        """A small 新 in front of what came in; the line that is left."""
        side = self._theme.type.note + self._theme.grid
        box = QRect(line.left(), line.center().y() - side // 2, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("jade"))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(self._theme.colour("on_jade"))
        painter.setFont(self._font(painter, self._theme.type.note, bold=True))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, word)
        return line.adjusted(side + self._theme.grid, 0, 0, 0)

    def _write(
        self, painter: QPainter, line: QRect, text: str, size: int, tone: str, bold: bool = False, right: bool = False
    ) -> None:
        painter.setFont(self._font(painter, size, bold))
        painter.setPen(self._theme.colour(tone))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, line.width())
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | side, shown)

    def _width(self, painter: QPainter, text: str) -> int:
        painter.setFont(self._font(painter, self._theme.type.note, bold=True))
        return painter.fontMetrics().horizontalAdvance(text)

    def _font(self, painter: QPainter, size: int, bold: bool) -> QFont:
        font = QFont(painter.font())
        font.setPixelSize(size)
        font.setBold(bold)
        return font


def _attention(row: CaseRow) -> Alert | None:
    """What a person must look at, in short; the case says it whole."""
    return Alert("wait", row.attention.partition("：")[0]) if row.attention else None
