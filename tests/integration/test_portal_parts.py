"""The portal's small parts, each by itself."""

import logging
from datetime import UTC, datetime

import pytest

from kiosk.errors import Refused
from kiosk.server.portal.quiet import QuietAccess, without_secrets
from kiosk.server.portal.simple import simple_condition
from kiosk.server.portal.throttle import Throttle


class StillClock:
    """Moves when it is told to."""

    boot = "boot"
    millis = 0

    def now(self) -> datetime:
        return datetime(2026, 3, 5, tzinfo=UTC)

    def monotonic_ms(self) -> int:
        return self.millis


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


class TestThrottle:
    def test_a_share_comes_back_after_a_minute(self, clock: StillClock) -> None:
        throttle = Throttle(clock, 2)
        throttle.admit("a")
        throttle.admit("a")
        with pytest.raises(Refused, match="过一分钟"):
            throttle.admit("a")
        throttle.admit("b")
        clock.millis += 60_000
        throttle.admit("a")

    def test_it_remembers_no_more_than_it_may(self, clock: StillClock) -> None:
        throttle = Throttle(clock, 1, most=2)
        for key in ("a", "b", "c"):
            throttle.admit(key)
        throttle.admit("a")
        with pytest.raises(Refused):
            throttle.admit("c")


class TestQuietAccess:
    @pytest.mark.parametrize(
        ("path", "logged"),
        [
            ("/r/abc_-123", "/r/…"),
            ("/r/abc/receipt.pdf", "/r/…/receipt.pdf"),
            ("/drop/0123?sent", "/drop/…"),
            ("/items?q=张伟", "/items"),
            ("/v1/entries?partition=x", "/v1/entries"),
            ("/receipts", "/receipts"),
        ],
    )
    def test_what_authorises_is_left_out(self, path: str, logged: str) -> None:
        assert without_secrets(path) == logged

    def test_the_servers_own_record_is_rewritten(self) -> None:
        message = '%s - "%s %s HTTP/%s" %d'
        record = logging.LogRecord(
            "uvicorn.access", logging.INFO, "", 0, message, ("1.2.3.4", "GET", "/r/abc", "1.1", 200), None
        )
        assert QuietAccess().filter(record)
        assert record.getMessage() == '1.2.3.4 - "GET /r/… HTTP/1.1" 200'


class TestSimpleCondition:
    def test_const_and_enum_are_followed_by_the_page(self) -> None:
        when = {
            "type": "object",
            "properties": {"a": {"const": 1}, "b": {"properties": {"c": {"enum": ["x", "y"]}}, "required": ["c"]}},
            "required": ["a", "b"],
        }
        assert simple_condition(when) == [("/a", [1]), ("/b/c", ["x", "y"])]

    @pytest.mark.parametrize(
        "when",
        [
            {"properties": {"a": {"const": 1}}},
            {"properties": {"a": {"minimum": 1}}, "required": ["a"]},
            {"not": {"properties": {"a": {"const": 1}}, "required": ["a"]}},
            {"anyOf": []},
            {},
        ],
    )
    def test_everything_else_waits_for_the_server(self, when: dict[str, object]) -> None:
        assert simple_condition(when) is None
