"""The clerk's window with real widgets, worked by the keyboard alone."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from threading import Event
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfWriter
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from kiosk.domain.bodies import Accepted, Withdrawn
from kiosk.domain.catalogue import Item
from tests.support.portal_desk import sample_items
from tests.ui.window_desk import OFFLINE, ONLINE, FakeDesk, pdf, picture
from ui.fonts import load_fonts
from ui.tasks import Tasks
from ui.theme import window_theme
from ui.window.away import Away
from ui.window.forms import RejectForm
from ui.window.return_form import ReturnForm
from ui.window.screen import WindowScreen

TODAY = date(2026, 11, 22)
LATER = "2026-11-22T02:00:00.000Z"


@pytest.fixture(scope="module")
def items() -> dict[str, Item]:
    return sample_items()


@pytest.fixture
def desk(items: dict[str, Item], tmp_path: Path) -> FakeDesk:
    return FakeDesk(items, tmp_path)


class Clerk:
    """Two hands on a keyboard in front of a screen."""

    def __init__(self, qtbot: QtBot, screen: WindowScreen) -> None:
        self.qtbot, self.screen = qtbot, screen

    def press(self, keys: str) -> None:
        """One key, with its modifiers as Qt writes them."""
        stroke = QKeySequence(keys)[0]
        self.qtbot.keyClick(self._hand(), stroke.key(), stroke.keyboardModifiers())

    def type(self, text: str) -> None:
        self.qtbot.keyClicks(self._hand(), text)

    def open(self) -> None:
        with self.qtbot.waitSignal(self.screen.opened):
            self.press("Return")

    def settle(self, keys: str) -> None:
        """Press what sends a decision; wait for its answer and for the case as it is then."""
        with self.qtbot.waitSignals([self.screen.settled, self.screen.refreshed]):
            self.press(keys)
        self.quiet()

    def news(self) -> None:
        with self.qtbot.waitSignal(self.screen.refreshed):
            self.screen.refresh()
        self.quiet()

    def quiet(self) -> None:
        """Until nothing is on its way and what has come is laid out."""
        self.qtbot.waitUntil(lambda: not self.screen.tasks.busy)
        QApplication.processEvents()

    def _hand(self) -> QWidget:
        focus = QApplication.focusWidget()
        assert focus is not None
        return focus


@pytest.fixture
def seat(qtbot: QtBot, desk: FakeDesk, qapp: QApplication) -> Iterator[Callable[..., Clerk]]:
    """Opens the window on what the desk holds by then, in front of a clerk who has said who sits there."""
    qapp.setFont(load_fonts())
    qapp.setStyleSheet(window_theme().qss())
    begun: list[WindowScreen] = []

    def sit(size: tuple[int, int] = (1280, 1024)) -> Clerk:
        screen = WindowScreen(desk, Tasks(), window_theme(), lambda: TODAY, ZoneInfo("Asia/Shanghai"))
        begun.append(screen)
        qtbot.addWidget(screen)
        screen.resize(*size)
        with qtbot.waitExposed(screen):
            screen.show()
        screen.activateWindow()
        clerk = Clerk(qtbot, screen)
        qtbot.waitUntil(screen.sign.field.hasFocus)
        clerk.quiet()
        clerk.type("Liu Min")
        clerk.press("Return")
        return clerk

    yield sit
    for screen in begun:
        screen.rest()
        screen.tasks.close()
    qapp.setStyleSheet("")


def words(widget: QWidget) -> str:
    """Everything that can be read on it now."""
    return "\n".join(each.text() for each in widget.findChildren(QLabel) if each.isVisible())


def test_a_case_is_returned_supplemented_and_accepted_by_keyboard_alone(
    desk: FakeDesk, seat: Callable[..., Clerk]
) -> None:
    desk.hand_in("a", (desk.keep(picture(), "M1", "图.jpg"), desk.keep(pdf("制度"), "M3", "制度.pdf")))
    clerk = seat()
    clerk.open()
    clerk.press("F3")
    form = clerk.screen.decide.form
    assert isinstance(form, ReturnForm)
    assert [line.code for line in form.lines if line.tick.isChecked()] == ["M2"]
    clerk.press("Space")
    clerk.press("Tab")
    clerk.type("no scale")
    clerk.press("Ctrl+Return")
    QApplication.processEvents()
    assert "问题：no scale" in words(form)
    assert "没有写上的，以后不能再要" in words(form)
    clerk.press("Esc")
    assert form.lines[0].tick.hasFocus()
    clerk.press("Ctrl+Return")
    clerk.settle("Ctrl+Return")
    assert desk.states["a"].state == "returned"
    assert [(lack.material, lack.remark) for lack in desk.states["a"].lacking] == [
        ("M1", "no scale"),
        ("M2", "没有提交"),
    ]
    assert "已办好" in words(clerk.screen.decide)

    desk.supplement("a", desk.keep(picture(words="3"), "M2", "报告.jpg"))
    clerk.news()
    assert "此件刚有变化" in words(clerk.screen.decide)
    clerk.press("F2")
    assert "5 个工作日" in words(clerk.screen.decide)
    clerk.settle("Ctrl+Return")
    assert desk.states["a"].state == "accepted"
    clerk.press("F5")
    clerk.settle("Ctrl+Return")
    assert desk.states["a"].state == "concluded"
    assert desk.states["a"].steps[-1].detail == "准予，发给公共场所卫生许可证"


def test_a_refusal_by_the_judge_says_why_and_keeps_what_was_typed(desk: FakeDesk, seat: Callable[..., Clerk]) -> None:
    desk.hand_in("a")
    clerk = seat()
    clerk.open()
    clerk.press("F4")
    clerk.type("not ours")
    desk.before_judging = lambda: withdrawn(desk)
    clerk.settle("Ctrl+Return")
    told = words(clerk.screen.decide)
    assert "“不予受理”没有生效：此件当时已撤回" in told
    assert "现在不能不予受理" in told
    form = clerk.screen.decide.form
    assert form is not None
    assert not form.submit.isEnabled()
    assert form.typed.reason == "not ours"
    assert "已撤回" in words(clerk.screen.case.head)
    clerk.press("Ctrl+Return")
    clerk.quiet()
    assert [step.kind for step in desk.states["a"].steps] == ["case.submitted", "case.withdrawn", "case.rejected"]


def withdrawn(desk: FakeDesk) -> None:
    desk.judge("a", "case.withdrawn", Withdrawn())


def test_without_a_line_a_decision_is_noted_and_not_called_done(desk: FakeDesk, seat: Callable[..., Clerk]) -> None:
    desk.hand_in("a")
    clerk = seat()
    clerk.open()
    desk.link_now = OFFLINE
    clerk.press("F2")
    clerk.settle("Ctrl+Return")
    assert "已记下，待平台确认" in words(clerk.screen.decide)
    assert "离线" in words(clerk.screen.top)


def test_the_word_of_the_judge_takes_the_place_of_waiting_for_it(desk: FakeDesk, seat: Callable[..., Clerk]) -> None:
    desk.hand_in("a")
    clerk = seat()
    clerk.open()
    before = desk.states["a"]
    desk.link_now = OFFLINE
    clerk.press("F2")
    clerk.settle("Ctrl+Return")
    desk.link_now, desk.states["a"] = ONLINE, before
    desk.judge("a", "case.accepted", Accepted("Liu Min"))
    clerk.news()
    told = words(clerk.screen.decide)
    assert "平台有了答复：受理" in told
    assert "待平台确认" not in told


def test_a_decision_on_its_way_says_so_and_is_sent_once(desk: FakeDesk, seat: Callable[..., Clerk]) -> None:
    desk.hand_in("a")
    desk.gate = Event()
    clerk = seat()
    clerk.open()
    clerk.press("F2")
    clerk.press("Ctrl+Return")
    assert "正在提交" in words(clerk.screen.decide)
    clerk.press("Ctrl+Return")
    clerk.press("Esc")
    assert clerk.screen.decide.form is not None
    with clerk.qtbot.waitSignal(clerk.screen.settled):
        desk.gate.set()
    clerk.quiet()
    assert [step.kind for step in desk.states["a"].steps] == ["case.submitted", "case.accepted"]


def test_the_list_grows_while_one_types_and_nothing_moves(desk: FakeDesk, seat: Callable[..., Clerk]) -> None:
    for number in range(20):
        desk.hand_in(f"c{number:02}")
    clerk = seat()
    for _ in range(3):
        clerk.press("J")
    clerk.press("K")
    assert clerk.screen.queue.selected == "c02"
    clerk.open()
    clerk.press("F4")
    clerk.type("jk12/")
    scrolled = clerk.screen.queue.list.verticalScrollBar().value()
    desk.hand_in("early", at="2026-11-01T01:00:00.000Z")
    desk.hand_in("late", at=LATER)
    clerk.news()
    clerk.type("!")
    queue, form = clerk.screen.queue, clerk.screen.decide.form
    assert form is not None
    assert form.typed.reason == "jk12/!"
    assert queue.selected == "c02"
    assert queue.list.verticalScrollBar().value() == scrolled
    assert [row.case for row in queue.inbox.rows][-2:] == ["early", "late"]
    assert "2 件新到" in words(queue)
    clerk.press("Esc")
    clerk.press("N")
    assert queue.selected == "early"


def test_what_was_typed_waits_while_another_case_is_looked_at(desk: FakeDesk, seat: Callable[..., Clerk]) -> None:
    desk.hand_in("a")
    desk.hand_in("b", at=LATER)
    clerk = seat()
    clerk.open()
    clerk.press("F4")
    clerk.type("because")
    clerk.screen.queue.list.setFocus()
    clerk.press("J")
    clerk.open()
    assert clerk.screen.decide.form is None
    clerk.press("K")
    clerk.open()
    form = clerk.screen.decide.form
    assert form is not None
    assert form.decision().text == "because"


def test_searching_filters_and_esc_leads_back(desk: FakeDesk, seat: Callable[..., Clerk]) -> None:
    desk.hand_in("a", name="张㛃")
    desk.hand_in("b", name="李明", at=LATER)
    clerk = seat()
    clerk.press("/")
    clerk.type("5116-B")
    assert [row.case for row in clerk.screen.queue.inbox.rows] == ["b"]
    clerk.press("Esc")
    assert len(clerk.screen.queue.inbox.rows) == 2
    clerk.press("Alt+2")
    assert "待补正" in words(clerk.screen.queue)
    assert not clerk.screen.queue.inbox.rows
    clerk.press("Alt+1")
    clerk.press("J")
    clerk.open()


def test_materials_are_shown_page_by_page(desk: FakeDesk, seat: Callable[..., Clerk]) -> None:
    desk.hand_in("a", (desk.keep(pdf("报告", 3), "M1", "报告.pdf"), desk.keep(picture(), "M1", "图.jpg")), signed=True)
    clerk = seat()
    clerk.open()
    clerk.press("1")
    viewer = clerk.screen.case.viewer
    clerk.qtbot.waitUntil(lambda: viewer.where == "第 1 份，共 2 份 · 第 1 页，共 3 页")
    for _ in range(3):
        clerk.quiet()
        clerk.press("Right")
    clerk.quiet()
    assert viewer.where == "第 2 份，共 2 份"
    clerk.press("R")
    clerk.press("+")
    assert (viewer.canvas.turned, viewer.canvas.zoom) == (90, 1.5)
    clerk.press("0")
    assert clerk.screen.case.story.isVisible()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"%PDF-1.4 and nothing else", "打不开"),
        (b"\xff\xd8\xff\xe0 half a picture", "打不开"),
        (b"", "打不开"),
        (b"not a picture at all", "打不开"),
    ],
)
def test_a_bad_file_says_so_in_plain_words(data: bytes, told: str, desk: FakeDesk, seat: Callable[..., Clerk]) -> None:
    desk.hand_in("a", (desk.keep(data, "M1", "坏.pdf"), desk.keep(picture(), "M2", "好.jpg")))
    clerk = seat()
    clerk.open()
    clerk.press("1")
    viewer = clerk.screen.case.viewer
    clerk.qtbot.waitUntil(lambda: told in viewer.message)
    clerk.press("2")
    clerk.quiet()
    assert not viewer.message


def test_a_locked_pdf_is_called_locked(desk: FakeDesk, seat: Callable[..., Clerk], tmp_path: Path) -> None:
    desk.hand_in("a", (desk.keep(locked(tmp_path), "M1", "锁.pdf"),))
    clerk = seat()
    clerk.open()
    clerk.press("1")
    clerk.qtbot.waitUntil(lambda: "密码" in clerk.screen.case.viewer.message)


def locked(folder: Path) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret")
    writer.write(folder / "locked.pdf")
    return (folder / "locked.pdf").read_bytes()


def test_files_that_cannot_be_fetched_do_not_stop_the_work_and_come_with_the_line(
    desk: FakeDesk, seat: Callable[..., Clerk]
) -> None:
    desk.hand_in("a", tuple(desk.keep(picture(words=str(n)), f"M{n}", "图.jpg") for n in (1, 2, 3)))
    kept, desk.files = desk.files, {}
    desk.link_now = OFFLINE
    clerk = seat()
    clerk.open()
    clerk.quiet()
    assert len(desk.asked) == 1
    clerk.press("2")
    clerk.qtbot.waitUntil(lambda: "连不上平台" in clerk.screen.case.viewer.message)
    clerk.press("F2")
    clerk.settle("Ctrl+Return")
    assert desk.states["a"].state == "accepted"

    desk.files, desk.link_now = kept, ONLINE
    clerk.news()
    clerk.qtbot.waitUntil(lambda: not clerk.screen.case.viewer.message)


def test_a_twin_is_merged_with_f6(desk: FakeDesk, seat: Callable[..., Clerk]) -> None:
    desk.hand_in("a")
    desk.hand_in("b", at=LATER, twin="5116-A")
    clerk = seat()
    clerk.press("J")
    clerk.open()
    assert "与 5116-A 是同一人" in words(clerk.screen.case.head)
    clerk.press("F6")
    assert "此件并入 5116-A" in words(clerk.screen.decide)
    clerk.settle("Ctrl+Return")
    assert desk.states["b"].state == "merged"


def test_what_cannot_be_decided_now_is_said(desk: FakeDesk, seat: Callable[..., Clerk]) -> None:
    desk.hand_in("a")
    clerk = seat()
    clerk.open()
    clerk.press("F5")
    assert "现在不能这样办" in words(clerk.screen.decide)
    assert clerk.screen.decide.form is None


def test_the_notice_is_shown_or_said_to_be_missing(desk: FakeDesk, seat: Callable[..., Clerk]) -> None:
    desk.hand_in("a")
    clerk = seat()
    clerk.open()
    clerk.press("Ctrl+P")
    clerk.quiet()
    assert "还没有可打印的通知书" in words(clerk.screen.decide)
    desk.judge("a", "case.accepted", Accepted("刘敏"))
    clerk.news()
    clerk.press("Ctrl+P")
    viewer = clerk.screen.case.viewer
    clerk.qtbot.waitUntil(lambda: viewer.isVisible() and not viewer.message)


def test_form_and_material_stand_side_by_side_where_there_is_room(desk: FakeDesk, seat: Callable[..., Clerk]) -> None:
    desk.hand_in("a", (desk.keep(picture(), "M1", "图.jpg"),))
    clerk = seat((1920, 1080))
    clerk.open()
    clerk.quiet()
    assert clerk.screen.case.story.isVisible()
    assert clerk.screen.case.viewer.isVisible()
    assert not clerk.screen.case.viewer.message


def test_the_story_is_the_citizens_own(desk: FakeDesk, seat: Callable[..., Clerk]) -> None:
    desk.hand_in("a")
    clerk = seat()
    clerk.open()
    clerk.press("F2")
    clerk.settle("Ctrl+Return")
    told = words(clerk.screen.case.story)
    for line in desk.case("a").progress.lines:
        assert line.title in told


def test_the_next_officer_signs_with_another_name(desk: FakeDesk, seat: Callable[..., Clerk]) -> None:
    desk.hand_in("a")
    clerk = seat()
    assert clerk.screen.officer == "Liu Min"
    clerk.press("F9")
    clerk.press("F2")
    clerk.type("Zhao Li")
    clerk.press("Return")
    assert clerk.screen.officer == "Zhao Li"
    assert clerk.screen.queue.list.hasFocus()


@pytest.fixture
def registered(desk: FakeDesk) -> FakeDesk:
    """A region that has registered its clerks."""
    desk.clerks = {"31007": ("刘敏", "hall2026ok"), "31008": ("赵丽", "other2026ok")}
    return desk


def sign_in(clerk: Clerk, number: str, password: str) -> None:
    """At the page that asks, whatever stands there."""
    page = clerk.screen.sign
    clerk.qtbot.waitUntil(lambda: page.isVisible() and page.registered)
    clerk.quiet()
    page.field.setText(number)
    page.password.setFocus()
    clerk.type(password)
    clerk.press("Return")
    clerk.quiet()


def test_clerks_sign_in_with_a_password_where_they_are_registered(
    registered: FakeDesk, seat: Callable[..., Clerk]
) -> None:
    clerk = seat()
    page = clerk.screen.sign
    assert page.isVisible()
    sign_in(clerk, "31007", "wrong2026")
    assert page.isVisible()
    assert "工号或密码不对" in words(page)
    assert page.password.text() == ""
    sign_in(clerk, "31007", "hall2026ok")
    assert clerk.screen.work.isVisible()
    assert clerk.screen.officer == "刘敏"


def test_what_is_half_written_is_kept_for_its_own_clerk_alone(registered: FakeDesk, seat: Callable[..., Clerk]) -> None:
    registered.hand_in("a", name="张㛃")
    clerk = seat()
    sign_in(clerk, "31007", "hall2026ok")
    clerk.open()
    clerk.press("F4")
    clerk.type("not ours")
    clerk.press("F9")
    sign_in(clerk, "31008", "other2026ok")
    assert clerk.screen.case.file is None
    assert clerk.screen.decide.form is None
    clerk.press("Return")
    clerk.qtbot.waitUntil(lambda: clerk.screen.case.file is not None)
    assert clerk.screen.decide.form is None
    clerk.press("F9")
    sign_in(clerk, "31007", "hall2026ok")
    clerk.screen.open_case("a")
    clerk.quiet()
    form = clerk.screen.decide.form
    assert isinstance(form, RejectForm)
    assert "not ours" in form.field.toPlainText()


def test_whoever_leaves_the_seat_is_signed_out(registered: FakeDesk, seat: Callable[..., Clerk], qtbot: QtBot) -> None:
    registered.hand_in("a", name="张㛃")
    clerk = seat()
    sign_in(clerk, "31007", "hall2026ok")
    away = Away(clerk.screen, 0.5 / 60, clerk.screen.leave_seat)
    clerk.open()
    qtbot.waitUntil(clerk.screen.sign.isVisible)
    clerk.quiet()
    away.stop()
    assert registered.left[-1] == "idle"
    sign_in(clerk, "31007", "hall2026ok")
    assert clerk.screen.case.file is not None
