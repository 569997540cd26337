"""The guards of tests/conftest.py catch what they are there for, and nothing else."""

import re
from pathlib import Path

import pytest

HERE = Path(__file__).resolve()
ROOT = HERE.parents[2]


@pytest.fixture
def guarded(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A test run of its own, in a process of its own, under the same guards."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    pytester.plugins = ["tests.support.guards"]
    return pytester


def run(guarded: pytest.Pytester, source: str) -> pytest.RunResult:
    guarded.makepyfile(source)
    return guarded.runpytest_subprocess(
        "--strict-markers", "-o", "qt_log_level_fail=WARNING", "-p", "no:cacheprovider", timeout=60
    )


def test_a_quiet_test_passes(guarded: pytest.Pytester) -> None:
    result = run(
        guarded,
        """
        import logging, subprocess, threading

        def test_ends_what_it_begins():
            logging.getLogger("x").info("all is well")
            thread = threading.Thread(target=int)
            thread.start()
            thread.join()
            subprocess.run(["true"], check=True)

        def test_says_what_it_expects(expect_log):
            expect_log("line is down")
            logging.getLogger("x").warning("the line is down")
        """,
    )
    result.assert_outcomes(passed=2)


def test_log_records(guarded: pytest.Pytester) -> None:
    result = run(
        guarded,
        """
        import logging

        def test_unexpected():
            logging.getLogger("hall").warning("the line is down")

        def test_never_came(expect_log):
            expect_log("disk is full")
        """,
    )
    result.assert_outcomes(passed=2, errors=2)
    result.stdout.fnmatch_lines(["unexpected: WARNING hall: the line is down*", "never logged: disk is full"])


def test_threads_and_processes(guarded: pytest.Pytester) -> None:
    result = run(
        guarded,
        """
        import subprocess, threading

        def test_thread():
            threading.Thread(target=threading.Event().wait, name="forgotten", daemon=True).start()

        def test_process():
            global kept
            kept = subprocess.Popen(["sleep", "1000"])

        def test_the_next_is_not_blamed():
            assert kept.wait(timeout=10) == -9
        """,
    )
    result.assert_outcomes(passed=3, errors=2)
    result.stdout.fnmatch_lines(["thread forgotten, begun at *.py:4", "process sleep 1000, begun at *.py:8"])


def test_qt(guarded: pytest.Pytester) -> None:
    result = run(
        guarded,
        """
        from PySide6.QtCore import QThread, QTimer
        from PySide6.QtWidgets import QWidget

        def test_timer(qapp):
            global timer
            timer = QTimer(objectName="idle")
            timer.start(1000)

        def test_window(qapp):
            global window
            window = QWidget()
            window.show()

        def test_thread(qapp):
            global thread
            thread = QThread()
            thread.start()

        def test_given_back(qtbot):
            thread.quit()
            thread.wait()
            widget = QWidget()
            QTimer(widget).start(1000)
            qtbot.addWidget(widget)
            widget.show()
        """,
    )
    result.assert_outcomes(passed=4, errors=3)
    result.stdout.fnmatch_lines(["QTimer 'idle'", "QWidget", "QThread"])


def test_a_qt_warning(guarded: pytest.Pytester) -> None:
    result = run(
        guarded,
        """
        from PySide6.QtCore import qDebug, qWarning

        def test_warns(qapp):
            qWarning("no such font")

        def test_chats(qapp):
            qDebug("all is well")
        """,
    )
    result.assert_outcomes(passed=1, failed=1)


def test_nobody_waits_for_time_to_pass() -> None:
    waits = re.compile(r"qtbot\.wait\(|wait_for_timeout\(")
    found = [path.name for path in (ROOT / "tests").rglob("*.py") if waits.search(path.read_text()) and path != HERE]
    assert found == []
