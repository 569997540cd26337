"""Nothing is cut off: every screen fits every size, in the usual type and in elder mode, in both languages."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from kiosk.queue_desk import Printed, Range, TicketTaken
from tests.support.counter_hall import CounterHall, counter_hall
from tests.support.scans import photo_bytes
from tests.ui.booking_screens import of_appointments
from tests.ui.queue_screens import busy_rules, fill
from tests.ui.support import HYGIENE, NOW, FakeDesk, StillClock, example
from tests.ui.whole import nothing_is_cut
from ui.citizen.presenters.handing_in import draft
from ui.citizen.terminal import Terminal
from ui.citizen.visit import BLANK, Step, Visit
from ui.fonts import load_fonts
from ui.options import TerminalOptions
from ui.tasks import Tasks
from ui.widgets.boxes import TouchScroll
from ui.widgets.buttons import Door

SIZES = [(1080, 1920), (1920, 1080), (1280, 1024)]


@pytest.fixture(scope="module", autouse=True)
def our_fonts(qapp: QApplication) -> Iterator[None]:
    before = qapp.font()
    qapp.setFont(load_fonts())
    yield
    qapp.setFont(before)


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[CounterHall]:
    with counter_hall(tmp_path, busy_rules(), NOW) as made:
        fill(made)
        yield made


def of_the_queue(hall: CounterHall) -> list[Visit]:
    """Numbers that are long, far behind and at many windows; given out with the hub and without; printed and not."""
    many = tuple(f"{number}号窗口（不动产登记、房屋交易和税务）" for number in range(1, 9))
    ticket = replace(hall.tickets.take("gongan"), number="C1000", ahead=1234, estimate=Range(100, 240), windows=many)
    alone: TicketTaken = replace(ticket, source="lease", estimate=None, qr="")
    failed = Printed(False, "", "检查打印机的电源和网线，关机后再开，再点打印", "second")
    return [
        *(BLANK.at(step) for step in (Step.NUMBERS, Step.CHECK_IN, Step.MY_NUMBER)),
        replace(BLANK, seeking=True).at(Step.FIND),
        BLANK.number_for("gongcheng"),
        BLANK.number_for("nonglin"),
        replace(BLANK.took(ticket), paper="done"),
        *(replace(BLANK.took(each), paper="failed", printed=failed) for each in (ticket, alone)),
    ]


def visits(desk: FakeDesk) -> list[Visit]:
    """One for every screen, and every page of a long form."""
    item = desk.item(HYGIENE)
    full = Visit(item=item, form=example(item), furthest=6)
    for code in ("M1", "M2", "M3"):
        full = full.attach(desk.keep_bytes(photo_bytes(f"{code}.png"), "一个很长很长的文件名" * 9 + ".png", code))
    longest = max(desk.items.values(), key=lambda each: len(each.name))
    steps = [Step.HOME, Step.FIND, Step.GUIDE, Step.IDENTIFY, Step.MATERIALS, Step.REVIEW, Step.SIGN, Step.PROGRESS]
    receipt = desk.hand_in(draft(full, full.form, ""))
    return [
        *(full.at(step) for step in steps),
        *(replace(full, page=page).at(Step.FORM) for page in range(8)),
        BLANK.choose(longest),
        full.handed_in(receipt),
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("elder", [False, True], ids=["usual", "elder"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_every_screen_fits(
    qtbot: QtBot, tasks: Tasks, hall: CounterHall, size: tuple[int, int], elder: bool, language: str
) -> None:
    desk = FakeDesk()
    options = TerminalOptions(size=size, elder=elder, idle_seconds=0, language=language)
    clock, tickets, bookings = hall.world.clock, hall.tickets, hall.bookings
    terminal = Terminal(desk, tasks, options, clock, tickets=tickets, bookings=bookings)
    qtbot.addWidget(terminal)
    terminal.show()
    for visit in [*visits(desk), *of_the_queue(hall), *of_appointments(hall)]:
        terminal.enter(visit)
        qtbot.waitUntil(lambda: not tasks.busy)
        QApplication.processEvents()
        qtbot.waitUntil(lambda: nothing_is_cut(terminal.frame))
        least = terminal.frame.minimumSizeHint()
        where = (visit.step, terminal.frame.question.text())
        assert least.width() <= size[0], where
        assert least.height() <= size[1], where
        for area in terminal.frame.findChildren(TouchScroll):
            assert area.widget().minimumSizeHint().width() <= area.viewport().width(), (where, "cut off at the right")
        for key in terminal.frame.findChildren(QPushButton):
            assert key.isHidden() or key.height() >= terminal.room.theme.target, (where, key.text())


def test_one_thing_that_was_found_is_as_high_as_its_words(qtbot: QtBot, tasks: Tasks) -> None:
    terminal = Terminal(FakeDesk(), tasks, TerminalOptions(size=SIZES[0], idle_seconds=0), StillClock())
    qtbot.addWidget(terminal)
    terminal.show()
    terminal.enter(replace(BLANK, sought="GGCSWSXKXB").at(Step.FIND))
    qtbot.waitUntil(lambda: len(terminal.frame.findChildren(Door)) == 1)
    door = terminal.frame.findChildren(Door)[0]
    qtbot.waitUntil(lambda: door.height() == door.heightForWidth(door.width()))
