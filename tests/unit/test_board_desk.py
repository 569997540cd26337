"""What a board's desk says of a hall, from the state that the rules made of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from kiosk.board_desk import BoardView
from kiosk.desks.board import Board
from kiosk.domain.entry import Entry, Judged
from kiosk.domain.queue.bodies import Paused, Taken
from kiosk.domain.queue.rules import Hours, QueueRules, ServiceRule, VoiceRule, check_rules
from kiosk.domain.queue.state import QueueState
from kiosk.errors import Refused
from kiosk.queue_desk import Range
from tests.support.queues import HALL, Hall, rules


@dataclass
class Known:
    """A judge of whom a board asks only what is known; `stale` since when it is silent."""

    hall: Hall
    at: datetime
    stale: str = ""
    partition: str = f"hall:{HALL}"

    def state(self) -> QueueState:
        return self.hall.state

    def today(self) -> QueueState:
        local = self.at.astimezone(ZoneInfo("Asia/Shanghai"))
        return replace(self.state(), day=max(self.state().day, local.date().isoformat()))

    def silent_since(self) -> str:
        return self.stale

    def refresh(self) -> None:
        raise AssertionError("a board asks nobody")

    def ask(self, stream: str, kind: str, body: object) -> Judged:
        raise AssertionError("a board says nothing")

    def note(self, stream: str, kind: str, body: object) -> Entry:
        raise AssertionError("a board says nothing")


def estimate(state: QueueState, service: str, ahead: int, at: datetime) -> Range:
    return Range(ahead, ahead + 5)


def view(hall: Hall, later: timedelta = timedelta(0), stale: str = "") -> BoardView:
    at = hall.at + later
    return Board("大厅", Known(hall, at, stale), estimate, lambda: at).view()


def called_hall(**changed: object) -> Hall:
    """Three tickets, of which two are called."""
    hall = Hall(rules(**changed))
    for service in ("a", "a", "b"):
        hall.take(service)
    hall.call("1")
    hall.call("3")
    return hall


def test_the_calls_of_the_day_in_their_order_and_who_waits() -> None:
    seen = view(called_hall())
    assert [(one.number, one.window_name, one.state) for one in seen.calls] == [
        ("A001", "1号窗口", "called"),
        ("B001", "3号窗口", "called"),
    ]
    assert [(one.prefix, one.count, one.estimate) for one in seen.hall.waiting] == [
        ("A", 1, Range(1, 6)),
        ("B", 0, Range(0, 5)),
    ]


def test_a_recall_moves_a_call_to_the_end() -> None:
    hall = called_hall()
    hall.at_window("recalled", "A001", "1")
    assert [(one.number, one.calls) for one in view(hall).calls] == [("B001", 1), ("A001", 2)]


def test_missed_calls_are_marked_also_those_that_are_gone_for_good() -> None:
    hall = called_hall(returns=0)
    hall.at_window("missed", "A001", "1")
    assert hall.ticket("A001").state == "gone"
    assert [(one.number, one.window, one.state) for one in view(hall).calls] == [
        ("A001", "", "missed"),
        ("B001", "3", "called"),
    ]


def test_windows_say_whom_they_serve_and_why_they_pause() -> None:
    hall = called_hall()
    hall.does(f"window:{HALL}:2", "window.paused", Paused("2", "换班"))
    assert [(one.label, one.now.number if one.now else "", one.paused) for one in view(hall).windows] == [
        ("1", "A001", None),
        ("2", "", "换班"),
        ("3", "B001", None),
    ]
    assert view(hall).windows[1].services == ("综合", "社保")


def test_in_the_morning_yesterday_is_gone_unless_the_hub_is_silent() -> None:
    hall = called_hall()
    assert view(hall, timedelta(days=1)).calls == []
    assert view(hall, timedelta(days=1)).hall.waiting[0].count == 0
    assert len(view(hall, timedelta(days=1), stale="2026-11-20T01:00:00.000Z").calls) == 2


def test_a_hall_is_closed_when_every_business_is_and_nobody_is_served() -> None:
    spans = (Hours("09:00", "12:00"), Hours("13:30", "17:00"))
    services = (ServiceRule("a", "综合", "A", hours=spans), ServiceRule("b", "社保", "B", hours=spans))
    hall = Hall(rules(services=services))
    hall.take("a")
    evening = timedelta(hours=9)
    assert view(hall).closed == ""
    assert view(hall, timedelta(hours=4)).closed == "现在是休息时间，13:30 开始办理"
    assert view(hall, evening).closed == "今天的业务已经结束，请改天再来"
    hall.call("1")
    assert view(hall, evening).closed == ""


def test_a_spent_quota_does_not_close_the_hall() -> None:
    services = (ServiceRule("a", "综合", "A", quota=1), ServiceRule("b", "社保", "B", quota=1))
    hall = Hall(rules(services=services))
    hall.take("a")
    hall.take("b")
    assert view(hall).closed == ""


def test_the_voice_is_silent_in_the_mute_hours_of_the_hall() -> None:
    hall = called_hall(voice=VoiceRule(times=2, volume=55, mute=(Hours("12:00", "13:30"),)))
    assert (view(hall).times, view(hall).volume) == (2, 55)
    assert view(hall, timedelta(hours=3)).volume == 0
    assert view(hall, timedelta(hours=5)).volume == 55


def test_notices_come_from_the_rules_of_the_hall() -> None:
    assert view(called_hall(notices=("下午停电",))).hall.notices == ("下午停电",)


@pytest.mark.parametrize(
    ("voice", "code"),
    [
        (VoiceRule(times=0), "voice_unclear"),
        (VoiceRule(times=6), "voice_unclear"),
        (VoiceRule(volume=101), "voice_unclear"),
        (VoiceRule(volume=-1), "voice_unclear"),
        (VoiceRule(mute=(Hours("13:00", "12:00"),)), "hours_reversed"),
        (VoiceRule(mute=(Hours("noon", "13:00"),)), "hours_unclear"),
        (VoiceRule(mute=(Hours("12:00", "13:00", ()),)), "hours_unclear"),
    ],
)
def test_a_voice_that_makes_no_sense_is_refused(voice: VoiceRule, code: str) -> None:
    wrong: QueueRules = rules(voice=voice)
    with pytest.raises(Refused) as refusal:
        check_rules(wrong)
    assert refusal.value.code == code


def test_a_number_that_went_on_leaves_the_board_until_its_next_window_calls_it() -> None:
    hall = Hall()
    hall.does("take:1", "ticket.taken", Taken("a", then=("b",)))
    hall.call("1")
    hall.at_window("finished", "A001", "1")
    assert view(hall).calls == []
    hall.call("3")
    [call] = view(hall).calls
    assert (call.number, call.window_name, call.service_name, call.calls) == ("A001", "3号窗口", "社保", 1)
