"""Calling at a real window behind a real hub, by real keys: nobody twice, nobody lost, with the line and without."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from kiosk.desks.calls import Calls
from kiosk.queue_desk import Called
from tests.support.call_hall import ZONE, CallHall, big_rules, call_hall
from tests.support.portal_desk import sample_items
from tests.ui.call_support import hang_up
from tests.ui.window_desk import FakeDesk
from ui.fonts import load_fonts
from ui.tasks import Tasks
from ui.theme import window_theme
from ui.window.call_place import CallPlace
from ui.window.caller import Caller
from ui.window.screen import WindowScreen

ITEMS = sample_items()


class Clerk:
    """Two hands on a keyboard; `calls` is what they look at."""

    def __init__(self, qtbot: QtBot, screen: WindowScreen, hall: CallHall) -> None:
        self.qtbot, self.screen, self.hall = qtbot, screen, hall
        assert screen.calls is not None
        self.calls: CallPlace = screen.calls

    def press(self, keys: str) -> None:
        stroke = QKeySequence(keys)[0]
        self.qtbot.keyClick(self._hand(), stroke.key(), stroke.keyboardModifiers())

    def type(self, text: str) -> None:
        self.qtbot.keyClicks(self._hand(), text)

    def does(self, *keys: str) -> None:
        """Each of them a step that is answered; time passes between them."""
        for key in keys:
            self.hall.here.later(seconds=20)
            self.press(key)
            self.quiet()

    def news(self) -> None:
        """What the exchange behind the window brings."""
        self.hall.sync()
        self.screen.refresh_calls()
        self.quiet()

    def quiet(self) -> None:
        self.qtbot.waitUntil(lambda: not self.screen.tasks.busy)
        QApplication.processEvents()

    @property
    def number(self) -> str:
        """The huge one."""
        return self.calls.strip.number

    @property
    def words(self) -> str:
        """Everything that can be read on the strip."""
        return words(self.calls.strip)

    def _hand(self) -> QWidget:
        focus = QApplication.focusWidget()
        assert focus is not None
        return focus


def words(widget: QWidget) -> str:
    return "\n".join(each.text() for each in widget.findChildren(QLabel) if each.isVisible())


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[CallHall]:
    with call_hall(tmp_path) as made:
        yield made


@pytest.fixture
def desk(tmp_path: Path) -> FakeDesk:
    return FakeDesk(ITEMS, tmp_path)


Sit = Callable[..., Clerk]


@pytest.fixture
def sit(qtbot: QtBot, qapp: QApplication, desk: FakeDesk) -> Iterator[Sit]:
    """Opens the window of a hall in front of a clerk who has said who sits there."""
    qapp.setFont(load_fonts())
    qapp.setStyleSheet(window_theme().qss())
    begun: list[Clerk] = []

    def open_window(hall: CallHall, calls: Calls | None = None) -> Clerk:
        tasks = Tasks()
        caller = Caller(calls or hall.calls, tasks, hall.now)
        screen = WindowScreen(desk, tasks, window_theme(), hall.date, ZONE, caller)
        qtbot.addWidget(screen)
        screen.resize(1280, 1024)
        clerk = Clerk(qtbot, screen, hall)
        begun.append(clerk)
        with qtbot.waitExposed(screen):
            screen.show()
        screen.activateWindow()
        qtbot.waitUntil(screen.sign.field.hasFocus)
        clerk.quiet()
        clerk.type("Liu Min")
        clerk.press("Return")
        clerk.quiet()
        return clerk

    yield open_window
    for clerk in begun:
        clerk.screen.rest()
        hang_up(clerk.hall, clerk.screen.tasks)
        clerk.screen.tasks.close()
    qapp.setStyleSheet("")


def test_a_number_with_several_matters_says_what_follows_and_goes_on(hall: CallHall, sit: Sit) -> None:
    first, second = hall.take(then=("b",)), hall.take()
    clerk = sit(hall)
    clerk.does("F8")
    assert clerk.number == first
    assert "接着办：社保" in clerk.words
    clerk.does("F11")
    assert f"{first} 办完了；{first} 接着等“社保”（2号窗口、3号窗口）" in clerk.words
    assert (hall.ticket(first).state, hall.ticket(first).service) == ("waiting", "b")
    clerk.does("F8")
    assert clerk.number == second
    assert "接着办" not in clerk.words
    other = hall.other("3")
    assert other.call_next().number == first
    assert other.seat().current == other.current()
    assert other.finish().then == ()
    assert hall.ticket(first).state == "finished"


def test_calling_the_next_one_says_where_the_one_before_goes(hall: CallHall, sit: Sit) -> None:
    first, second = hall.take(then=("b",)), hall.take()
    clerk = sit(hall)
    clerk.does("F8", "F8")
    assert clerk.number == second
    assert f"叫了 {second}；{first} 接着等“社保”" in clerk.words
    clerk.does("Ctrl+B")
    assert clerk.number == first
    assert "接着办：社保" in clerk.words


def test_by_hand_while_cut_off_the_chain_goes_on_afterwards(hall: CallHall, sit: Sit) -> None:
    first = hall.take(then=("b",))
    clerk = sit(hall)
    clerk.news()
    hall.wire.cut = True
    called = hall.calls.by_hand(first)
    assert (called.service_name, [each.service_name for each in called.then]) == ("综合", ["社保"])
    clerk.screen.refresh_calls()
    clerk.quiet()
    [served] = hall.calls.seat().by_hand
    assert (served.service_name, [each.service_name for each in served.then]) == ("综合", ["社保"])
    hall.wire.cut = False
    clerk.news()
    assert (hall.ticket(first).state, hall.ticket(first).service) == ("waiting", "b")


def test_a_citizen_is_called_served_and_done_by_one_key_each(hall: CallHall, sit: Sit) -> None:
    first, second = hall.take(priority="elder"), hall.take()
    clerk = sit(hall)
    clerk.news()
    assert "窗口空着" in clerk.words
    assert "本窗口等候 2 人" in clerk.words
    clerk.does("F8")
    assert clerk.number == first
    assert "70 岁以上优先" in clerk.words
    assert "第 1 次，共 3 次" in clerk.words
    clerk.does("F7", "F7")
    assert "第 3 次，共 3 次" in clerk.words
    clerk.does("F7")
    assert "已经叫满 3 次，请按 F12 过号" in clerk.words
    clerk.does("F10")
    assert "正在办理" in clerk.words
    clerk.does("F11")
    assert clerk.number == ""
    clerk.does("F8")
    assert clerk.number == second
    assert [hall.ticket(one).state for one in (first, second)] == ["finished", "called"]


def test_who_does_not_come_is_missed_held_or_sent_on_and_comes_back(hall: CallHall, sit: Sit) -> None:
    numbers = [hall.take() for _ in range(4)]
    clerk = sit(hall)
    clerk.does("F8", "F12", "F8", "F10", "Ctrl+G", "F8")
    assert [hall.ticket(one).state for one in numbers] == ["missed", "held", "called", "waiting"]
    clerk.does("Ctrl+T")
    clerk.type("shebao")
    assert clerk.calls.picker.list.currentIndex().row() == -1
    clerk.press("Return")
    assert clerk.calls.picker.isVisible()
    clerk.press("Ctrl+A")
    clerk.type("2")
    clerk.does("Return")
    assert (hall.ticket(numbers[2]).window, hall.ticket(numbers[2]).state) == ("2", "waiting")
    clerk.press("Ctrl+Q")
    assert clerk.calls.picker.list.model().rowCount() == 2
    clerk.type(numbers[0])
    clerk.does("Return")
    assert clerk.number == numbers[0]
    assert hall.ticket(numbers[0]).state == "called"


def test_a_key_pressed_twice_calls_once(hall: CallHall, sit: Sit) -> None:
    """While the first press is on its way, and again just after it was answered."""
    first, second = hall.take(), hall.take()
    gate, slow = Event(), SlowCalls(hall.calls)
    slow.gate = gate
    clerk = sit(hall, slow)
    clerk.press("F8")
    assert "正在叫下一个…" in clerk.words
    clerk.press("F8")
    clerk.press("F7")
    gate.set()
    clerk.quiet()
    assert clerk.number == first
    clerk.press("F8")
    clerk.quiet()
    assert f"刚刚叫了 {first}，没有再叫" in clerk.words
    assert [hall.ticket(one).state for one in (first, second)] == ["called", "waiting"]
    clerk.does("F8")
    assert clerk.number == second


class SlowCalls(Calls):
    """A desk whose line is slow while its gate is shut."""

    def __init__(self, calls: Calls) -> None:
        self.__dict__.update(calls.__dict__)
        self.gate = Event()

    def call_next(self) -> Called:
        assert self.gate.wait(10)
        return super().call_next()


def test_a_call_by_mistake_is_put_back_and_whom_it_sent_home_is_here_again(hall: CallHall, sit: Sit) -> None:
    first, second = hall.take(), hall.take()
    clerk = sit(hall)
    clerk.does("F8", "F10", "F8")
    assert [hall.ticket(one).state for one in (first, second)] == ["finished", "called"]
    clerk.does("Ctrl+B")
    assert clerk.number == first
    assert "正在办理" in clerk.words
    assert [hall.ticket(one).state for one in (first, second)] == ["serving", "waiting"]
    clerk.does("Ctrl+B")
    assert "只有刚叫、还没有开始办理的号可以退回" in clerk.words
    assert hall.other("2").call_next().number == second


def test_a_pause_has_a_reason_and_nobody_is_called_in_it(hall: CallHall, sit: Sit) -> None:
    hall.take()
    clerk = sit(hall)
    clerk.does("Ctrl+S", "Down", "Return")
    assert "暂停叫号：离开片刻" in clerk.words
    assert hall.today().windows["1"].paused == "离开片刻"
    clerk.does("F8")
    assert "按 Ctrl+S 恢复" in clerk.words
    clerk.does("Ctrl+S")
    clerk.does("Ctrl+S")
    clerk.type("visitor")
    clerk.does("Return")
    assert hall.today().windows["1"].paused == "visitor"


def test_without_the_hub_a_window_goes_on_by_hand_and_there_is_one_history(hall: CallHall, sit: Sit) -> None:
    numbers = [hall.take() for _ in range(5)]
    other = hall.other("2")
    clerk = sit(hall)
    clerk.does("F8", "F10")
    hall.wire.cut = True
    clerk.does("F8")
    assert clerk.number == numbers[0]
    assert "现在连不上大厅主机，这一步没有做" in clerk.words
    assert "连不上大厅主机，今天 10:0" in clerk.words
    clerk.does("F7")
    assert "连不上大厅主机，暂时不能重叫" in clerk.words
    clerk.does("F8")
    clerk.type("A9x")
    clerk.does("Return")
    assert "号码是字母加数字" in clerk.words
    clerk.does("F8")
    assert clerk.calls.picker.field.text() == "A9x"
    clerk.press("Ctrl+A")
    clerk.type("a2")
    clerk.does("Return")
    assert clerk.number == numbers[1]
    assert "手工办理" in clerk.words
    assert "手工 1 个待并入：A002" in clerk.words
    assert other.call_next().number == numbers[1]
    hall.wire.cut = False
    hall.here.later(seconds=20)
    clerk.news()
    assert clerk.number == numbers[1], "nothing moves under the hand"
    assert "别的窗口也叫过" in clerk.words
    assert "连不上" not in clerk.words
    states = [(hall.ticket(one).state, hall.ticket(one).hand, hall.ticket(one).twice) for one in numbers[:3]]
    assert states == [("finished", "", False), ("finished", "1", True), ("waiting", "", False)]
    clerk.does("F8")
    assert clerk.number == numbers[2]


def test_what_is_so_without_a_line_is_seen_at_once_and_heard_later(hall: CallHall, sit: Sit) -> None:
    first, _ = hall.take(), hall.take()
    clerk = sit(hall)
    clerk.does("F8")
    hall.wire.cut = True
    clerk.does("F10")
    assert "A001 开始办理" in clerk.words
    clerk.does("F11")
    assert clerk.number == ""
    assert hall.ticket(first).state == "called"
    clerk.does("F7")
    hall.wire.cut = False
    hall.here.later(seconds=20)
    clerk.news()
    assert hall.ticket(first).state == "finished"
    assert "空闲，可以叫号" in clerk.words
    assert "大厅主机连上了" in clerk.words


def test_a_call_whose_answer_was_lost_calls_nobody(hall: CallHall, sit: Sit) -> None:
    first, second = hall.take(), hall.take()
    clerk = sit(hall)
    clerk.does("F8", "F10")
    hall.wire.lose_answers = True
    clerk.does("F8")
    assert hall.ticket(second).state == "called", "the hub heard it"
    hall.wire.lose_answers = False
    hall.here.later(seconds=20)
    clerk.news()
    assert [hall.ticket(one).state for one in (first, second)] == ["serving", "waiting"]
    assert clerk.number == first


def test_a_killed_window_comes_back_to_whom_it_was_serving(hall: CallHall, sit: Sit) -> None:
    first = hall.take()
    clerk = sit(hall)
    clerk.does("F8", "F10")
    again = sit(hall)
    assert again.number == first
    assert "正在办理" in again.words


def test_which_window_it_is_is_chosen_once_among_forty(
    tmp_path: Path, sit: Sit, expect_log: Callable[[str], None]
) -> None:
    with call_hall(tmp_path, "", big_rules()) as hall:
        clerk = sit(hall)
        picker = clerk.calls.picker
        assert picker.list.model().rowCount() == 40
        clerk.type("17")
        assert picker.list.model().rowCount() == 1
        clerk.does("Return")
        assert "17号窗口" in clerk.words
        assert hall.machine.journal.meta("window") == "17"
        clerk.does("Ctrl+W")
        clerk.does("Escape")
        assert "17号窗口" in clerk.words
        hang_up(clerk.hall, clerk.screen.tasks)


def test_other_windows_are_seen_without_touching_anything(hall: CallHall, sit: Sit) -> None:
    numbers = [hall.take() for _ in range(3)]
    clerk = sit(hall)
    hall.other("2").call_next()
    clerk.news()
    assert "本窗口等候 2 人" in clerk.words
    assert f"{numbers[1]}  {numbers[2]}" in clerk.words
    hall.close_day()
    clerk.news()
    assert "今天的叫号已经结束" in clerk.words
    clerk.does("F8")
    assert clerk.number == ""


def test_letters_in_a_field_stay_letters_and_keys_under_a_sheet_rest(hall: CallHall, desk: FakeDesk, sit: Sit) -> None:
    hall.take()
    desk.hand_in("a")
    clerk = sit(hall)
    clerk.press("/")
    clerk.type("gqts")
    assert clerk.screen.queue.search.text() == "gqts"
    clerk.press("F1")
    assert clerk.screen.sheet.isVisible()
    clerk.does("F8")
    assert clerk.number == ""
    clerk.press("Escape")
    assert clerk.screen.queue.search.hasFocus()
    clerk.does("F8")
    assert clerk.number == "A001"


def test_the_case_of_whom_was_called_opens_beside_the_number(hall: CallHall, desk: FakeDesk, sit: Sit) -> None:
    desk.hand_in("first")
    desk.hand_in("other")
    hall.take(receipt="5116-FIRST")
    hall.take(receipt="5116-OTHER")
    hall.take(receipt="5116-ELSEWHERE")
    clerk = sit(hall)
    clerk.does("F8")
    assert clerk.screen.case.file is not None
    assert clerk.screen.case.file.state.case == "first"
    clerk.press("F4")
    clerk.does("F8")
    assert clerk.screen.case.file.state.case == "first", "a form in hand stays"
    assert "有办件，按 Ctrl+O" in clerk.words
    clerk.does("Ctrl+O")
    assert clerk.screen.case.file.state.case == "other"
    clerk.does("F8")
    assert "5116-ELSEWHERE 不在本窗口的办件里" in clerk.words


def test_the_next_press_may_come_soon_after_a_slip(hall: CallHall, sit: Sit) -> None:
    """The calm after a call is short: a clerk who means it is not held up."""
    first, second = hall.take(), hall.take()
    clerk = sit(hall)
    clerk.press("F8")
    clerk.quiet()
    hall.here.clock.at += timedelta(seconds=2)
    clerk.press("F8")
    clerk.quiet()
    assert clerk.number == second
    assert hall.ticket(first).state == "finished"
