"""A board's desk: `kiosk.queue_desk.BoardDesk` on a real machine."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk.board_desk import BoardView, WindowNow
from kiosk.clock import iso
from kiosk.desks.hall_view import Estimate, called, hall_view, rules_of
from kiosk.desks.judging import QueueJudge
from kiosk.domain.calling import window_label
from kiosk.domain.queue.decide import why_closed
from kiosk.domain.queue.rules import QueueRules, WindowRule, within
from kiosk.domain.queue.state import Day, Window
from kiosk.domain.queue.words import queue_words
from kiosk.errors import Fault

SHUT = ("day_closed", "outside_hours")


class Board:
    """It looks, and says since when it has not heard anything. `now` is the hub's time."""

    def __init__(self, hall_name: str, judge: QueueJudge, estimate: Estimate, now: Callable[[], datetime]) -> None:
        self._hall_name = hall_name
        self._judge = judge
        self._estimate = estimate
        self._now = now

    def view(self) -> BoardView:
        """Fault `hub_silent` on a board that has never heard of its hall, and cannot now."""
        state = self._judge.state()
        now, stale = self._now(), self._judge.silent_since()
        if state.rules is None and stale:
            raise Fault("hub_silent", "还没有连上大厅主机", "检查网线，确认大厅主机已经启动")
        rules = rules_of(state)
        local = now.astimezone(ZoneInfo(rules.timezone))
        state = state if stale else self._judge.today()
        day = state.today or Day(state.day, 0)
        tickets = sorted((one for one in day.tickets.values() if one.calls), key=lambda one: (one.called_at, one.since))
        return BoardView(
            hall=hall_view(self._hall_name, state, self._estimate, now, stale),
            calls=[called(rules, one) for one in tickets],
            windows=[_window(rules, day, one) for one in rules.windows],
            closed=_until(rules, day, local) if _closed(rules, day, now) else "",
            at=iso(now),
            timezone=rules.timezone,
            times=rules.voice.times,
            volume=0 if within(rules.voice.mute, local) else rules.voice.volume,
        )


def _closed(rules: QueueRules, day: Day, now: datetime) -> bool:
    """Whether the whole hall is shut: no business is open and nobody is at a window."""
    served = any(one.current for one in day.windows.values())
    return not served and all(why_closed(rules, one, day, now) in SHUT for one in rules.services)


def _until(rules: QueueRules, day: Day, local: datetime) -> str:
    """What one who comes to a shut hall should know: when it opens again today, or that it does not."""
    spans = (span for service in rules.services for span in service.hours if local.isoweekday() in span.days)
    opening = [span.since for span in spans if span.since > f"{local:%H:%M}"]
    if day.closed or not opening:
        return queue_words("day_closed")
    return f"现在是休息时间，{min(opening)} 开始办理"


def _window(rules: QueueRules, day: Day, rule: WindowRule) -> WindowNow:
    window = day.windows.get(rule.code, Window())
    names = tuple(one.name for one in rules.services if one.code in rule.services)
    ticket = day.tickets.get(window.current)
    now = called(rules, ticket) if ticket else None
    return WindowNow(rule.code, window_label(rule.code, rule.name), rule.name, names, now, window.paused)
