"""The window's application on a real machine: it fills by itself, decides for good, and ends without a trace."""

import json
from pathlib import Path

from PySide6.QtWidgets import QApplication

from kiosk.app import opener
from tests.support.hall import HYGIENE, example, hall, inside, kiosk, paper, synced
from ui.window.app import ClerkWindow, run_window
from ui.window.return_form import ReturnForm


def hand_in(terminal: Path, folder: Path) -> str:
    """A visit on the command line, sent to the platform; the case's id."""
    synced(terminal)
    form = folder / "form.json"
    form.write_text(json.dumps(example()), encoding="utf-8")
    scans = [(code, folder / f"{code}.pdf") for code in ("M1", "M2", "M3")]
    for code, scan in scans:
        scan.write_bytes(paper(code))
    attached = [f"--attach={code}={scan}" for code, scan in scans]
    said = kiosk("submit", "--data", terminal, "--item", HYGIENE, "--form", form, *attached)
    assert said.status == 0, said
    synced(terminal)
    return str(said.answer["case"])


def test_a_case_that_was_handed_in_appears_and_is_returned(tmp_path: Path, qapp: QApplication) -> None:
    with hall(tmp_path) as here:
        terminal, window = here.enrol("kiosk", "terminal"), here.enrol("window", "window")
        case = hand_in(terminal, tmp_path)
        with opener().open(window) as machine:
            assert run_window(machine, (1280, 1024), work) == 0
        state = inside(window, lambda machine: machine.journal.views.cases.find(case))
        synced(terminal)
        assert inside(terminal, lambda machine: machine.journal.views.cases.find(case)).state == "returned"
    assert not state.tentative
    assert [lack.material for lack in state.steps[-1].lacking] == ["M2"]
    qapp.setStyleSheet("")


def work(window: ClerkWindow) -> None:
    """A clerk waits for the case to come, looks at its material, returns it, and goes home."""
    screen = window.workplace
    screen.sign.signed.emit("刘敏")

    def came() -> None:
        if screen.queue.inbox.rows and not screen.case.file:
            screen.open_case(screen.queue.inbox.rows[0].case)

    def opened() -> None:
        screen.case.look(1)
        screen.decide.begin("return")
        form = screen.decide.form
        assert isinstance(form, ReturnForm)
        form.lines[1].tick.click()
        screen.decide.confirm()
        screen.decide.confirm()

    screen.refreshed.connect(came)
    screen.opened.connect(opened)
    screen.settled.connect(window.close)
