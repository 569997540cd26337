"""Who starts from the last days of a queue, and has not seen what lay before them, comes to say the same of it."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as some

from kiosk.domain.queue.bodies import ByHand, LeaseGranted, LeaseReturned, Taken
from kiosk.domain.queue.evolve import evolve
from kiosk.domain.queue.numbers import write_number
from kiosk.domain.queue.state import Lease, QueueState, remembered
from kiosk.journal.queue import public
from tests.support.queues import HALL, Hall, rules

DEEDS = some.lists(
    some.tuples(
        some.sampled_from(
            ["morning", "morning", "night", "take", "call", "lease", "lease", "leased", "return", "by_hand", "rules"]
        ),
        some.integers(0, 5),
    ),
    max_size=60,
)


def newcomer(hall: Hall) -> QueueState:
    """The queue as one has it who was given what a snapshot holds."""
    begins, state = remembered(hall.state), QueueState()
    for one in hall.judged:
        if one.position >= begins or one.entry.kind == "queue.configured":
            state = evolve(state, one)
    return state


def lend(hall: Hall, ahead: int = 0, service: str = "a") -> str:
    day = (hall.at + timedelta(days=ahead)).date().isoformat()
    return hall.does("lease:", "lease.granted", LeaseGranted("k", service, day, 4)).entry.id


def give_back(hall: Hall, lease: str, day: str) -> str:
    return hall.does(f"lease:{lease}", "lease.returned", LeaseReturned(lease, day)).verdict.verdict


def test_a_day_on_which_nobody_came_is_known_by_its_blocks() -> None:
    hall = Hall()
    lend(hall, 1)
    for days in (2, 1):
        hall.at += timedelta(days=days)
        hall.take()
    assert list(hall.state.days) == ["2026-11-21", "2026-11-22", "2026-11-23"]
    assert public(newcomer(hall)) == public(hall.state)


def test_a_block_that_is_given_back_the_day_after_does_not_trouble_who_comes_later() -> None:
    hall = Hall()
    first, lease = hall.state.day, lend(hall)
    for _ in range(3):
        hall.at += timedelta(days=1)
        hall.take()
        give_back(hall, lease, first)
    assert public(newcomer(hall)) == public(hall.state)


def test_a_call_before_the_days_that_are_kept_does_not_trouble_who_comes_later() -> None:
    hall = Hall()
    hall.take()
    lend(hall, 1)
    assert hall.call("1") == "A001"
    for _ in range(3):
        hall.at += timedelta(days=1)
        hall.take()
    assert public(newcomer(hall)) == public(hall.state)


def test_a_number_that_was_printed_for_tomorrow_is_called_tomorrow() -> None:
    """By a kiosk that was cut off with a clock a day ahead."""
    hall = Hall()
    lease = lend(hall, 1)
    day = hall.state.days["2026-11-21"].leases[lease]
    number = write_number(day.prefix, day.first)
    body = Taken("a", number=number, lease=lease, day="2026-11-21")
    assert hall.does("take:early", "ticket.taken", body).verdict.verdict == "applied"
    hall.at += timedelta(days=1)
    assert [hall.take("b"), hall.call("1")] == ["B001", number]
    for _ in range(2):
        hall.at += timedelta(days=1)
        hall.take()
    assert hall.state.days["2026-11-21"].tickets[number].calls == 1
    assert public(newcomer(hall)) == public(hall.state)


@given(DEEDS)
def test_whatever_happens_a_newcomer_says_the_same(deeds: list[tuple[str, int]]) -> None:
    hall = Hall()
    for what, which in deeds:
        act(hall, what, which)
        assert public(newcomer(hall)) == public(hall.state)


def act(hall: Hall, what: str, which: int) -> None:
    leases = [(day.day, one) for day in hall.state.days.values() for one in day.leases.values()]
    if what == "night":
        hall.at += timedelta(days=1 + which // 4)
    elif what == "morning":
        hall.at += timedelta(days=1)
        hall.take()
    elif what == "take":
        hall.take("ab"[which % 2])
    elif what == "call":
        hall.call("123"[which % 3])
    elif what == "lease":
        lend(hall, which % 2, "ab"[which // 3])
    elif what == "rules":
        hall.does(f"queue:{HALL}", "queue.configured", rules(recalls=1 + which))
    elif leases:
        of_block(hall, what, *leases[which % len(leases)])


def of_block(hall: Hall, what: str, day: str, lease: Lease) -> None:
    number = write_number(lease.prefix, max((lease.first - 1, *lease.used)) + 1)
    if what == "leased":
        body = Taken(lease.service, number=number, lease=lease.id, day=day)
        hall.does(f"take:{len(hall.judged)}", "ticket.taken", body)
    elif what == "by_hand":
        hall.does(f"ticket:{HALL}:{day}:{number}", "ticket.served_by_hand", ByHand("1"))
    else:
        give_back(hall, lease.id, day)
