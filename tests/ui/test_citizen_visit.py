"""A citizen's visit through the real widgets, from the first touch to the receipt, with the line down."""

import os
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from kiosk.domain.bodies import Lacking
from kiosk.domain.schema import value_at
from kiosk.errors import Fault
from tests.support.scans import photo, photo_bytes
from tests.ui.support import CASE, HYGIENE, FakeDesk, example
from ui.citizen.adding import Adding, Drop, newest_scan
from ui.citizen.done import DoneScreen
from ui.citizen.find import FindScreen
from ui.citizen.form import FormScreen
from ui.citizen.idle import IdleWarning
from ui.citizen.materials import MaterialsScreen
from ui.citizen.overlay import Overlay
from ui.citizen.presenters.answers import IDENTITY
from ui.citizen.presenters.handing_in import draft
from ui.citizen.presenters.idle import Idle
from ui.citizen.progress import ProgressScreen
from ui.citizen.sign import SignScreen
from ui.citizen.terminal import Terminal
from ui.citizen.visit import BLANK, Step, Visit
from ui.tasks import Tasks
from ui.widgets.buttons import Door
from ui.widgets.fields import Editor, TextEditor

T = TypeVar("T")


def press(holder: QWidget, name: str) -> None:
    """Touch the key that is named, or worded, so."""
    QApplication.processEvents()  # what was just put up becomes visible
    for key in holder.findChildren(QPushButton):
        if key.isVisible() and name in (key.objectName(), key.accessibleName(), key.text().strip()):
            bring_into_sight(key)
            QTest.mouseClick(key, Qt.MouseButton.LeftButton)
            return
    raise AssertionError(f"no key {name}")


def bring_into_sight(widget: QWidget) -> None:
    """Scroll to it, as a person would."""
    around: QObject | None = widget
    while around := around.parent() if around else None:
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(widget)


def screen(terminal: Terminal, kind: type[T]) -> T:
    assert isinstance(terminal.screen_now, kind)
    return terminal.screen_now


def forward(terminal: Terminal) -> None:
    QTest.mouseClick(terminal.frame.forward_button, Qt.MouseButton.LeftButton)


def fill(terminal: Terminal, at: str, text: str) -> None:
    """Put `text` into the field at the pointer `at`, as a keyboard for pinyin does."""
    made = terminal.findChild(Editor, at)
    assert isinstance(made, TextEditor)
    QApplication.processEvents()
    made.line.clear()
    typed = QInputMethodEvent()
    typed.setCommitString(text)
    QApplication.sendEvent(made.line, typed)


def sign(terminal: Terminal) -> None:
    pad = screen(terminal, SignScreen).pad
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    for x in range(150, 700, 50):
        QTest.mouseMove(pad, QPoint(x, 100 + x % 150))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(700, 200))


def full(desk: FakeDesk, form: bool = True) -> Visit:
    """A visit with everything but a signature."""
    item = desk.item(HYGIENE)
    visit = BLANK.at(Step.FIND).choose(item)
    for code in ("M1", "M2", "M3"):
        visit = visit.attach(desk.keep_bytes(photo_bytes(f"{code}.png"), f"{code}.png", code))
    return visit.answer(example(item)) if form else visit


def handed_in(qtbot: QtBot, terminal: Terminal, desk: FakeDesk) -> str:
    """A case that is in; its receipt's number."""
    visit = full(desk)
    return desk.hand_in(draft(visit, visit.form, "")).receipt


def test_a_whole_visit(qtbot: QtBot, terminal: Terminal, desk: FakeDesk, tasks: Tasks, scans: Path) -> None:
    press(terminal, "find")
    for letter in "GGCSWSXKXB":
        press(terminal, letter)
    qtbot.waitUntil(lambda: terminal.findChild(Door, HYGIENE) is not None)
    qtbot.waitUntil(lambda: not tasks.busy)
    terminal.findChild(Door, HYGIENE).click()
    qtbot.waitUntil(lambda: terminal.visit.step is Step.GUIDE)
    assert terminal.frame.question.text() == "公共场所卫生许可新办审批（县级）"
    press(terminal, "已备好")
    assert terminal.visit.readiness == {"M1": "have"}
    forward(terminal)

    fill(terminal, "/applicant/name", "𬱖㛃")
    fill(terminal, "/applicant/id_number", "511602199003070010")
    fill(terminal, "/applicant/mobile", "13800013801")
    forward(terminal)
    assert terminal.visit.step is Step.IDENTIFY
    terminal.findChild(QPushButton, "consent").click()
    forward(terminal)

    wanted = example(desk.item(HYGIENE))
    while terminal.visit.step is Step.FORM:
        page = terminal.visit.page
        asking, answered = screen(terminal, FormScreen).asking, set[str]()
        while open_fields := set(asking.editors) - answered:
            at = min(open_fields)
            asking.editors[at].set_value(value_at(wanted, at))
            asking.editors[at].changed.emit()
            answered.add(at)
        forward(terminal)
        assert (terminal.visit.page, terminal.visit.step) != (page, Step.FORM)

    for code in ("M1", "M2"):
        assert not terminal.frame.forward_button.isEnabled()
        photo(scans / f"{code}.png")
        terminal.findChild(Adding, f"add-{code}")._take_scan()
        qtbot.waitUntil(lambda code=code: any(each.material == code for each in terminal.visit.attachments))
    forward(terminal)
    assert terminal.visit.step is Step.REVIEW
    forward(terminal)
    assert not terminal.frame.forward_button.isEnabled()
    sign(terminal)
    forward(terminal)
    qtbot.waitUntil(lambda: terminal.visit.step is Step.DONE)

    draft = desk.drafts[0]
    assert draft.form["applicant"]["name"] == "𬱖㛃"
    assert draft.form["organisation"] == wanted["organisation"]
    assert desk.blobs[draft.signature].startswith(b"\x89PNG")
    done = screen(terminal, DoneScreen)
    assert done.receipt.tentative
    press(terminal, "打印回执")
    qtbot.waitUntil(lambda: desk.printed == [done.receipt.receipt])
    desk.online = True
    done._ask()
    qtbot.waitUntil(lambda: done.platform.words == "平台已收到")
    with qtbot.waitSignal(terminal.wiped):
        forward(terminal)
    assert (terminal.visit, desk.visits_ended) == (BLANK, 1)


def test_a_wrong_field_is_said_where_it_is(terminal: Terminal, desk: FakeDesk) -> None:
    terminal.enter(full(desk, form=False).at(Step.IDENTIFY))
    fill(terminal, "/applicant/name", "张三")
    fill(terminal, "/applicant/id_number", "511602199003070011")
    forward(terminal)
    problems = {at: terminal.findChild(Editor, at).problem for at in IDENTITY}
    assert [at for at, problem in problems.items() if problem] == ["/applicant/id_number", "/applicant/mobile"]
    made = terminal.findChild(Editor, "/applicant/id_number")
    assert isinstance(made, TextEditor)
    assert terminal.focusWidget() is made.line


def test_what_was_entered_survives_back_and_forth_elder_mode_and_language(terminal: Terminal, desk: FakeDesk) -> None:
    terminal.enter(full(desk).at(Step.FORM))
    fill(terminal, "/organisation/name", "广安区新店")
    press(terminal, "长辈模式")
    press(terminal, "English")
    terminal.frame.back.emit()
    assert terminal.visit.step is Step.IDENTIFY
    terminal.enter(terminal.visit.at(Step.FORM))
    made = terminal.findChild(Editor, "/organisation/name")
    assert made.value() == "广安区新店"
    assert terminal.visit.attachments == full(desk).attachments


def test_a_change_from_the_review_returns_to_it(qtbot: QtBot, terminal: Terminal, desk: FakeDesk) -> None:
    terminal.enter(full(desk).at(Step.REVIEW))
    qtbot.waitUntil(lambda: any(key.accessibleName() == "改接待规模" for key in terminal.findChildren(QPushButton)))
    press(terminal, "改接待规模")
    fill(terminal, "/guests_peak", "61")
    forward(terminal)
    assert terminal.visit.step is Step.REVIEW
    assert terminal.visit.form["guests_peak"] == 61


def test_a_change_that_opens_a_question_leads_there(terminal: Terminal, desk: FakeDesk) -> None:
    visit = full(desk)
    terminal.enter(visit.answer({**visit.form, "central_air": True}).at(Step.REVIEW))
    forward(terminal)
    assert terminal.visit.step is Step.FORM
    assert terminal.findChild(Editor, "/air_kind") is not None


def test_fields_appear_as_one_answers(terminal: Terminal, desk: FakeDesk) -> None:
    terminal.enter(full(desk).mend(Step.FORM, 3))
    assert terminal.findChild(Editor, "/air_kind") is None
    switch = terminal.findChild(Editor, "/central_air")
    press(switch, "是")
    asking = screen(terminal, FormScreen).asking
    places = [asking.box.indexOf(made) for made in (switch, asking.editors["/air_kind"])]
    assert places[0] < places[1]


def test_a_picture_comes_from_the_phone(qtbot: QtBot, terminal: Terminal, desk: FakeDesk) -> None:
    terminal.enter(full(desk).at(Step.MATERIALS))
    before = terminal.visit.attachments
    qtbot.waitUntil(lambda: terminal.findChild(Adding, "add-M3") is not None)
    terminal.findChild(Adding, "add-M3")._open_drop()
    qtbot.waitUntil(lambda: terminal.findChild(Drop) is not None)
    next(iter(desk.drops.values())).append(("手机.png", photo_bytes("手机.png")))
    terminal.findChild(Drop)._ask()
    qtbot.waitUntil(lambda: len(terminal.visit.attachments) == len(before) + 1)
    assert terminal.visit.attachments[-1].material == "M3"


def test_a_file_that_is_none_is_refused_and_nothing_is_lost(
    qtbot: QtBot, terminal: Terminal, desk: FakeDesk, scans: Path
) -> None:
    terminal.enter(full(desk).at(Step.MATERIALS))
    (scans / "broken.png").write_bytes(b"no picture at all")
    before = terminal.visit
    screen(terminal, MaterialsScreen).findChild(Adding, "add-M1")._take_scan()
    qtbot.waitUntil(lambda: bool(terminal.frame.banner.words))
    assert terminal.visit.attachments == before.attachments


def test_an_empty_scanner_says_what_to_do(qtbot: QtBot, terminal: Terminal, desk: FakeDesk) -> None:
    terminal.enter(full(desk).at(Step.MATERIALS))
    adding = terminal.findChild(Adding, "add-M1")
    with qtbot.waitSignal(adding.working, check_params_cb=lambda words: "扫描仪还没有" in words):
        adding._take_scan()


def test_a_scan_that_goes_while_one_looks_hides_no_other(tmp_path: Path) -> None:
    assert newest_scan(tmp_path / "no folder yet") is None
    (tmp_path / "renamed.pdf").symlink_to("by the scanner")
    assert newest_scan(tmp_path) is None
    for n, name in enumerate(("first.PDF", "last.jpg", "notes.txt")):
        (tmp_path / name).write_bytes(b"a page")
        os.utime(tmp_path / name, (n, n))
    assert newest_scan(tmp_path) == tmp_path / "last.jpg"


def test_a_full_disk_is_said_before_anything_is_promised(qtbot: QtBot, terminal: Terminal, desk: FakeDesk) -> None:
    desk.trouble = Fault("disk_full", "本机存不下了，这一件没有提交。", "请叫工作人员。")
    terminal.enter(full(desk).at(Step.SIGN))
    sign(terminal)
    forward(terminal)
    qtbot.waitUntil(lambda: "没有提交" in terminal.frame.banner.words)
    assert terminal.visit.step is Step.SIGN
    desk.trouble = None
    forward(terminal)
    qtbot.waitUntil(lambda: terminal.visit.step is Step.DONE)
    assert len(desk.drafts) == 1


def test_two_touches_hand_in_once(qtbot: QtBot, terminal: Terminal, desk: FakeDesk) -> None:
    terminal.enter(full(desk).at(Step.SIGN))
    sign(terminal)
    forward(terminal)
    terminal.screen_now.forward()
    qtbot.waitUntil(lambda: terminal.visit.step is Step.DONE)
    assert len(desk.drafts) == 1


def test_a_printer_without_paper_leaves_the_receipt_standing(qtbot: QtBot, terminal: Terminal, desk: FakeDesk) -> None:
    visit = full(desk)
    terminal.enter(visit.handed_in(desk.hand_in(draft(visit, visit.form, ""))))
    desk.trouble = Fault("paper", "打印机没有纸。", "请叫工作人员添纸。")
    press(terminal, "打印回执")
    qtbot.waitUntil(lambda: "添纸" in terminal.frame.banner.words)
    assert screen(terminal, DoneScreen).print_key.isEnabled()


def test_a_scanned_code_shows_the_case(qtbot: QtBot, terminal: Terminal, desk: FakeDesk) -> None:
    """A scanner types what it reads and ends with Enter."""
    number = handed_in(qtbot, terminal, desk)
    press(terminal, "progress")
    follow = screen(terminal, ProgressScreen)
    assert terminal.focusWidget() is follow.line
    QTest.keyClicks(follow.line, desk.qr(CASE.format(0)))
    QTest.keyClick(follow.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: follow.found is not None)
    assert follow.line.text() == number


def test_a_case_is_withdrawn_after_one_question(qtbot: QtBot, terminal: Terminal, desk: FakeDesk) -> None:
    number = handed_in(qtbot, terminal, desk)
    terminal.enter(BLANK.at(Step.PROGRESS))
    follow = screen(terminal, ProgressScreen)
    follow.line.setText(number)
    press(terminal, "seek")
    qtbot.waitUntil(lambda: follow.found is not None)
    qtbot.waitUntil(lambda: terminal.findChild(QPushButton, "withdraw").isVisible())
    press(terminal, "withdraw")
    press(terminal.findChild(Overlay), "撤回")
    qtbot.waitUntil(lambda: follow.found is not None and follow.found.state == "withdrawn")
    assert terminal.findChild(QPushButton, "withdraw") is None or not follow.found.can_withdraw


def test_a_returned_case_is_completed_at_the_kiosk(
    qtbot: QtBot, terminal: Terminal, desk: FakeDesk, scans: Path
) -> None:
    number = handed_in(qtbot, terminal, desk)
    desk.return_for(CASE.format(0), Lacking("M2", "检测报告", "每一页都清晰"))
    terminal.enter(BLANK.at(Step.PROGRESS))
    follow = screen(terminal, ProgressScreen)
    follow.line.setText(number)
    press(terminal, "seek")
    qtbot.waitUntil(lambda: follow.found is not None)
    photo(scans / "补.png")
    follow.findChild(Adding, "add-M2")._take_scan()
    qtbot.waitUntil(lambda: follow.send.isEnabled())
    press(terminal, "send")
    qtbot.waitUntil(lambda: follow.found is not None and follow.found.state == "supplemented")


def test_nobody_there_ends_in_a_wipe(qtbot: QtBot, desk: FakeDesk, terminal: Terminal) -> None:
    terminal.idle.idle = Idle(limit=2, warn=2)
    terminal.enter(full(desk).at(Step.FORM))
    for _ in range(2):
        terminal.idle.tick()
    warning = terminal.findChild(IdleWarning)
    press(warning, "我还在，继续办")
    assert terminal.visit.form
    with qtbot.waitSignal(terminal.wiped):
        for _ in range(4):
            terminal.idle.tick()
    assert (terminal.visit, desk.visits_ended) == (BLANK, 1)


def test_leaving_asks_first_and_then_wipes(qtbot: QtBot, desk: FakeDesk, terminal: Terminal) -> None:
    terminal.enter(full(desk).at(Step.FORM))
    press(terminal, "退出")
    press(terminal.findChild(Overlay), "继续办")
    assert terminal.visit.form
    press(terminal, "退出")
    with qtbot.waitSignal(terminal.wiped):
        press(next(each for each in terminal.findChildren(Overlay) if each.isVisible()), "清除并退出")
    assert terminal.visit == BLANK


def test_late_results_of_a_search_are_not_shown(qtbot: QtBot, terminal: Terminal, tasks: Tasks) -> None:
    press(terminal, "find")
    find = screen(terminal, FindScreen)
    for text in ("公共场所", "公共场所卫生许可新办", "护士"):
        find.line.setText(text)
    qtbot.waitUntil(lambda: not tasks.busy)
    QApplication.processEvents()
    shown = [door.accessibleName() for door in find.results.findChildren(Door) if door.isVisible()]
    assert shown
    assert all("护士" in name for name in shown)


def test_what_reaches_the_window_or_the_field_counts_as_a_touch(qtbot: QtBot, terminal: Terminal) -> None:
    terminal.activateWindow()
    qtbot.waitUntil(terminal.isActiveWindow)
    waiting = Idle(limit=9, warn=2).tick()
    qtbot.waitUntil(lambda: not terminal.idle.starting)

    terminal.idle.idle = waiting
    QTest.mouseClick(terminal.windowHandle(), Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert terminal.idle.idle == waiting.touched() != waiting

    press(terminal, "find")
    qtbot.waitUntil(screen(terminal, FindScreen).line.hasFocus)
    terminal.idle.idle = waiting
    typed = QInputMethodEvent()
    typed.setCommitString("证")
    QApplication.sendEvent(QApplication.focusObject(), typed)
    assert terminal.idle.idle == waiting.touched()

    terminal.idle.idle = waiting
    QTest.keyClick(terminal.windowHandle(), Qt.Key.Key_A)
    assert terminal.idle.idle == waiting.touched()


@pytest.mark.parametrize("at", ["/organisation/name", "/organisation/address"])
def test_more_than_a_field_takes_is_said_not_dropped_in_silence(
    qtbot: QtBot, terminal: Terminal, desk: FakeDesk, at: str
) -> None:
    terminal.enter(full(desk, form=False).at(Step.FORM))
    made = terminal.findChild(Editor, at)
    assert isinstance(made, TextEditor)
    QApplication.clipboard().setText("大" * 10_000_000)
    made.line.setFocus()
    QTest.keySequence(made.line, QKeySequence("Ctrl+V"))
    qtbot.waitUntil(lambda: f"最多 {made.view.longest} 个字" in made.problem)
    assert len(str(made.value())) == made.view.longest
    QTest.keyClick(made.line, Qt.Key.Key_Backspace)
    assert not made.problem
