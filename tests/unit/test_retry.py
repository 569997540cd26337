"""When to try again, as a pure function of what went before."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kiosk.clock import iso, parse_iso
from kiosk.journal.outbox import Retry
from kiosk.sync.retry import after_failure, after_refusal, after_success, batch_limit, due, is_news

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def wait(plan: Retry) -> float:
    return (parse_iso(plan.next_at) - NOW).total_seconds()


@given(st.integers(0, 10_000), st.floats(0, 1, exclude_max=True))
def test_never_longer_than_five_minutes_and_always_planned(failures: int, fraction: float) -> None:
    plan = after_failure(Retry(failures=failures), NOW, fraction)
    assert 0 <= wait(plan) <= 300
    assert plan.failures == failures + 1


def test_the_ceiling_doubles_from_one_second() -> None:
    waits = [wait(after_failure(Retry(failures=n), NOW, 0.999)) for n in range(10)]
    assert [round(one) for one in waits] == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300]


def test_the_server_may_ask_for_more_patience() -> None:
    assert wait(after_failure(Retry(), NOW, 0.5, retry_after=90)) == 90


def test_success_forgets_failures_and_remembers_when() -> None:
    assert after_success(NOW) == Retry(last_good=iso(NOW))


def test_a_success_is_written_down_once_a_minute() -> None:
    plan = after_success(NOW)
    assert not is_news(plan, NOW + timedelta(seconds=59))
    assert is_news(plan, NOW + timedelta(seconds=60))
    assert is_news(plan, NOW - timedelta(seconds=1)), "the clock was set back"


def test_a_success_after_trouble_is_written_down_at_once() -> None:
    assert is_news(Retry(), NOW)
    for trouble in (after_failure(after_success(NOW), NOW, 0.0), after_refusal(after_success(NOW), NOW, "revoked")):
        assert is_news(trouble, NOW)


def test_a_refusal_pauses_with_its_reason() -> None:
    plan = after_refusal(Retry(), NOW, "upstream_refused")
    assert (plan.paused, wait(plan)) == ("upstream_refused", 300)


def test_due_when_the_time_has_come_or_the_clock_went_back() -> None:
    plan = after_failure(Retry(), NOW, 0.5)
    assert not due(plan, NOW)
    assert due(plan, NOW + timedelta(seconds=1))
    assert due(plan, NOW - timedelta(days=365))


def test_the_batch_is_halved_from_the_fifth_failure_on() -> None:
    limits = [batch_limit(Retry(failures=n), 500) for n in (0, 4, 5, 6, 12, 40)]
    assert limits == [500, 500, 250, 125, 1, 1]
