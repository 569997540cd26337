"""After every test: no log record that nobody expected, no thread, process, timer or window left. A pytest plugin."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from tests.support.leftovers import Watch


@dataclass
class ExpectLog:
    """What a test says of the records it brings about: `expect_log("upstream_unreachable")`, a regular expression."""

    patterns: list[str] = field(default_factory=list)

    def __call__(self, pattern: str) -> None:
        self.patterns.append(pattern)

    def unexpected(self, lines: list[str]) -> list[str]:
        return [line for line in lines if not any(re.search(pattern, line) for pattern in self.patterns)]

    def missing(self, lines: list[str]) -> list[str]:
        return [pattern for pattern in self.patterns if not any(re.search(pattern, line) for line in lines)]


class _Ear(logging.Handler):
    """Hears warnings and worse."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(
            f"{record.levelname} {record.name}: {record.getMessage()} ({record.pathname}:{record.lineno})"
        )


@pytest.fixture(autouse=True)
def expect_log() -> Iterator[ExpectLog]:
    """Records of WARNING and above fail a test that did not expect them; so does an expected one that never came."""
    expected, ear = ExpectLog(), _Ear()
    logging.getLogger().addHandler(ear)
    yield expected
    logging.getLogger().removeHandler(ear)
    complaints = [f"unexpected: {line}" for line in expected.unexpected(ear.lines)]
    complaints += [f"never logged: {pattern}" for pattern in expected.missing(ear.lines)]
    if complaints:
        pytest.fail("\n".join(complaints), pytrace=False)


@pytest.fixture(autouse=True)
def nothing_left_running(request: pytest.FixtureRequest, expect_log: ExpectLog) -> Iterator[None]:
    """Threads, child processes, Qt timers and windows that a test began have ended when it has."""
    with Watch(request.config.rootpath) as watch:
        yield
        left = watch.left()
    if left:
        pytest.fail("left running:\n" + "\n".join(left), pytrace=False)
