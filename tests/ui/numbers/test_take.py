"""Taking a number at the kiosk, by real touches, on real desks: a hub, a kiosk and a printer in this process."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from kiosk.desks.ticket_paper import FIRST
from kiosk.devices.printer import Status
from kiosk.queue_desk import TicketDesk, TicketTaken
from tests.support.counter_hall import CounterHall
from tests.ui.numbers.hand import find_hygiene, in_hub, open_terminal, ready_to_take, said, taken, there
from tests.ui.support import HYGIENE, FakeDesk
from tests.ui.test_citizen_visit import forward, press
from ui.citizen.numbers import Business
from ui.citizen.presenters.queue import wait_parts
from ui.citizen.terminal import Terminal
from ui.citizen.visit import BLANK, Step
from ui.tasks import Tasks

OLD, YOUNG = "511602194001010014", "511602199003070010"


class Watching:
    """A printer that notes what was on the screen and in the hub when the paper was asked for."""

    def __init__(self, look: Any) -> None:
        self.look = look
        self.seen: list[object] = []

    def print(self, job: bytes) -> None:
        self.seen.append(self.look())

    def status(self) -> Status:
        return Status()


def test_a_number_is_durable_then_shown_then_printed(
    qtbot: QtBot, terminal: Terminal, hall: CounterHall, desk: FakeDesk
) -> None:
    hall.fill("shebao", 3)
    watching = Watching(lambda: (terminal.visit.step, "B004" in hall.today.tickets))
    hall.set_printer(FIRST, watching)
    press(terminal, "numbers")
    qtbot.waitUntil(lambda: terminal.findChild(Business, "shebao") is not None)
    assert "3 人在等\n大约等 9–14 分钟" in said(there(terminal, Business, "shebao"))
    press(terminal, "shebao")
    qtbot.waitUntil(lambda: terminal.frame.forward_button.isEnabled())
    assert terminal.frame.question.text() == "取“社保医保”的号"
    assert "9–14\n分钟" in said(terminal)
    assert "B004" not in hall.today.tickets
    forward(terminal)
    qtbot.waitUntil(lambda: terminal.visit.paper == "done")
    assert watching.seen == [(Step.TICKET, True)]
    ticket = terminal.visit.ticket
    assert ticket is not None
    wait = "\n".join(filter(None, wait_parts(ticket.estimate)))
    words = said(terminal)
    for each in ("B004", "3\n人", wait, "11号社保窗口、12号医保窗口", "叫 3 次没有到，就算过号。"):
        assert each in words
    assert (in_hub(hall, ticket).paper, ticket.qr) == ("done", f"https://hall.example/q/{ticket.token}")
    with qtbot.waitSignal(terminal.wiped):
        forward(terminal)
    assert (terminal.visit, desk.visits_ended) == (BLANK, 1)


def test_a_rebuilt_screen_prints_no_second_paper(qtbot: QtBot, terminal: Terminal, hall: CounterHall) -> None:
    ticket = taken(qtbot, terminal, "zonghe")
    press(terminal, "长辈模式")
    press(terminal, "English")
    qtbot.waitUntil(lambda: "Printed, please take your ticket" in said(terminal))
    assert hall.papers() == 1
    press(terminal, "print-again")
    qtbot.waitUntil(lambda: hall.papers() == 2)
    qtbot.waitUntil(lambda: terminal.visit.paper == "done")
    assert in_hub(hall, ticket).papers == 2


def test_two_touches_take_one_number(qtbot: QtBot, terminal: Terminal, hall: CounterHall) -> None:
    ready_to_take(qtbot, terminal, "zonghe")
    forward(terminal)
    terminal.screen_now.forward()
    qtbot.waitUntil(lambda: terminal.visit.paper == "done")
    assert list(hall.today.tickets) == ["A001"]


class Gate:
    """The desk with a hub that takes its time: numbers come when `open` is set."""

    def __init__(self, tickets: TicketDesk) -> None:
        self._tickets, self.open = tickets, threading.Event()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tickets, name)

    def take(self, service: str, priority: Any = "", then: Sequence[str] = ()) -> TicketTaken:
        self.open.wait(30)
        return self._tickets.take(service, priority, then)


def test_no_number_is_lost_to_a_key_pressed_while_it_comes(
    qtbot: QtBot, desk: FakeDesk, tasks: Tasks, hall: CounterHall
) -> None:
    gate = Gate(hall.tickets)
    terminal = open_terminal(qtbot, desk, tasks, hall, cast(TicketDesk, gate))
    ready_to_take(qtbot, terminal, "zonghe")
    forward(terminal)
    waiting = terminal.screen_now
    press(terminal, "长辈模式")
    assert terminal.screen_now is waiting
    assert terminal.frame.back_button.isHidden()
    gate.open.set()
    qtbot.waitUntil(lambda: terminal.visit.paper == "done" and terminal.room.theme.elder)
    assert "A001" in said(terminal)
    assert hall.papers() == 1


@pytest.mark.parametrize("lane", ["soldier", "disabled", "pregnant", "elder"])
def test_who_says_so_is_called_first(qtbot: QtBot, terminal: Terminal, hall: CounterHall, lane: str) -> None:
    hall.fill("zonghe", 2)
    ready_to_take(qtbot, terminal, "zonghe")
    press(terminal, lane)
    forward(terminal)
    qtbot.waitUntil(lambda: terminal.visit.ticket is not None)
    assert hall.today.tickets["A003"].lane == lane
    assert terminal.visit.ticket is not None
    assert terminal.visit.ticket.ahead == 0


@pytest.mark.parametrize(("number", "lane"), [(OLD, "elder"), (YOUNG, "")])
def test_age_follows_from_who_was_identified(
    qtbot: QtBot, terminal: Terminal, hall: CounterHall, number: str, lane: str
) -> None:
    terminal.enter(replace(BLANK, form={"applicant": {"id_number": number}}))
    take = ready_to_take(qtbot, terminal, "zonghe")
    assert (take.findChild(QPushButton, "elder") is not None) == bool(lane)
    forward(terminal)
    qtbot.waitUntil(lambda: terminal.visit.ticket is not None)
    assert hall.today.tickets["A001"].lane == lane


def test_a_matter_leads_to_its_number(qtbot: QtBot, terminal: Terminal, tasks: Tasks) -> None:
    press(terminal, "numbers")
    press(terminal, "by-matter")
    assert not terminal.frame.rail.isVisible()
    find_hygiene(qtbot, terminal, tasks)
    assert terminal.visit.service == "zonghe"
    qtbot.waitUntil(lambda: terminal.frame.forward_button.isEnabled())
    terminal.screen_now.back()
    assert (terminal.visit.step, terminal.visit.sought) == (Step.FIND, "GGCSWSXKXB")
    terminal.screen_now.back()
    assert terminal.visit.step is Step.NUMBERS


def test_the_guide_leads_to_a_number_and_back(qtbot: QtBot, terminal: Terminal, desk: FakeDesk) -> None:
    terminal.enter(BLANK.choose(desk.item(HYGIENE)))
    press(terminal, "number")
    qtbot.waitUntil(lambda: terminal.visit.step is Step.TAKE)
    terminal.screen_now.back()
    assert terminal.visit.step is Step.GUIDE
    taken(qtbot, terminal, "zonghe")
    press(terminal, "回到指南")
    assert terminal.visit.step is Step.GUIDE


def test_a_closed_business_says_why(qtbot: QtBot, terminal: Terminal) -> None:
    press(terminal, "numbers")
    qtbot.waitUntil(lambda: terminal.findChild(Business, "nonglin") is not None)
    closed = there(terminal, Business, "nonglin")
    assert not closed.isEnabled()
    assert "现在不是这项业务的办理时间，请看大厅公示的时间" in said(closed)
    terminal.enter(BLANK.number_for("nonglin"))
    qtbot.waitUntil(lambda: "请换一种业务，或到咨询台问一问。" in said(terminal))
    assert not terminal.frame.forward_button.isEnabled()


def test_a_failed_print_leaves_the_number_and_offers_the_other_printer(
    qtbot: QtBot, terminal: Terminal, hall: CounterHall
) -> None:
    hall.break_printer()
    hall.add_second()
    ticket = taken(qtbot, terminal, "gongan")
    qtbot.waitUntil(lambda: "小票没有打出来。号码有效，请记下。" in said(terminal))
    assert ticket.number in said(terminal)
    assert in_hub(hall, ticket).paper == "failed"
    press(terminal, "print-second")
    qtbot.waitUntil(lambda: terminal.visit.paper == "done")
    assert (hall.papers(), hall.papers("second")) == (0, 1)
    assert (in_hub(hall, ticket).paper, in_hub(hall, ticket).papers) == ("done", 1)


def test_cut_off_the_number_says_that_nobody_knows_the_wait(
    qtbot: QtBot, terminal: Terminal, hall: CounterHall
) -> None:
    hall.line.cut = True
    ticket = taken(qtbot, terminal, "shehui")
    assert (ticket.number, ticket.source) == ("F501", "lease")
    words = said(terminal)
    assert "号码有效，只是要等多久现在说不准" in words
    assert "分钟" not in words
    assert hall.papers() == 1
    taken(qtbot, terminal, "shehui")
    ready_to_take(qtbot, terminal, "shehui")
    forward(terminal)
    qtbot.waitUntil(lambda: "本机预留的号也用完了，请到咨询台取号" in said(terminal))
    assert "没有取走号。旁边的取号机可能还有号" in said(terminal)
    hall.line.cut = False
    hall.world.later(seconds=10)
    forward(terminal)
    qtbot.waitUntil(lambda: terminal.visit.step is Step.TICKET)
    assert in_hub(hall, ticket).state == "waiting"
