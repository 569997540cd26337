"""Calls on a board: none is covered by the next one, none called out twice, none lost; on a clock of the test's."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.clock import iso
from kiosk.domain.calling import CROWD, CROWDED_MS, FRESH, MOMENT_MS, Call, Stage, news, window_label

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


def call(number: int, window: str = "1", seconds_ago: float = 0) -> Call:
    return Call(f"A{number:03d}", window, iso(NOW - timedelta(seconds=seconds_ago)))


@pytest.mark.parametrize(
    ("code", "name", "label"),
    [
        ("3", "3号综合窗口", "3"),
        ("w-3", "12号窗口", "12"),
        ("7", "咨询台", "7"),
        ("9", "户籍9号", "9"),
        ("x", "3A号窗", "3A"),
    ],
)
def test_a_window_is_called_by_what_stands_over_it(code: str, name: str, label: str) -> None:
    assert window_label(code, name) == label


def test_a_call_is_news_once_and_again_when_it_is_recalled() -> None:
    first, again = call(1, seconds_ago=20), call(1)
    assert news(frozenset(), [first], NOW) == (first,)
    assert news({first}, [first], NOW) == ()
    assert news({first}, [again], NOW) == (again,)


def test_news_come_in_the_order_of_the_calls_and_old_calls_are_none() -> None:
    old, late, early = call(1, seconds_ago=FRESH.total_seconds() + 1), call(2, seconds_ago=1), call(3, seconds_ago=9)
    assert news(frozenset(), [old, late, early], NOW) == (early, late)


def test_one_call_alone_appears_at_once_and_stays() -> None:
    stage = Stage().heard([call(1)], 1_000)
    assert (stage.shown, stage.waiting, stage.rest_ms(1_000)) == (call(1), (), None)
    assert stage.turned(10_000_000) == stage


def test_the_next_call_waits_for_the_moment_of_the_one_before() -> None:
    stage = Stage().heard([call(1)], 1_000).heard([call(2)], 1_500)
    assert (stage.shown, stage.waiting, stage.rest_ms(1_500)) == (call(1), (call(2),), MOMENT_MS - 500)
    assert stage.turned(1_000 + MOMENT_MS - 1).shown == call(1)
    assert stage.turned(1_000 + MOMENT_MS).shown == call(2)


def test_a_call_after_a_long_rest_appears_at_once() -> None:
    stage = Stage().heard([call(1)], 1_000).heard([call(2)], 1_000 + MOMENT_MS)
    assert (stage.shown, stage.waiting) == (call(2), ())


def test_forty_windows_at_once_are_all_shown_in_order_each_for_its_moment() -> None:
    calls = [call(number, str(number)) for number in range(1, 41)]
    stage, now, since = Stage().heard(calls, 0), 0, 0
    seen = [stage.shown]
    while (rest := stage.rest_ms(now)) is not None:
        now += rest
        stage = stage.turned(now)
        assert now - since >= CROWDED_MS
        seen, since = [*seen, stage.shown], now
    assert seen == calls
    assert now == (39 - CROWD) * CROWDED_MS + CROWD * MOMENT_MS


@given(st.lists(st.integers(0, 8_000), max_size=60), st.integers(1, 3_000))
def test_however_calls_and_looks_fall_none_is_skipped_and_none_is_short(gaps: list[int], step: int) -> None:
    stage, now = Stage(), 0
    shown: list[tuple[Call, int]] = []
    for number, gap in enumerate(gaps):
        until = now + gap
        while now < until:
            now = min(until, now + step)
            stage = _look(stage.turned(now), now, shown)
        stage = _look(stage.heard([call(number)], now), now, shown)
    while stage.waiting:
        now += step
        stage = _look(stage.turned(now), now, shown)
    assert [one for one, _ in shown] == [call(number) for number in range(len(gaps))]
    assert all(later - earlier >= CROWDED_MS for (_, earlier), (_, later) in itertools.pairwise(shown))


def _look(stage: Stage, now: int, shown: list[tuple[Call, int]]) -> Stage:
    if stage.shown is not None and (not shown or shown[-1][0] != stage.shown):
        shown.append((stage.shown, now))
    return stage
