"""A number afterwards: where it stands, given back, wiped; and what the home screen says of the hall."""

from pathlib import Path

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from kiosk.counter import Counter
from tests.support.counter_hall import CounterHall
from tests.support.world import world
from tests.ui.numbers.hand import in_hub, odd_rules, offers, said, taken, there, typed
from tests.ui.support import FakeDesk
from tests.ui.test_citizen_visit import press, screen
from ui.citizen.home import HomeScreen
from ui.citizen.my_number import MyNumberScreen
from ui.citizen.overlay import Overlay
from ui.citizen.presenters.idle import Idle
from ui.citizen.terminal import Terminal
from ui.citizen.visit import BLANK, Step
from ui.options import TerminalOptions
from ui.tasks import Tasks
from ui.widgets.buttons import Door


def test_a_number_is_given_back_after_one_question(qtbot: QtBot, terminal: Terminal, hall: CounterHall) -> None:
    ticket = taken(qtbot, terminal, "zonghe")
    press(terminal, "give-back")
    press(terminal.findChildren(Overlay)[-1], "不退，接着等")
    assert in_hub(hall, ticket).state == "waiting"
    press(terminal, "give-back")
    with qtbot.waitSignal(terminal.wiped):
        press(terminal.findChildren(Overlay)[-1], "退号")
    assert in_hub(hall, ticket).state == "cancelled"
    assert terminal.visit == BLANK


def test_a_number_that_was_called_meanwhile_is_not_given_back(
    qtbot: QtBot, terminal: Terminal, hall: CounterHall
) -> None:
    taken(qtbot, terminal, "shuiwu")
    hall.calls("19").call_next()
    press(terminal, "give-back")
    press(terminal.findChildren(Overlay)[-1], "退号")
    qtbot.waitUntil(lambda: "这个号正在被叫" in said(terminal))
    assert terminal.visit.step is Step.TICKET


def test_a_scanned_ticket_shows_its_place_now(qtbot: QtBot, terminal: Terminal, hall: CounterHall) -> None:
    hall.fill("shebao", 2)
    ticket = hall.tickets.take("shebao")
    press(terminal, "my_number")
    mine = screen(terminal, MyNumberScreen)
    assert terminal.focusWidget() is mine.line
    typed(mine.line, ticket.qr)
    qtbot.waitUntil(lambda: mine.shown is not None)
    assert mine.line.text() == "B003"
    assert "还在等候" in said(mine)
    assert "2\n人" in said(mine)
    assert offers(mine, "give-back")
    for _ in range(3):
        hall.calls("11").call_next()
    mine._look()
    qtbot.waitUntil(lambda: "正在叫您，请到11号社保窗口" in said(mine))
    assert not offers(mine, "give-back")


def test_a_typed_number_shows_its_place_but_gives_nothing_back(
    qtbot: QtBot, terminal: Terminal, hall: CounterHall
) -> None:
    hall.fill("zonghe", 1)
    press(terminal, "my_number")
    mine = screen(terminal, MyNumberScreen)
    qtbot.waitUntil(lambda: any(key.text() == "A" for key in mine.pad.findChildren(QPushButton)))
    for mark in "A001":
        press(mine.pad, mark)
    press(terminal, "seek")
    qtbot.waitUntil(lambda: mine.shown is not None)
    assert not offers(mine, "give-back")
    press(terminal, "other")
    typed(mine.line, "A999")
    qtbot.waitUntil(lambda: "今天没有发过这个号，请核对号码" in said(mine))


def test_a_scanned_ticket_is_given_back(qtbot: QtBot, terminal: Terminal, hall: CounterHall) -> None:
    ticket = hall.tickets.take("zonghe")
    press(terminal, "my_number")
    mine = screen(terminal, MyNumberScreen)
    typed(mine.line, ticket.qr)
    qtbot.waitUntil(lambda: mine.shown is not None)
    press(terminal, "give-back")
    press(terminal.findChildren(Overlay)[-1], "退号")
    qtbot.waitUntil(lambda: "已经退号，不用再等" in said(mine))
    assert in_hub(hall, ticket).state == "cancelled"


def test_nobody_there_wipes_the_number(qtbot: QtBot, terminal: Terminal, hall: CounterHall, desk: FakeDesk) -> None:
    taken(qtbot, terminal, "zonghe")
    terminal.idle.idle = Idle(limit=2, warn=2)
    with qtbot.waitSignal(terminal.wiped):
        for _ in range(4):
            terminal.idle.tick()
    assert (terminal.visit, desk.visits_ended) == (BLANK, 1)
    assert hall.today.tickets["A001"].state == "waiting"


def test_home_says_who_is_called_and_how_full_it_is(qtbot: QtBot, terminal: Terminal, hall: CounterHall) -> None:
    hall.fill("shebao", 3)
    hall.calls("11").call_next()
    hall.sync()
    home = screen(terminal, HomeScreen)
    qtbot.waitUntil(lambda: "B001" in said(home.calling))
    assert "请到11号社保窗口" in said(home.calling)
    assert home.queue.note.text() == "现在 2 人在等，看业务等 6–10 分钟"


def test_a_hall_without_a_queue_says_so_at_the_door_until_there_is_one(
    qtbot: QtBot, desk: FakeDesk, tasks: Tasks, tmp_path: Path
) -> None:
    with world(tmp_path) as here, Counter(here.platform).citizen():
        kiosk, wire = here.enrol("kiosk")
        with Counter(kiosk).tickets() as tickets:
            terminal = Terminal(desk, tasks, TerminalOptions(idle_seconds=0), here.clock, tickets=tickets)
            qtbot.addWidget(terminal)
            terminal.show()
            home = screen(terminal, HomeScreen)
            qtbot.waitUntil(lambda: not home.queue.isEnabled())
            assert "还没有设置排队业务" in home.queue.note.text()
            assert there(terminal, Door, "find").isEnabled()
            here.configure(odd_rules())
            kiosk.exchange(wire).once()
            home.calling._ask()
            qtbot.waitUntil(home.queue.isEnabled)
            assert home.queue.note.text() == "现在没有人在等"
            qtbot.waitUntil(lambda: not tasks.busy)
