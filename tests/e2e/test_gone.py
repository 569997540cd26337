"""A stolen kiosk whose terminal stands open: told so, it wipes itself, and its screen says so and nothing else."""

from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from kiosk.app import opener
from kiosk.clock import SystemClock
from kiosk.wiping import is_wiped
from tests.support.hall import terminal as name_of
from tests.support.queue_hall import queue_hall
from tests.support.queues import rules
from ui.citizen.terminal import Terminal
from ui.gone import Gone, Word
from ui.options import TerminalOptions
from ui.tasks import Tasks
from ui.working import kiosk_at_work

PATIENCE_MS = 30_000


@pytest.mark.timeout(120)
def test_the_open_screen_of_a_wiped_machine_says_so(qtbot: QtBot, tmp_path: Path) -> None:
    with queue_hall(tmp_path, rules()) as here, ExitStack() as stack:
        data = here.enrol("kiosk", "kiosk")
        stolen = name_of(data)
        word = Word(lambda: is_wiped(data))
        desk, tickets = stack.enter_context(kiosk_at_work(data, word.hear))
        tasks = Tasks()
        stack.callback(tasks.close)
        terminal = Terminal(desk, tasks, TerminalOptions(idle_seconds=0), SystemClock(), tickets=tickets)
        word.came.connect(terminal.close_for_good)
        qtbot.addWidget(terminal)
        terminal.show()
        with opener().platform(here.folder / "platform") as machine:
            machine.service.enrolling.revoke(stolen, "被盗", wipe=True)
        qtbot.waitUntil(lambda: isinstance(terminal.centralWidget(), Gone), timeout=PATIENCE_MS)
        page = terminal.centralWidget()
        assert page is not None
        words = [one.text() for one in page.findChildren(QLabel)]
        assert words[0] == "这台机器已停用"
        assert "平台已于" in words[-1]
        assert not terminal.frame.isVisible()
        assert {one.name for one in data.iterdir()} <= {"revoked.json", "in-use"}
