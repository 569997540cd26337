"""The boards on a desk in memory: what is read from ten metres, in which state, and that nothing is covered or cut."""

import pytest
from PySide6.QtGui import QFontMetricsF
from pytestqt.qtbot import QtBot

from kiosk.domain.calling import CROWD, CROWDED_MS, MOMENT_MS
from tests.ui.board_views import LONG, SERVICES, BoardHall
from ui.board.app import board_theme_of
from ui.board.hall import HallBoard
from ui.board.presenter import LAST, TURN_S, BoardPresenter
from ui.board.waiting import ROOM
from ui.board.window import WindowBoard
from ui.widgets.fitted import Fitted

SIZES = [(1920, 1080), (1366, 768), (3840, 2160), (1080, 1920)]
ODD_SIZES = [(1280, 1024), (1024, 768), (1600, 1600), (768, 1024), (2560, 1080)]


@pytest.fixture
def hall() -> BoardHall:
    return BoardHall()


@pytest.fixture
def presenter(hall: BoardHall) -> BoardPresenter:
    return BoardPresenter(hall.clock)


@pytest.fixture
def board(qtbot: QtBot, presenter: BoardPresenter) -> HallBoard:
    return hall_board(qtbot, presenter, (1920, 1080))


def hall_board(qtbot: QtBot, presenter: BoardPresenter, size: tuple[int, int]) -> HallBoard:
    theme = board_theme_of(size, "")
    made = HallBoard(presenter, theme)
    qtbot.addWidget(made)
    made.setStyleSheet(theme.qss())
    made.resize(*size)
    made.show()
    return made


def window_board(qtbot: QtBot, presenter: BoardPresenter, code: str = "12") -> WindowBoard:
    made = WindowBoard(presenter, board_theme_of((800, 480), code), code)
    qtbot.addWidget(made)
    made.resize(800, 480)
    made.show()
    return made


def seen(hall: BoardHall, presenter: BoardPresenter, *boards: HallBoard | WindowBoard) -> None:
    """What the hub says has come, and is shown."""
    presenter.take(hall.view())
    for board in boards:
        board.look()


def later(hall: BoardHall, presenter: BoardPresenter, ms: int) -> None:
    hall.clock.ms += ms
    presenter.turn()


def busy(hall: BoardHall, presenter: BoardPresenter, count: int = 12) -> None:
    for place in range(count):
        hall.call(f"A{place + 1:03d}", place + 1)
        presenter.take(hall.view())
        later(hall, presenter, MOMENT_MS)


def test_an_empty_hall_says_so(hall: BoardHall, presenter: BoardPresenter, board: HallBoard) -> None:
    hall.waiting = False
    seen(hall, presenter, board)
    assert board.now.silence.isVisible()
    assert board.now.silence.text == "还没有叫号"
    assert not board.now.number.isVisible()
    assert [line.count.text for line in board.waiting.lines] == ["0 人"] * ROOM


def test_before_the_hub_has_said_anything_the_foot_says_why(presenter: BoardPresenter, board: HallBoard) -> None:
    board.look()
    assert board.foot.line.text() == "正在连接大厅主机"
    presenter.trouble = "这个大厅还没有设置排队业务，请联系工作人员"
    board.look()
    assert board.foot.line.text() == presenter.trouble


def test_a_call_stands_large_with_its_window(
    qtbot: QtBot, hall: BoardHall, presenter: BoardPresenter, board: HallBoard
) -> None:
    hall.call("A001", 3)
    seen(hall, presenter, board)
    assert (board.now.number.text, board.now.place.text, board.now.service.text) == ("A001", "→ 3号窗口", "综合受理")
    assert board.now.number.colour == board_theme_of((1920, 1080), "").colour("amber")
    qtbot.waitUntil(lambda: board.now.number.pixels() > 1080 / 5)


def test_the_next_call_stands_beside_until_the_moment_is_over(
    hall: BoardHall, presenter: BoardPresenter, board: HallBoard
) -> None:
    hall.call("A001", 3)
    seen(hall, presenter, board)
    later(hall, presenter, 1_000)
    hall.call("B001", 11)
    seen(hall, presenter, board)
    assert (board.now.number.text, board.now.next[0].number.text) == ("A001", "B001")
    assert board.now.next[0].place.text == "→ 11号窗口"
    later(hall, presenter, MOMENT_MS - 1_000)
    board.look()
    assert (board.now.number.text, board.now.next[0].isVisible()) == ("B001", False)
    assert board.last.cells[0].number.text == "A001"


def test_forty_windows_at_once(hall: BoardHall, presenter: BoardPresenter, board: HallBoard) -> None:
    for window in range(1, 41):
        hall.clock.ms += 1
        hall.call(f"A{window:03d}", window)
    seen(hall, presenter, board)
    assert board.now.head.text == f"正在叫号，后面还有 {39 - CROWD} 个号"
    shown = [board.now.number.text]
    assert [one.number.text for one in board.now.next] == [f"A{number:03d}" for number in range(2, CROWD + 2)]
    while presenter.next:
        later(hall, presenter, CROWDED_MS if len(presenter.next) == CROWD else MOMENT_MS)
        board.look()
        if board.now.number.text != shown[-1]:
            shown.append(board.now.number.text)
    assert shown == [f"A{number:03d}" for number in range(1, 41)]
    assert [cell.number.text for cell in board.last.cells] == [f"A{number:03d}" for number in range(39, 31, -1)]


def test_the_last_eight_are_the_latest_first_and_missed_ones_are_marked(
    hall: BoardHall, presenter: BoardPresenter, board: HallBoard
) -> None:
    busy(hall, presenter)
    hall.stands("A010", "missed")
    seen(hall, presenter, board)
    assert [cell.number.text for cell in board.last.cells] == [f"A{number:03d}" for number in range(11, 11 - LAST, -1)]
    assert board.last.cells[1].place.text == "过号"
    assert board.last.cells[0].place.text == "11号窗口"


def test_a_missed_call_is_no_new_call(hall: BoardHall, presenter: BoardPresenter, board: HallBoard) -> None:
    hall.call("A001", 3)
    assert [one.number for one in presenter.take(hall.view())] == ["A001"]
    hall.stands("A001", "missed")
    assert presenter.take(hall.view()) == ()
    board.look()
    assert board.now.place.text == "→ 3号窗口 过号"


def test_a_recall_is_a_call(hall: BoardHall, presenter: BoardPresenter, board: HallBoard) -> None:
    busy(hall, presenter)
    hall.call("A003", 3, calls=2)
    assert [one.number for one in presenter.take(hall.view())] == ["A003"]
    board.look()
    assert board.now.number.text == "A003"


def test_a_call_that_was_taken_back_is_gone(hall: BoardHall, presenter: BoardPresenter, board: HallBoard) -> None:
    busy(hall, presenter, 2)
    del hall.called["A002"]
    seen(hall, presenter, board)
    assert board.now.number.text == "A001"


def test_a_board_that_comes_back_shows_what_it_showed_and_calls_nobody_again(hall: BoardHall, qtbot: QtBot) -> None:
    first = BoardPresenter(hall.clock)
    busy(hall, first)
    hall.clock.ms += 120_000
    again = BoardPresenter(hall.clock)
    assert again.take(hall.view()) == ()
    first.take(hall.view())
    assert (again.shown, again.next, again.last) == (first.shown, first.next, first.last)
    hall.call("A013", 13)
    hall.clock.ms += 3_000
    assert [one.number for one in BoardPresenter(hall.clock).take(hall.view())] == ["A013"]


def test_a_stale_board_says_since_when(hall: BoardHall, presenter: BoardPresenter, board: HallBoard) -> None:
    busy(hall, presenter, 2)
    hall.stale_since = "2026-11-20T01:30:00.000Z"
    seen(hall, presenter, board)
    assert board.foot.line.text() == "09:30 起没有收到大厅主机的消息，叫号请听窗口工作人员"
    assert board.foot.property("tone") == "wrong"
    assert board.now.number.text == "A002"
    hall.stale_since = "2026-11-19T09:00:00.000Z"
    seen(hall, presenter, board)
    assert board.foot.line.text().startswith("11-19 17:00 起")
    hall.stale_since = "unknown"
    seen(hall, presenter, board)
    assert board.foot.line.text().startswith("还没有收到大厅主机的消息")
    hall.stale_since = ""
    seen(hall, presenter, board)
    assert board.foot.line.text() == hall.notices[0]
    assert board.foot.property("tone") == "card"


def test_a_closed_hall_rests(hall: BoardHall, presenter: BoardPresenter, board: HallBoard) -> None:
    busy(hall, presenter, 2)
    hall.closed = "今天的业务已经结束，请改天再来"
    seen(hall, presenter, board)
    assert (board.now.silence.text, board.now.number.isVisible()) == ("休息", False)
    assert board.foot.line.text() == hall.closed


def test_time_passes_by_the_hub_clock(hall: BoardHall, presenter: BoardPresenter, board: HallBoard) -> None:
    seen(hall, presenter, board)
    assert board.top.clock.text == "11月20日 星期五 09:32"
    later(hall, presenter, 60_000)
    board.look()
    assert board.top.clock.text == "11月20日 星期五 09:33"


def test_more_businesses_than_rows_and_more_notices_than_one_take_turns(
    hall: BoardHall, presenter: BoardPresenter, board: HallBoard
) -> None:
    hall.services = (*SERVICES, "公积金", "车驾管")
    hall.notices = ("一", "二")
    pages = set()
    for _ in range(2):
        seen(hall, presenter, board)
        pages.add((board.waiting.lines[0].prefix.text, board.foot.line.text()))
        later(hall, presenter, TURN_S * 1000)
    assert {prefix for prefix, _ in pages} == {"A", "H"}
    assert {notice for _, notice in pages} == {"一", "二"}


@pytest.mark.parametrize("size", SIZES + ODD_SIZES)
def test_no_number_window_count_or_time_is_ever_cut(
    qtbot: QtBot, hall: BoardHall, presenter: BoardPresenter, size: tuple[int, int]
) -> None:
    board = hall_board(qtbot, presenter, size)
    busy(hall, presenter)
    hall.call("B128", 12)
    hall.stands("A010", "missed")
    hall.call("C128", 13)
    seen(hall, presenter, board)
    qtbot.waitUntil(lambda: board.now.next[0].number.height() > 0)
    assert (board.width(), board.height()) == size
    said = [one for one in board.findChildren(Fitted) if one.isVisible() and one.text]
    assert [one.text for one in said if not fits(one)] == []


def fits(one: Fitted) -> bool:
    return QFontMetricsF(one.face(one.pixels())).horizontalAdvance(one.text) <= one.width() + 1


@pytest.mark.parametrize("size", SIZES)
def test_the_smallest_type_is_a_thirtieth_of_the_shorter_side_and_all_of_it_fits(
    qtbot: QtBot, hall: BoardHall, presenter: BoardPresenter, size: tuple[int, int]
) -> None:
    hall.services = (*LONG, *SERVICES[2:])
    board = hall_board(qtbot, presenter, size)
    busy(hall, presenter)
    for window in range(20, 30):
        hall.call(f"B{window:03d}", window)
    hall.stale_since = "2026-11-19T09:00:00.000Z"
    seen(hall, presenter, board)
    qtbot.waitUntil(lambda: board.now.next[3].number.height() > 0)
    assert (board.width(), board.height()) == size
    said = [one for one in board.findChildren(Fitted) if one.isVisible() and one.text]
    assert min(one.pixels() for one in said) >= min(size) / 30
    assert board.foot.line.font().pixelSize() >= min(size) / 30
    assert all(board.rect().contains(one.rect().translated(one.mapTo(board, one.rect().topLeft()))) for one in said)


def test_figures_have_one_width(board: HallBoard) -> None:
    metrics = QFontMetricsF(board.now.number.face(100))
    assert len({round(metrics.horizontalAdvance(figure), 3) for figure in "0123456789"}) == 1


def test_an_estimate_is_a_range_and_a_range_of_one_is_a_number(hall: BoardHall, presenter: BoardPresenter) -> None:
    presenter.take(hall.view())
    said = [row.estimate for row in presenter.rows(ROOM)]
    assert said[:4] == ["约 5–10 分钟", "约 20–35 分钟", "", "约 10 分钟"]


def test_over_a_window(qtbot: QtBot, hall: BoardHall, presenter: BoardPresenter) -> None:
    board = window_board(qtbot, presenter)
    seen(hall, presenter, board)
    said = [(board.number.text, board.state.text)]
    for state in ("called", "serving", "finished"):
        hall.call("A128", 12, state)
        seen(hall, presenter, board)
        said.append((board.number.text, board.state.text))
    hall.paused["12"] = "系统维护，十时恢复"
    seen(hall, presenter, board)
    said.append((board.number.text, board.state.text))
    assert board.services.text == "综合受理、社保医保"
    hall.paused, hall.closed = {}, "今天的业务已经结束，请改天再来"
    seen(hall, presenter, board)
    said.append((board.number.text, board.state.text))
    assert said == [
        ("空闲", "请等候叫号"),
        ("A128", "请到本窗口办理"),
        ("A128", "正在办理"),
        ("空闲", "请等候叫号"),
        ("暂停", "系统维护，十时恢复"),
        ("休息", "今天的业务已经结束，请改天再来"),
    ]
    assert (board.label.text, board.services.text) == ("12号窗口", "综合受理、社保医保")


def test_over_a_window_that_is_not_in_the_hall(qtbot: QtBot, hall: BoardHall, presenter: BoardPresenter) -> None:
    board = window_board(qtbot, presenter, "99")
    seen(hall, presenter, board)
    assert board.state.text == "大厅里没有这个窗口"


def test_over_a_window_the_foot_is_there_only_to_say_that_it_is_stale(
    qtbot: QtBot, hall: BoardHall, presenter: BoardPresenter
) -> None:
    board = window_board(qtbot, presenter)
    seen(hall, presenter, board)
    assert not board.foot.isVisible()
    hall.stale_since = "2026-11-20T01:30:00.000Z"
    seen(hall, presenter, board)
    assert board.foot.isVisible()
