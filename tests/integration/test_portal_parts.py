"""The portal's small parts, each by itself."""

from datetime import UTC, datetime

import pytest

from kiosk.errors import Refused
from kiosk.server.portal.simple import simple_condition
from kiosk.server.throttle import Throttle


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
