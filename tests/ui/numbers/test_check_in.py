"""An appointment checked in, by real touches."""

import pytest
from pytestqt.qtbot import QtBot

from tests.support.counter_hall import CounterHall
from tests.ui.numbers.hand import in_hub, said, typed
from tests.ui.test_citizen_visit import forward, press, screen
from ui.citizen.check_in import CheckInScreen
from ui.citizen.terminal import Terminal
from ui.citizen.visit import Step


def test_an_appointment_is_checked_in_by_touch(qtbot: QtBot, terminal: Terminal, hall: CounterHall) -> None:
    slots = hall.slots()
    slots.open("zonghe", "2026-11-20T10:30", 3)
    booked = slots.book("zonghe", "2026-11-20T10:30", "5678")
    hall.sync()
    hall.fill("zonghe", 2)
    press(terminal, "check_in")
    check = screen(terminal, CheckInScreen)
    assert not terminal.frame.forward_button.isEnabled()
    for digit in booked.code:
        press(check, digit)
    forward(terminal)
    qtbot.waitUntil(lambda: terminal.visit.paper == "done")
    assert terminal.visit.ticket is not None
    assert terminal.visit.ticket.ahead == 0
    assert in_hub(hall, terminal.visit.ticket).lane == "appointment"


def test_digits_that_fit_two_ask_for_more(qtbot: QtBot, terminal: Terminal, hall: CounterHall) -> None:
    slots = hall.slots()
    slots.open("zonghe", "2026-11-20T10:30", 3)
    first = slots.book("zonghe", "2026-11-20T10:30", "5678")
    slots.book("zonghe", "2026-11-20T10:30", "5678")
    hall.sync()
    press(terminal, "check_in")
    check = screen(terminal, CheckInScreen)
    typed(check.line, "5678")
    qtbot.waitUntil(lambda: "这几位数字对应几个预约，请输入预约码" in said(check))
    assert "也可以输入身份证号" in said(check)
    typed(check.line, first.code)
    qtbot.waitUntil(lambda: terminal.visit.step is Step.TICKET)


@pytest.mark.parametrize(
    ("start", "words"),
    [("2026-11-20T11:30", "请提前半小时以内再来签到"), ("2026-11-19T10:30", "这个预约的日子已经过了")],
)
def test_who_comes_at_the_wrong_time_is_told_when(
    qtbot: QtBot, terminal: Terminal, hall: CounterHall, start: str, words: str
) -> None:
    slots = hall.slots()
    slots.open("zonghe", start, 3)
    now, hall.world.clock.at = hall.world.clock.at, hall.world.clock.at.replace(day=19, hour=0)
    booked = slots.book("zonghe", start)
    hall.world.clock.at = now
    hall.sync()
    press(terminal, "check_in")
    typed(screen(terminal, CheckInScreen).line, booked.code)
    qtbot.waitUntil(lambda: words in said(terminal))
    assert "什么都没有改动" in said(terminal)
    assert not hall.today.tickets
