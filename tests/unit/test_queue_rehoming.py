"""A hall that changes its rules in mid-day: whoever waits is called all the same, by the number in their hand."""

import pytest

from kiosk.domain.queue.bodies import DayClosed, LeaseGranted, Taken, Transferred
from kiosk.domain.queue.order import ahead_of
from kiosk.domain.queue.rehoming import moving
from kiosk.domain.queue.rules import CLASSES, QueueRules, ServiceRule, WindowRule
from tests.support.queues import HALL, Hall, rules

ALONE = {"services": (ServiceRule("a", "综合", "A"),), "windows": (WindowRule("1", "1号窗口", ("a",)),)}
"""Business b is gone, and with it windows 2 and 3."""


@pytest.fixture
def hall() -> Hall:
    return Hall()


def configured(hall: Hall, to: QueueRules) -> None:
    assert hall.does(f"queue:{HALL}", "queue.configured", to).verdict.verdict == "applied"
    assert hall.refolded() == hall.state


def test_who_waits_for_a_business_that_is_gone_waits_by_their_time_for_the_first(hall: Hall) -> None:
    assert [hall.take("b"), hall.take("a"), hall.take("b")] == ["B001", "A001", "B002"]
    assert moving(hall.day, rules(**ALONE)) == ("B001", "B002")
    configured(hall, rules(**ALONE))
    assert [hall.call("1") for _ in range(3)] == ["B001", "A001", "B002"]


def test_a_missed_one_comes_back_in_the_first_business(hall: Hall) -> None:
    hall.take("b")
    hall.call("3")
    hall.at_window("missed", "B001", "3")
    configured(hall, rules(**ALONE, back_after=1))
    hall.take("a")
    hall.take("a")
    assert [hall.call("1") for _ in range(3)] == ["A001", "B001", "A002"]


def test_who_was_held_is_taken_up_again_where_the_first_business_is(hall: Hall) -> None:
    hall.take("b")
    hall.call("3")
    hall.at_window("held", "B001", "3")
    assert moving(hall.day, rules(**ALONE)) == ("B001",)
    configured(hall, rules(**ALONE))
    assert (hall.ticket("B001").state, hall.ticket("B001").service) == ("held", "a")
    assert hall.at_window("resumed", "B001", "1") == ""


def test_who_was_sent_to_a_window_that_is_gone_waits_for_the_business(hall: Hall) -> None:
    hall.take("a")
    hall.call("1")
    hall.step("ticket.transferred", "A001", Transferred("1", "window:2"))
    assert moving(hall.day, rules(**ALONE)) == ("A001",)
    configured(hall, rules(**ALONE))
    assert hall.call("1") == "A001"


def test_a_chain_leaves_out_what_is_gone_and_is_not_sent_twice_to_the_first(hall: Hall) -> None:
    hall.does("take:1", "ticket.taken", Taken("a", then=("b",)))
    hall.does("take:2", "ticket.taken", Taken("b", then=("a",)))
    configured(hall, rules(**ALONE))
    assert [(one.service, one.then) for one in hall.day.tickets.values()] == [("a", ()), ("a", ())]


def test_who_stands_at_a_window_is_served_there(hall: Hall) -> None:
    hall.take("b")
    hall.call("3")
    configured(hall, rules(**ALONE))
    assert (hall.ticket("B001").state, hall.ticket("B001").service) == ("called", "b")
    assert hall.at_window("finished", "B001", "3") == ""


def test_a_class_that_is_gone_is_an_ordinary_one(hall: Hall) -> None:
    hall.take("a")
    hall.take("a", "elder")
    configured(hall, rules(classes={name: share for name, share in CLASSES.items() if name != "elder"}))
    line, own = hall.day.lines["a"], hall.ticket("A002")
    assert ahead_of(line, rules(), own.lane, "A002") == 1
    assert [hall.call("1"), hall.call("1")] == ["A001", "A002"]


def test_a_number_from_a_block_of_a_business_that_is_gone_is_called(hall: Hall) -> None:
    lease = hall.does("lease:1", "lease.granted", LeaseGranted("k", "b", hall.state.day, 5))
    configured(hall, rules(**ALONE))
    body = Taken("b", number="B501", lease=lease.entry.id, day=hall.state.day)
    assert hall.does("take:9", "ticket.taken", body).verdict.verdict == "applied"
    assert hall.call("1") == "B501"


def test_a_day_that_is_over_is_history(hall: Hall) -> None:
    hall.take("b")
    hall.call("3")
    hall.at_window("held", "B001", "3")
    hall.does(f"day:{HALL}", "day.closed", DayClosed(hall.state.day))
    configured(hall, rules(**ALONE))
    assert hall.ticket("B001").service == "b"


def test_rules_that_change_nothing_of_it_leave_everybody_where_they_are(hall: Hall) -> None:
    for service in ("a", "b", "a"):
        hall.take(service, "elder" if service == "b" else "")
    before = hall.day
    configured(hall, rules(recalls=2))
    assert (hall.day.lines, hall.day.tickets) == (before.lines, before.tickets)
