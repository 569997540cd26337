"""Estimates: the range for people, the textbook, and the learner's promises."""

from dataclasses import replace
from random import Random
from statistics import fmean

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.estimate import COVERAGE, Observation, Span, minutes
from kiosk.domain.estimate_learner import Learner
from kiosk.domain.estimate_textbook import TEXTBOOK, prior

EMPTY = Observation(
    business="A",
    rank="",
    ahead=0,
    ahead_here=0,
    waiting=0,
    waiting_here=0,
    windows=2,
    free=0,
    open_windows=4,
    open_free=0,
    freed_s=1800,
    head_s=0,
    head_here_s=0,
    last_s=0,
    last_5_s=0,
    last_age_s=1800,
    any_last_20_s=0,
    started_in_5_min=0,
    service_s=240,
    service_here_s=240,
)


def line_of(ahead: int) -> Observation:
    return replace(EMPTY, ahead=ahead, ahead_here=ahead, waiting=ahead, waiting_here=ahead)


def waits(random: Random, slowness: float = 1.0) -> tuple[Observation, float]:
    """A line of some length, and a wait that it makes likely."""
    ahead = random.randrange(12)
    return line_of(ahead), slowness * sum(random.expovariate(1 / 120) for _ in range(ahead + 1))


def taught(times: int, seed: int = 1) -> Learner:
    learner, random = Learner(), Random(seed)
    for _ in range(times):
        learner.learn(*waits(random))
    return learner


@pytest.mark.parametrize(
    ("low_s", "high_s", "shown"),
    [
        (0, 0, (0, 0)),
        (1, 59, (0, 1)),
        (60, 120, (1, 2)),
        (61, 121, (1, 3)),
        (700, 1400, (10, 25)),
        (600, 600, (10, 10)),
    ],
)
def test_people_read_whole_minutes(low_s: float, high_s: float, shown: tuple[int, int]) -> None:
    assert minutes(Span(low_s, high_s, low_s)) == shown


@given(st.integers(0, 86_400), st.integers(0, 86_400))
def test_minutes_never_promise_more_than_the_span(one: int, other: int) -> None:
    low, high = sorted((one, other))
    since, to = minutes(Span(low, high, low))
    assert since * 60 <= low
    assert high <= to * 60


def test_the_textbook_by_hand() -> None:
    seen = replace(line_of(3), last_s=100, head_here_s=220)
    assert {name: predict(seen) for name, predict in TEXTBOOK.items()} == {
        "QL": 480,
        "LES": 100,
        "HOL": 220,
        "mix": pytest.approx(800 / 3),
    }


def test_a_free_window_and_nobody_ahead_is_no_wait() -> None:
    assert TEXTBOOK["QL"](replace(EMPTY, free=1)) == 0


@pytest.mark.parametrize("ahead", [0, 1, 5, 40])
def test_the_prior_is_centred_where_the_services_add_up(ahead: int) -> None:
    mean = fmean(wait for wait, _ in prior(line_of(ahead)))
    assert mean == pytest.approx((ahead + 1) * 120, rel=0.05)


def test_the_first_customer_of_a_new_hall_is_told_something_sensible() -> None:
    none, many = Learner().estimate(EMPTY), Learner().estimate(line_of(20))
    assert 30 < none.middle_s < 180
    assert 1800 < many.middle_s < 3000
    assert none.low_s < none.middle_s < none.high_s < many.low_s


def test_what_the_hall_taught_overrules_the_textbook() -> None:
    learner = Learner()
    for _ in range(600):
        learner.learn(line_of(4), 30)
    assert learner.estimate(line_of(4)) == Span(30, 30, 30)


def test_a_line_longer_than_any_before_waits_longer_than_any_before() -> None:
    learner = taught(1500)
    assert learner.estimate(line_of(40)).high_s > 1.3 * learner.estimate(line_of(11)).high_s


def test_the_range_holds_four_times_in_five_and_again_after_the_hall_has_changed() -> None:
    learner, random = taught(800), Random(2)
    for slowness in (1.0, 2.0):
        held = []
        for _ in range(1500):
            seen, waited = waits(random, slowness)
            span = learner.estimate(seen)
            held.append(span.low_s <= waited <= span.high_s)
            learner.learn(seen, waited)
        assert fmean(held) == pytest.approx(COVERAGE, abs=0.05)
        assert fmean(held[-800:]) == pytest.approx(COVERAGE, abs=0.05)


TAUGHT = taught(300)


@given(st.integers(0, 60), st.integers(0, 5), st.floats(0, 7200))
def test_a_range_is_a_range_wherever_the_line_stands(ahead: int, free: int, last_s: float) -> None:
    span = TAUGHT.estimate(replace(line_of(ahead), free=free, last_s=last_s))
    assert 0 <= span.low_s <= span.middle_s <= span.high_s


def test_a_business_never_heard_of_is_estimated_and_leaves_no_trace() -> None:
    learner = taught(200)
    before = learner.to_bytes()
    assert learner.estimate(replace(line_of(2), business="Z")).high_s > 0
    assert learner.to_bytes() == before


def test_stored_and_read_again_it_goes_on_as_if_nothing_had_been() -> None:
    one, random = taught(500), Random(3)
    other = Learner.from_bytes(one.to_bytes())
    for _ in range(300):
        seen, waited = waits(random)
        one.learn(seen, waited)
        other.learn(seen, waited)
    assert one.to_bytes() == other.to_bytes()
    assert one.estimate(line_of(6)) == other.estimate(line_of(6))


@pytest.mark.parametrize("stored", [b"", b"\xc1", b"\x93\x01", b"{}", b"\x81\xa5share\xa1x"])
def test_bytes_of_something_else_are_not_taken_for_a_learner(stored: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        Learner.from_bytes(stored)
