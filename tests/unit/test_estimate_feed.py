"""What a hall's watch is told of a judged queue, and what its estimator learns by it."""

from datetime import datetime, timedelta

import msgspec
import pytest

from kiosk.domain.estimate import Observation
from kiosk.domain.estimate_feed import Feed
from kiosk.domain.estimate_learner import Learner
from kiosk.domain.outlook import Expected
from kiosk.domain.queue.bodies import AtWindow, ByHand, Cancelled, DayClosed, Paused, Taken, Transferred
from kiosk.domain.queue.state import QueueState
from tests.support.queues import HALL, Hall


class Lessons(Learner):
    """A learner that remembers what it was taught."""

    taught: list[tuple[Observation, float]] = msgspec.field(default_factory=list)

    def learn(self, observation: Observation, waited_s: float) -> None:
        self.taught.append((observation, waited_s))
        super().learn(observation, waited_s)


class Watched(Hall):
    """A hall whose every entry is fed on; a second passes with each."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.learner = Lessons()
        self.feed = Feed(self.learner, QueueState())
        self.fed = 0

    def waits(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)

    def seen(self) -> Observation:
        """What one who takes an A-number sees now."""
        self.catch_up()
        found = self.feed.observe("a", self.at)
        assert found is not None
        return found

    def catch_up(self) -> None:
        for one in self.judged[self.fed :]:
            self.feed.take(one)
        self.fed = len(self.judged)

    def taught(self) -> list[float]:
        self.catch_up()
        return [waited for _, waited in self.learner.taught]


@pytest.fixture
def hall() -> Watched:
    return Watched()


def test_who_waited_teaches_and_who_was_called_at_once_does_not(hall: Watched) -> None:
    hall.take()
    hall.waits(-1)  # the call comes in the same second
    hall.call("1")
    hall.take()
    hall.waits(120)
    hall.call("1")
    assert hall.taught() == [121.0]
    assert hall.learner.taught[0][0].ahead == 0


def test_those_ahead_are_counted_and_whoever_leaves_is_not(hall: Watched) -> None:
    for _ in range(4):
        hall.take()
    assert hall.seen().ahead_here == 4
    hall.step("ticket.cancelled", "A002", Cancelled())
    hall.step("ticket.served_by_hand", "A003", ByHand("1"))
    hall.call("1")
    assert (hall.seen().ahead_here, hall.seen().open_windows) == (1, 1)


def test_a_missed_ticket_waits_again_and_teaches_once(hall: Watched) -> None:
    for _ in range(5):
        hall.take()
    hall.call("1")
    hall.at_window("missed", "A001", "1")
    assert hall.seen().ahead_here == 5
    assert [hall.call("1") for _ in range(4)][-1] == "A001"
    assert len(hall.taught()) == 4
    assert hall.seen().ahead_here == 1


def test_a_chain_waits_anew_for_each_business_and_a_transfer_too(hall: Watched) -> None:
    hall.does("take:x", "ticket.taken", Taken("a", then=("b",)))
    hall.call("1")
    hall.at_window("finished", "A001", "1")
    hall.catch_up()
    assert hall.feed.outlook(hall.at)["b"].ahead == 1
    hall.call("3")
    hall.step("ticket.transferred", "A001", Transferred("3", "a"))
    hall.catch_up()
    assert [hall.feed.outlook(hall.at)[code].ahead for code in "ab"] == [1, 0]


def test_a_paused_window_is_shut_and_an_unpaused_one_open_before_it_has_served(hall: Watched) -> None:
    hall.does(f"window:{HALL}:1", "window.unpaused", AtWindow("1"))
    assert (hall.seen().windows, hall.seen().free) == (1, 1)
    hall.does(f"window:{HALL}:1", "window.paused", Paused("1", "午休"))
    assert hall.seen().windows == 0


def test_a_new_day_is_watched_anew_and_remembers_how_long_a_service_took(hall: Watched) -> None:
    hall.take(), hall.take()
    hall.call("1")
    hall.waits(600)
    hall.call("1")
    hall.catch_up()
    long = hall.feed.service_s
    assert long is not None
    assert long > 300
    hall.at += timedelta(days=1)
    hall.take()
    seen = hall.seen()
    assert (seen.ahead_here, seen.open_windows, seen.service_s) == (1, 0, long)


def test_a_closed_day_promises_nothing(hall: Watched) -> None:
    hall.take()
    hall.catch_up()
    assert set(hall.feed.outlook(hall.at)) == {"a", "b"}
    hall.does("day:x", "day.closed", DayClosed(hall.state.day))
    hall.catch_up()
    assert (hall.feed.outlook(hall.at), hall.feed.closed) == ({}, True)


def test_what_was_learned_before_a_restart_is_seen_and_not_learned_again(hall: Watched) -> None:
    hall.take()
    hall.waits(60)
    hall.call("1")
    again = Feed(Lessons(), QueueState(rules=hall.rules))
    assert [again.take(one, learn=False) for one in hall.judged] == [False] * len(hall.judged)
    hall.catch_up()
    now = datetime.fromisoformat(hall.judged[-1].judged_at)
    assert again.service_s == hall.feed.service_s
    assert again.outlook(now)["a"].ahead == hall.feed.outlook(now)["a"].ahead


@pytest.mark.parametrize(("ahead", "shown"), [(3, (8, 25)), (0, (0, 8)), (15, (45, 80))])
def test_another_place_in_the_line_waits_in_proportion(ahead: int, shown: tuple[int, int]) -> None:
    assert Expected(480, 1440, 3).minutes(ahead) == shown
