"""What is written down when something breaks: where and of which kind, never in words that may be a citizen's."""

import logging
from pathlib import Path

import pytest

from kiosk.logbook import logbook, spoken
from tests.support.guards import ExpectLog

SECRET = "欧阳䶮"


def struck() -> BaseException:
    try:
        try:
            raise KeyError(SECRET)
        except KeyError as error:
            raise ValueError(f"cannot read {SECRET}") from error
    except ValueError as error:
        return error


def test_a_bug_is_written_down_without_its_words(
    tmp_path: Path, expect_log: ExpectLog, capsys: pytest.CaptureFixture[str]
) -> None:
    expect_log("a task failed")
    with logbook(tmp_path), spoken():
        logging.getLogger("desk").error("a task failed", exc_info=struck())
    for text in ((tmp_path / "kiosk.log").read_text(), capsys.readouterr().err):
        assert SECRET not in text
        assert text.index("KeyError") < text.index("ValueError")
        assert "in struck" in text
        assert "a task failed" in text
