"""Appointments: never more than the capacity, whatever is spent and lent; and how people come."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kiosk.domain.appointment import (
    Slot,
    SlotBody,
    SlotBooked,
    SlotCancelled,
    SlotKept,
    SlotLent,
    SlotOpened,
    SlotReturned,
    arrival,
    decide_slot,
    evolve_slot,
)
from kiosk.domain.entry import Verdict

START = datetime(2026, 11, 23, 9, 0)  # noqa: DTZ001, hall time
BEFORE = START - timedelta(days=1)


class Desk:
    """One slot in front of its judge."""

    def __init__(self, capacity: int) -> None:
        self.slot: Slot | None = None
        self.count = 0
        self.does(SlotOpened(capacity))

    def does(self, body: SlotBody, now: datetime = BEFORE) -> str:
        self.count += 1
        name = f"e{self.count}"
        word = decide_slot(self.slot, body, name, START, now)
        self.slot = evolve_slot(self.slot, body, name, word)
        return word.code or name if word.verdict == "applied" else word.code


def test_the_last_place_is_given_once() -> None:
    desk = Desk(2)
    desk.does(SlotBooked("1", ("x",)))
    assert desk.does(SlotBooked("1", ("x",))) == "booked_already"
    desk.does(SlotBooked("2", ("y",)))
    assert desk.does(SlotBooked("3", ("z",))) == "slot_full"
    desk.does(SlotCancelled("1"))
    assert desk.does(SlotBooked("3", ("z",))).startswith("e")
    assert desk.does(SlotCancelled("1")) == "already_cancelled"
    assert desk.does(SlotOpened(1)) == "below_promised"


def test_nothing_is_lent_of_a_slot_that_has_begun() -> None:
    desk = Desk(3)
    assert desk.does(SlotLent("k", 1), START) == "slot_past"


def test_a_share_leaves_the_pool_when_it_is_lent() -> None:
    desk = Desk(3)
    lease = desk.does(SlotLent("k", 2))
    desk.does(SlotBooked("1", ()))
    assert desk.does(SlotBooked("2", ())) == "slot_full"
    assert desk.does(SlotBooked("3", (), lease)).startswith("e")
    desk.does(SlotReturned(lease))
    assert desk.does(SlotBooked("4", (), lease)) == "no_such_lease"
    assert desk.does(SlotBooked("5", ())).startswith("e")


def test_kept_once_and_no_cancelling_after_the_start() -> None:
    desk = Desk(1)
    desk.does(SlotBooked("1", ()))
    assert desk.does(SlotCancelled("1"), START) == "slot_past"
    desk.does(SlotKept("1", "A001"), START)
    assert desk.does(SlotKept("1", "A002"), START) == "already_kept"
    assert desk.does(SlotBooked("2", ()), START + timedelta(hours=1)) == "slot_past"


def test_what_became_of_a_thing_may_be_heard_before_the_thing_itself() -> None:
    """The word on one's own entries comes with the answer to them, in whatever order they were answered."""
    open_ = Slot(capacity=2)
    for body in (SlotCancelled("1"), SlotKept("1", "A001"), SlotReturned("lease")):
        assert evolve_slot(open_, body, "e", Verdict("applied")) == open_


@pytest.mark.parametrize(
    ("minutes", "how"), [(-31, "early"), (-30, "on_time"), (15, "on_time"), (16, "late"), (15 * 60, "gone")]
)
def test_how_people_come(minutes: int, how: str) -> None:
    assert arrival(START, 30, START + timedelta(minutes=minutes), 15) == how


@given(some.integers(1, 6), some.lists(some.tuples(some.sampled_from("blurc"), some.integers(0, 5)), max_size=40))
def test_spent_and_outstanding_never_exceed_the_capacity(capacity: int, actions: list[tuple[str, int]]) -> None:
    desk = Desk(capacity)
    leases: list[str] = ["none"]
    for number, (what, which) in enumerate(actions):
        lease = leases[which % len(leases)]
        if what == "l":
            leases.append(desk.does(SlotLent("k", which)))
        elif what == "r":
            desk.does(SlotReturned(lease))
        elif what == "c":
            desk.does(SlotCancelled(str(which)))
        else:
            desk.does(SlotBooked(str(number), (), lease if what == "u" else ""))
        assert desk.slot is not None
        assert desk.slot.promised <= capacity
