"""Several matters on one number, by real touches."""

from dataclasses import replace
from pathlib import Path

from pytestqt.qtbot import QtBot

from tests.support.counter_hall import CounterHall, counter_hall
from tests.ui.numbers.hand import (
    find_hygiene,
    in_hub,
    odd_rules,
    offers,
    open_terminal,
    ready_to_take,
    said,
    there,
    typed,
)
from tests.ui.support import FakeDesk
from tests.ui.test_citizen_visit import forward, press, screen
from ui.citizen.my_number import MyNumberScreen
from ui.citizen.numbers import Business
from ui.citizen.take import TakeScreen
from ui.citizen.terminal import Terminal
from ui.citizen.visit import Step
from ui.tasks import Tasks


def chosen(terminal: Terminal) -> list[str]:
    return [each.code for each in screen(terminal, TakeScreen).rows]


def add(qtbot: QtBot, terminal: Terminal, service: str) -> None:
    """One more matter by touch."""
    press(terminal, "one-more")
    qtbot.waitUntil(lambda: terminal.findChild(Business, service) is not None)
    press(terminal, service)
    qtbot.waitUntil(lambda: terminal.visit.step is Step.TAKE and terminal.frame.forward_button.isEnabled())


def test_several_matters_are_on_one_number(qtbot: QtBot, terminal: Terminal, hall: CounterHall) -> None:
    hall.fill("shebao", 2)
    hall.fill("shuiwu", 1)
    ready_to_take(qtbot, terminal, "shebao")
    add(qtbot, terminal, "shuiwu")
    assert terminal.frame.question.text() == "一个号办 2 件"
    for each in ("2 人在等 · 大约等 6–10 分钟", "1 人在等 · 大约等 3–6 分钟", "19号税务窗口"):
        assert each in said(terminal)
    forward(terminal)
    qtbot.waitUntil(lambda: terminal.visit.paper == "done")
    ticket = terminal.visit.ticket
    assert ticket is not None
    assert (ticket.number, [each.service_name for each in ticket.then]) == ("B003", ["税务"])
    assert "社保医保 → 税务" in said(terminal)
    assert "19号税务窗口" in said(terminal)
    assert in_hub(hall, ticket).then == ("shuiwu",)


def test_what_is_chosen_already_cannot_be_chosen_twice_and_back_lets_the_last_one_go(
    qtbot: QtBot, terminal: Terminal
) -> None:
    ready_to_take(qtbot, terminal, "shebao")
    press(terminal, "one-more")
    qtbot.waitUntil(lambda: terminal.findChild(Business, "shebao") is not None)
    assert not there(terminal, Business, "shebao").isEnabled()
    assert "已经选了" in said(there(terminal, Business, "shebao"))
    press(terminal, "shuiwu")
    qtbot.waitUntil(lambda: terminal.frame.forward_button.isEnabled())
    terminal.screen_now.back()
    assert (terminal.visit.step, terminal.visit.matters) == (Step.NUMBERS, ("shebao",))
    terminal.screen_now.back()
    assert (terminal.visit.step, terminal.visit.matters) == (Step.TAKE, ("shebao",))
    qtbot.waitUntil(lambda: terminal.frame.question.text() == "取“社保医保”的号")


def test_the_order_can_be_changed_and_a_matter_left_out(qtbot: QtBot, terminal: Terminal) -> None:
    ready_to_take(qtbot, terminal, "shebao")
    add(qtbot, terminal, "shuiwu")
    add(qtbot, terminal, "gongan")
    press(terminal, "first-gongan")
    assert chosen(terminal) == ["gongan", "shebao", "shuiwu"]
    press(terminal, "without-gongan")
    assert chosen(terminal) == ["shebao", "shuiwu"]
    add(qtbot, terminal, "zonghe")
    add(qtbot, terminal, "shehui")
    assert not offers(terminal, "one-more"), "four are as many as one visit takes"


def test_a_matter_found_by_name_is_added_too(qtbot: QtBot, terminal: Terminal, tasks: Tasks) -> None:
    ready_to_take(qtbot, terminal, "shebao")
    press(terminal, "one-more")
    press(terminal, "by-matter")
    find_hygiene(qtbot, terminal, tasks)
    assert terminal.visit.matters == ("shebao", "zonghe")


def test_my_number_shows_how_far_its_matters_are(qtbot: QtBot, terminal: Terminal, hall: CounterHall) -> None:
    hall.fill("shuiwu", 1)
    ticket = hall.tickets.take("shebao", "", ["shuiwu"])
    press(terminal, "my_number")
    mine = screen(terminal, MyNumberScreen)
    typed(mine.line, ticket.qr)
    qtbot.waitUntil(lambda: mine.shown is not None)
    assert "这个号要办的事" in said(mine)
    hall.calls("11").call_next()
    hall.calls("11").finish()
    mine._look()
    qtbot.waitUntil(lambda: "办完了" in said(mine))
    assert "税务" in said(mine)
    assert "1\n人" in said(mine)
    for _ in range(2):
        hall.calls("19").call_next()
    mine._look()
    qtbot.waitUntil(lambda: "正在叫您，请到19号税务窗口" in said(mine))
    hall.calls("19").finish()
    mine._look()
    qtbot.waitUntil(lambda: "都办完了" in said(mine))


def test_cut_off_a_counted_business_is_not_promised_beside_another(
    qtbot: QtBot, desk: FakeDesk, tasks: Tasks, tmp_path: Path
) -> None:
    rules = odd_rules()
    counted = tuple(replace(one, quota=9) if one.code == "shuiwu" else one for one in rules.services)
    with counter_hall(tmp_path, replace(rules, services=counted)) as hall:
        terminal = open_terminal(qtbot, desk, tasks, hall, hall.tickets)
        ready_to_take(qtbot, terminal, "shebao")
        add(qtbot, terminal, "shuiwu")
        hall.line.cut = True
        forward(terminal)
        qtbot.waitUntil(lambda: "这几项不能合取一个号" in said(terminal))
        assert "可以去掉后面几项" in said(terminal)
        press(terminal, "without-shuiwu")
        forward(terminal)
        qtbot.waitUntil(lambda: terminal.visit.paper == "done")
        assert terminal.visit.ticket is not None
        assert terminal.visit.ticket.source == "lease"
