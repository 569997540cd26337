"""What a board says, without a widget: calls in their moment, the last ones, who waits, the line at the foot."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import nlargest
from zoneinfo import ZoneInfo

from kiosk.board_desk import BoardView, WindowNow
from kiosk.clock import Clock
from kiosk.domain.calling import CROWD, MOMENT_MS, Call, Stage, news, window_label
from kiosk.queue_desk import Called, Range, Stands
from ui.texts import t

LAST = 8
TURN_S = 12
"""How long a page of businesses, or a notice, stays where there are more than have room."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A number on a board: `state` '' where its ticket is not known any more."""

    number: str
    window: str
    service: str
    state: Stands


@dataclass(frozen=True, slots=True)
class Row:
    """A business and who waits for it, in words."""

    prefix: str
    name: str
    count: str
    estimate: str


@dataclass(frozen=True, slots=True)
class Foot:
    """The line at the foot; `alarm` where the board knows nothing new."""

    text: str
    alarm: bool


class BoardPresenter:
    """Takes views in as they come and answers what is to be seen now; `trouble` says why none has come yet."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._stage = Stage()
        self._known: frozenset[Call] = frozenset()
        self._called: dict[str, Called] = {}
        self._seen_ms = 0
        self.view: BoardView | None = None
        self.trouble = ""

    def take(self, view: BoardView) -> tuple[Call, ...]:
        """A fresh view; the calls in it that nobody has seen yet."""
        now_ms = self._clock.monotonic_ms()
        self.view, self._seen_ms = view, now_ms
        self._called = {one.number: one for one in view.calls}
        calls = [_call(one) for one in view.calls]
        new = news(self._known, calls, datetime.fromisoformat(view.at))
        self._known = frozenset(calls)
        self._stage = self._resting(self._stage.only(self._called.keys()), calls, new).heard(new, now_ms)
        return new

    def _resting(self, stage: Stage, calls: Sequence[Call], new: Sequence[Call]) -> Stage:
        """Where nothing is shown and nothing new comes the last call has the big place: the board was off meanwhile."""
        if stage.shown or stage.waiting or new or not calls:
            return stage
        return Stage(max(calls, key=lambda one: one.at), self._clock.monotonic_ms() - MOMENT_MS)

    def turn(self) -> None:
        """Let time pass."""
        self._stage = self._stage.turned(self._clock.monotonic_ms())

    def standing(self) -> frozenset[Call]:
        """The calls whose citizen has not come yet."""
        return frozenset(_call(one) for one in self._called.values() if one.state == "called")

    def now(self) -> datetime:
        """The hall's time, by the hub's clock."""
        assert self.view is not None
        since = timedelta(milliseconds=self._clock.monotonic_ms() - self._seen_ms)
        return (datetime.fromisoformat(self.view.at) + since).astimezone(ZoneInfo(self.view.timezone))

    @property
    def shown(self) -> Shown | None:
        """Who has the big place; nobody in a hall that is shut."""
        shut = self.view is not None and self.view.closed
        return self._shown(self._stage.shown) if self._stage.shown and not shut else None

    @property
    def silence(self) -> str:
        """What stands in the big place while nobody has it."""
        return t("休息") if self.view is not None and self.view.closed else t("还没有叫号")

    @property
    def next(self) -> list[Shown]:
        """Who is called as well and has the big place after it, as many as have room."""
        return [self._shown(one) for one in self._stage.waiting[:CROWD]]

    @property
    def more(self) -> int:
        """How many are called besides and have no room yet."""
        return max(0, len(self._stage.waiting) - CROWD)

    @property
    def last(self) -> list[Shown]:
        """The calls before, the latest first."""
        staged = {one.number for one in (self._stage.shown, *self._stage.waiting) if one}
        past = (one for one in self._called.values() if one.number not in staged)
        return [self._shown(_call(one)) for one in nlargest(LAST, past, key=lambda one: one.called_at)]

    def rows(self, room: int) -> list[Row]:
        """The businesses that have room, turning the page where there are more."""
        assert self.view is not None
        waiting = self.view.hall.waiting
        pages = max(1, -(-len(waiting) // room))
        first = self._turn_of(pages) * room
        return [
            Row(one.prefix, one.service_name, t("{count} 人", count=one.count), _estimate(one.estimate))
            for one in waiting[first : first + room]
        ]

    def foot(self) -> Foot:
        if self.view is None:
            return Foot(self.trouble or t("正在连接大厅主机"), bool(self.trouble))
        if self.view.hall.stale_since:
            return Foot(self._stale(self.view.hall.stale_since), True)
        if self.view.closed:
            return Foot(self.view.closed, False)
        notices = self.view.hall.notices or (t("请留意叫号，听到后到窗口办理"),)
        return Foot(notices[self._turn_of(len(notices))], False)

    def window(self, code: str) -> WindowNow | None:
        assert self.view is not None
        return next((one for one in self.view.windows if one.code == code), None)

    def _turn_of(self, count: int) -> int:
        return int(self.now().timestamp()) // TURN_S % count

    def _stale(self, since: str) -> str:
        if since == "unknown":
            return t("还没有收到大厅主机的消息，叫号请听窗口工作人员")
        now, then = self.now(), datetime.fromisoformat(since).astimezone(self.now().tzinfo)
        clock = f"{then:%H:%M}" if then.date() == now.date() else f"{then:%m-%d %H:%M}"
        return t("{clock} 起没有收到大厅主机的消息，叫号请听窗口工作人员", clock=clock)

    def _shown(self, call: Call) -> Shown:
        """As it was called, and how its ticket stands since."""
        ticket = self._called[call.number]
        return Shown(call.number, call.window, ticket.service_name, ticket.state)


def _call(one: Called) -> Call:
    return Call(one.number, window_label(one.window, one.window_name), one.called_at)


def _estimate(range_: Range | None) -> str:
    if range_ is None:
        return ""
    if range_.since == range_.to:
        return t("约 {minutes} 分钟", minutes=range_.to)
    return t("约 {since}–{to} 分钟", since=range_.since, to=range_.to)
