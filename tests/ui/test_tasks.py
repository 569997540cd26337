"""Work leaves the UI thread and comes back to it, or to nobody."""

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from kiosk.errors import Fault, Refused
from tests.support.guards import ExpectLog
from ui.tasks import Tasks, Trouble


@pytest.fixture
def parent(qtbot: QtBot) -> QObject:
    return QObject()


def _raise(error: Exception) -> Callable[[], None]:
    def work() -> None:
        raise error

    return work


def test_work_runs_elsewhere_and_its_result_comes_home(qtbot: QtBot, tasks: Tasks, parent: QObject) -> None:
    seen: list[tuple[str, str]] = []
    op = tasks.op(parent, lambda: threading.current_thread().name)
    op.success(lambda name: seen.append((name, threading.current_thread().name)))
    qtbot.waitUntil(lambda: bool(seen))
    assert seen[0][0].startswith("desk")
    assert seen[0][1] == threading.main_thread().name


def test_the_desk_has_one_thread_and_keeps_the_order(qtbot: QtBot, tasks: Tasks, parent: QObject) -> None:
    seen: list[int] = []
    threads: set[str] = set()
    for number in range(20):
        op = tasks.op(parent, lambda number=number: (number, threading.current_thread().name))
        op.success(lambda got: (seen.append(got[0]), threads.add(got[1])))
    qtbot.waitUntil(lambda: len(seen) == 20)
    assert seen == list(range(20))
    assert len(threads) == 1


def test_waiting_on_the_line_does_not_hold_up_the_desk(qtbot: QtBot, tasks: Tasks, parent: QObject) -> None:
    let_go, seen = threading.Event(), list[str]()
    tasks.op(parent, lambda: let_go.wait(10), "line").success(lambda _: seen.append("line"))
    tasks.op(parent, lambda: None).success(lambda _: seen.append("desk"))
    qtbot.waitUntil(lambda: seen == ["desk"])
    let_go.set()
    qtbot.waitUntil(lambda: seen == ["desk", "line"])


@pytest.mark.parametrize("error", [Refused("no", "不行"), Fault("paper", "没有纸", "添纸")])
def test_refusals_and_faults_are_told_as_they_are(
    qtbot: QtBot, tasks: Tasks, parent: QObject, error: Refused | Fault
) -> None:
    told: list[Trouble] = []
    tasks.op(parent, _raise(error)).failure(told.append)
    qtbot.waitUntil(lambda: bool(told))
    assert told == [error]


def test_a_bug_is_logged_and_apologised_for(qtbot: QtBot, tasks: Tasks, parent: QObject, expect_log: ExpectLog) -> None:
    expect_log("a task failed")
    told: list[Trouble] = []
    tasks.op(parent, _raise(ZeroDivisionError("secret detail"))).failure(told.append)
    qtbot.waitUntil(lambda: bool(told))
    assert isinstance(told[0], Fault)
    assert "secret" not in told[0].message


def test_what_nobody_hears_is_still_said(qtbot: QtBot, tasks: Tasks, parent: QObject) -> None:
    refused = Refused("no", "不行")
    with qtbot.waitSignal(tasks.unheard) as heard:
        tasks.op(parent, _raise(refused))
    assert heard.args == [refused]


def test_a_screen_that_is_gone_hears_nothing(qtbot: QtBot, tasks: Tasks, parent: QObject) -> None:
    let_go, seen = threading.Event(), list[object]()
    tasks.op(parent, lambda: let_go.wait(10)).success(seen.append)
    delete(parent)
    let_go.set()
    qtbot.waitUntil(lambda: not tasks.busy)
    assert seen == []


def test_closing_waits_for_what_has_begun_and_drops_the_rest(qtbot: QtBot, parent: QObject) -> None:
    tasks, ran = Tasks(), list[int]()
    begun, let_go = threading.Event(), threading.Event()
    tasks.op(parent, lambda: (begun.set(), let_go.wait(10), ran.append(1)))
    tasks.op(parent, lambda: ran.append(2))
    begun.wait(10)
    threading.Timer(0.01, let_go.set).start()
    tasks.close()
    assert ran == [1]


def test_after_the_end_nothing_begins(parent: QObject, tasks: Tasks) -> None:
    ran = threading.Event()
    tasks.close()
    tasks.op(parent, ran.set)
    assert not tasks.busy
    assert not ran.is_set()
