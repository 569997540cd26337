"""Nothing is cut off: every screen fits every size, in the usual type and in elder mode, in both languages."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from tests.support.scans import photo_bytes
from tests.ui.support import HYGIENE, FakeDesk, StillClock, example
from ui.citizen.presenters.handing_in import draft
from ui.citizen.terminal import Terminal
from ui.citizen.visit import BLANK, Step, Visit
from ui.fonts import load_fonts
from ui.options import TerminalOptions
from ui.tasks import Tasks

SIZES = [(1080, 1920), (1920, 1080), (1280, 1024)]


@pytest.fixture(scope="module", autouse=True)
def our_fonts(qapp: QApplication) -> Iterator[None]:
    before = qapp.font()
    qapp.setFont(load_fonts())
    yield
    qapp.setFont(before)


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
def test_every_screen_fits(qtbot: QtBot, tasks: Tasks, size: tuple[int, int], elder: bool, language: str) -> None:
    desk = FakeDesk()
    options = TerminalOptions(size=size, elder=elder, idle_seconds=0, language=language)
    terminal = Terminal(desk, tasks, options, StillClock())
    qtbot.addWidget(terminal)
    terminal.show()
    for visit in visits(desk):
        terminal.enter(visit)
        qtbot.waitUntil(lambda: not tasks.busy)
        QApplication.processEvents()
        least = terminal.frame.minimumSizeHint()
        where = (visit.step, terminal.frame.question.text())
        assert least.width() <= size[0], where
        assert least.height() <= size[1], where
        for key in terminal.frame.findChildren(QPushButton):
            assert key.isHidden() or key.height() >= terminal.room.theme.target, (where, key.text())
