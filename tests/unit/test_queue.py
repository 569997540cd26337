"""The rules of a hall's queue: numbers, calls, shares, what is missed, lent, served by hand; and days."""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kiosk.clock import iso
from kiosk.domain.queue.bodies import (
    AtWindow,
    ByHand,
    Cancelled,
    DayClosed,
    Dropped,
    LeaseGranted,
    LeaseReturned,
    PaperStep,
    Paused,
    Taken,
    Transferred,
)
from kiosk.domain.queue.numbers import left_today
from kiosk.domain.queue.rules import Hours, QueueRules, ServiceRule, WindowRule, check_rules
from kiosk.errors import Refused
from tests.support.queues import HALL, MORNING, Hall, rules


def test_numbers_begin_at_001_and_each_business_counts_for_itself() -> None:
    hall = Hall()
    assert [hall.take("a"), hall.take("b"), hall.take("a"), hall.take("c")] == [
        "A001",
        "B001",
        "A002",
        "unknown_service",
    ]


def test_first_come_first_served_and_how_many_are_ahead() -> None:
    hall = Hall()
    ahead = [hall.does(f"take:{n}", "ticket.taken", Taken("a")).verdict.result["ahead"] for n in range(3)]
    assert ahead == [0, 1, 2]
    assert [hall.call("1"), hall.call("2"), hall.call("1"), hall.call("1")] == ["A001", "A002", "A003", "nobody_waits"]
    assert hall.ticket("A001").state == "finished"
    assert hall.ticket("A003").state == "called"


def test_priority_gets_its_share_and_starves_nobody() -> None:
    hall = Hall()
    for _ in range(12):
        hall.take("a")
        hall.take("a", "elder")
    calls = [hall.ticket(hall.call("1")).lane for _ in range(16)]
    assert calls[0] == "elder"
    assert Counter(calls) == {"elder": 12, "": 4}
    assert hall.take("a", "king") == "unknown_class"


def test_a_class_with_a_prefix_of_its_own() -> None:
    hall = Hall(rules(prefixes={"appointment": "Y"}))
    assert [hall.take("a", "appointment"), hall.take("b", "appointment"), hall.take("a")] == ["Y001", "Y002", "A001"]


def test_a_window_shares_itself_between_its_businesses_by_weight() -> None:
    hall = Hall()
    for _ in range(12):
        hall.take("a")
        hall.take("b")
    served = Counter(hall.ticket(hall.call("2")).service for _ in range(12))
    assert served == {"a": 8, "b": 4}


def test_three_calls_then_missed_then_back_after_three_others_once() -> None:
    hall = Hall()
    for _ in range(6):
        hall.take()
    assert hall.call("1") == "A001"
    assert [hall.at_window("recalled", "A001", "1") for _ in range(3)] == ["", "", "called_enough"]
    assert hall.at_window("missed", "A001", "1") == ""
    assert [hall.call("1") for _ in range(4)] == ["A002", "A003", "A004", "A001"]
    assert hall.at_window("missed", "A001", "1") == ""
    assert hall.ticket("A001").state == "gone"
    assert [hall.call("1") for _ in range(3)] == ["A005", "A006", "nobody_waits"]
    assert hall.at_window("resumed", "A001", "1") == ""
    assert hall.ticket("A001").state == "called"


def test_hold_frees_the_window_and_resume_brings_the_ticket_back() -> None:
    hall = Hall()
    hall.take(), hall.take()
    hall.call("1")
    assert hall.at_window("held", "A001", "1") == ""
    assert hall.call("1") == "A002"
    assert hall.at_window("resumed", "A001", "1") == ""
    assert (hall.ticket("A001").state, hall.ticket("A002").state) == ("called", "finished")
    assert hall.at_window("started", "A001", "1") == ""
    assert hall.at_window("started", "A001", "1") == "is_serving"
    assert hall.at_window("finished", "A001", "2") == "other_window"
    assert hall.at_window("finished", "A001", "1") == ""


@pytest.mark.parametrize(("way", "order"), [("keep", ["A001", "B001"]), ("last", ["B001", "A001"])])
def test_a_transferred_ticket_keeps_its_time_or_goes_last(way: str, order: list[str]) -> None:
    hall = Hall(rules(transfer=way))
    hall.take("a"), hall.take("b")
    hall.call("1")
    assert hall.step("ticket.transferred", "A001", Transferred("1", "b")) == ""
    assert [hall.call("3"), hall.call("3")] == order


def test_a_ticket_sent_to_one_window_is_called_there_first_and_nowhere_else() -> None:
    hall = Hall()
    hall.take("a"), hall.take("b")
    hall.call("1")
    assert hall.step("ticket.transferred", "A001", Transferred("1", "window:3")) == ""
    assert [hall.call("1"), hall.call("3"), hall.call("3")] == ["nobody_waits", "A001", "B001"]
    assert hall.step("ticket.transferred", "B001", Transferred("3", "window:9")) == "unknown_window"


def test_a_paused_window_calls_nobody() -> None:
    hall = Hall()
    hall.take()
    hall.does(f"window:{HALL}:1", "window.paused", Paused("1", "午休"))
    assert hall.call("1") == "paused"
    hall.does(f"window:{HALL}:1", "window.unpaused", AtWindow("1"))
    assert hall.call("1") == "A001"


def test_cancelled_before_the_call_but_not_after() -> None:
    hall = Hall()
    hall.take(), hall.take()
    assert hall.step("ticket.cancelled", "A001", Cancelled()) == ""
    assert hall.call("1") == "A002"
    assert hall.step("ticket.cancelled", "A002", Cancelled()) == "is_called"


def test_an_intent_that_nobody_heard_of_leaves_no_trace() -> None:
    hall = Hall()
    hall.take()
    call = hall.does(f"window:{HALL}:1", "window.called_next", AtWindow("1"))
    hall.does(f"window:{HALL}:1", "intent.dropped", Dropped(call.entry.id))
    assert hall.ticket("A001").state == "waiting"
    assert hall.call("2") == "A001"
    taken = hall.does("take:x", "ticket.taken", Taken("a"))
    hall.does("take:x", "intent.dropped", Dropped(taken.entry.id))
    assert hall.ticket("A002").state == "dropped"
    assert [hall.call("1"), hall.take()] == ["nobody_waits", "A003"]


def granted(hall: Hall, size: int = 3, who: str = "k1", service: str = "a") -> tuple[str, dict[str, object]]:
    one = hall.does("lease:x", "lease.granted", LeaseGranted(who, service, hall.state.day, size))
    return one.entry.id, dict(one.verdict.result) or {"code": one.verdict.code}


def lent(hall: Hall, lease: str, number: str, **moment: object) -> tuple[str, str]:
    body = Taken("a", "", number, lease, hall.state.day)
    word = hall.does(f"take:{number}", "ticket.taken", body, **moment).verdict
    return word.verdict, word.code


def test_blocks_lie_apart_and_the_counter_leaps_over_them() -> None:
    hall = Hall(rules(lease_from=3))
    first, block = granted(hall)
    assert (block["first"], block["last"]) == (3, 5)
    assert granted(hall)[1]["first"] == 6
    assert lent(hall, first, "A004") == ("applied", "")
    assert [hall.take() for _ in range(3)] == ["A001", "A002", "A009"]
    assert lent(hall, first, "A004") == ("held", "not_of_the_block")
    assert lent(hall, first, "A006") == ("held", "not_of_the_block")
    assert lent(hall, "nobody's", "A005") == ("held", "no_such_lease")


def test_spent_and_outstanding_never_exceed_the_quota() -> None:
    hall = Hall(rules(services=(ServiceRule("a", "综合", "A", quota=5), ServiceRule("b", "社保", "B"))))
    lease, block = granted(hall, 4)
    assert (block["first"], block["last"]) == (501, 504)
    assert [hall.take(), hall.take()] == ["A001", "quota_spent"]
    assert granted(hall, 4)[1] == {"code": "quota_spent"}
    assert lent(hall, lease, "A501")[0] == "applied"
    hall.does("lease:x", "lease.returned", LeaseReturned(lease, hall.state.day))
    assert left_today(hall.day, hall.rules.services[0]) == 0, "only its holder may say so"
    hall.does("lease:x", "lease.returned", LeaseReturned(lease, hall.state.day), who="k1")
    assert left_today(hall.day, hall.rules.services[0]) == 3
    assert hall.take() == "A002"


def test_served_by_hand_is_one_history_and_what_was_called_twice_is_marked() -> None:
    hall = Hall()
    hall.take(), hall.take()
    assert hall.step("ticket.served_by_hand", "A001", ByHand("1")) == ""
    assert (hall.ticket("A001").hand, hall.ticket("A001").twice) == ("1", False)
    assert hall.call("2") == "A002"
    assert hall.step("ticket.served_by_hand", "A002", ByHand("1")) == "called_twice"
    assert hall.ticket("A002").twice
    assert hall.step("ticket.served_by_hand", "A009", ByHand("1")) == "no_such_ticket"


def test_served_by_hand_before_its_kiosk_could_tell_of_the_number() -> None:
    hall = Hall()
    lease, _ = granted(hall)
    assert hall.step("ticket.served_by_hand", "A502", ByHand("1")) == "not_known_yet"
    assert lent(hall, lease, "A502") == ("applied", "")
    assert (hall.ticket("A502").state, hall.ticket("A502").hand) == ("finished", "1")
    assert hall.call("1") == "nobody_waits"


def test_papers_are_counted_beside_their_ticket() -> None:
    hall = Hall()
    hall.take()
    for kind in ("asked", "failed", "asked", "done"):
        assert hall.step(f"paper.{kind}", "A001", PaperStep("job")) == ""
    assert (hall.ticket("A001").paper, hall.ticket("A001").papers) == ("done", 1)


def test_hours_are_the_halls_own_and_a_closed_day_gives_nothing() -> None:
    office = (Hours("09:00", "12:00", (1, 2, 3, 4, 5)),)
    hall = Hall(rules(services=(ServiceRule("a", "综合", "A", hours=office), ServiceRule("b", "社保", "B"))))
    assert hall.take("a") == "A001"
    hall.at = MORNING + timedelta(hours=4)
    assert [hall.take("a"), hall.take("b")] == ["outside_hours", "B001"]
    hall.does("day:x", "day.closed", DayClosed(hall.state.day))
    assert [hall.take("b"), hall.call("3")] == ["day_closed", "day_closed"]
    assert hall.ticket("A001").state == "expired"


def test_a_new_day_begins_at_001_in_hall_time_and_the_old_one_stays() -> None:
    hall = Hall()
    hall.at = MORNING.replace(hour=15, minute=59)
    assert [hall.take(), hall.state.day] == ["A001", "2026-11-20"]
    hall.at = MORNING.replace(hour=16, minute=1)
    assert [hall.take(), hall.state.day] == ["A001", "2026-11-21"]
    assert hall.state.days["2026-11-20"].tickets["A001"].state == "expired"


def test_one_clock_that_jumps_neither_resets_nor_reuses_numbers() -> None:
    hall = Hall()
    assert hall.take() == "A001"
    tomorrow, yesterday = (iso(hall.at + timedelta(days=days)) for days in (1, -1))
    assert hall.take(judged_at=tomorrow) == "A002"
    assert hall.take(wall=tomorrow) == "A003"
    assert hall.take(judged_at=yesterday, wall=yesterday) == "A004"
    assert hall.state.day == "2026-11-20"


def test_a_machine_that_judges_itself_is_held_to_its_monotonic_clock() -> None:
    hall = Hall()
    assert hall.take(boot="b", mono_ms=0) == "A001"
    ahead = iso(hall.at + timedelta(days=1))
    assert hall.take(boot="b", mono_ms=60_000, wall=ahead, judged_at=ahead) == "A002"
    assert hall.take(boot="b", mono_ms=120_000, wall=ahead, judged_at=ahead) == "A003"
    day = 86_400_000
    assert hall.take(boot="b", mono_ms=day, wall=ahead, judged_at=ahead) == "A001"


def test_a_terminal_whose_clock_died_is_no_witness() -> None:
    hall = Hall()
    hall.take()
    hall.at += timedelta(days=1)
    assert hall.take(wall="2000-01-01T00:00:00.000Z", offset_ms=0) == "A002"
    offset = int((hall.at - MORNING.replace(year=2000, month=1, day=1, hour=0)) / timedelta(milliseconds=1))
    assert hall.take(wall="2000-01-01T00:00:00.000Z", offset_ms=offset) == "A001"


def test_a_judge_that_lost_its_memory_gives_the_same_number_and_the_same_ticket() -> None:
    hall = Hall()
    day = hall.state.day
    assert hall.take(told={"day": day, "number": "A017"}) == "A017"
    assert [hall.take(), hall.take(told={"day": day, "number": "A017"})] == ["A018", "A019"]
    assert hall.call("1", told={"day": day, "ticket": "A018", "lane": ""}) == "A018"
    assert hall.call("2") == "A017"


def test_what_was_answered_before_a_restore_and_yesterday_takes_no_number_and_calls_nobody_today() -> None:
    hall = Hall()
    yesterday = hall.state.day
    hall.at += timedelta(days=1)
    assert hall.take(told={"day": yesterday, "number": "A001"}) == "is_expired"
    assert hall.take() == "A001"
    assert hall.call("1", told={"day": yesterday, "ticket": "A001", "lane": ""}) == "is_expired"
    assert hall.call("1") == "A001"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"services": ()}, "no_services"),
        ({"windows": (WindowRule("1", "1号", ("a",)),)}, "service_without_window"),
        ({"services": (ServiceRule("a", "综合", "A"), ServiceRule("b", "社保", "A"))}, "prefix_twice"),
        ({"prefixes": {"elder": "B"}}, "prefix_twice"),
        ({"prefixes": {"king": "K"}}, "unknown_class"),
        ({"services": (ServiceRule("a", "综合", "a1"), ServiceRule("b", "社保", "B"))}, "prefix_unclear"),
        ({"services": (ServiceRule("a", "x", "A"), ServiceRule("a", "y", "B"))}, "code_twice"),
        ({"windows": (WindowRule("1", "1号", ("a", "b", "c")),)}, "unknown_service"),
        ({"windows": (WindowRule("1", "1号", ("a", "b")), WindowRule("2", "2号", ()))}, "window_without_service"),
        ({"timezone": "Mars/Base"}, "unknown_timezone"),
        ({"recalls": 0}, "rule_unclear"),
        ({"classes": {"elder": 1}}, "weight_unclear"),
    ],
)
def test_rules_that_cannot_work_are_named(changed: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as caught:
        check_rules(rules(**changed))
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("spans", "code"),
    [
        ((Hours("12:00", "09:00"),), "hours_reversed"),
        ((Hours("09:00", "09:00"),), "hours_reversed"),
        ((Hours("9点", "12:00"),), "hours_unclear"),
        ((Hours("09:00", "12:00", (8,)),), "hours_unclear"),
        ((Hours("09:00", "12:00"), Hours("11:00", "17:00")), "hours_overlap"),
        (
            (Hours("08:00", "18:00", (1,)), Hours("09:00", "10:00", (2,)), Hours("11:00", "12:00", (1,))),
            "hours_overlap",
        ),
    ],
)
def test_hours_that_cannot_be_are_named(spans: tuple[Hours, ...], code: str) -> None:
    services = (ServiceRule("a", "综合", "A", hours=spans), ServiceRule("b", "社保", "B"))
    with pytest.raises(Refused) as caught:
        check_rules(rules(services=services))
    assert caught.value.code == code


def test_rules_that_do_not_hold_change_nothing() -> None:
    hall = Hall()
    broken = hall.does(f"queue:{HALL}", "queue.configured", QueueRules(services=(), windows=()))
    assert (broken.verdict.verdict, broken.verdict.code) == ("refused", "no_services")
    assert hall.take() == "A001"


ACTIONS = some.lists(
    some.tuples(
        some.sampled_from(["take", "take", "call", "call", "missed", "held", "resumed", "finished", "move", "drop"]),
        some.sampled_from(["1", "2", "3"]),
        some.sampled_from(["a", "b"]),
        some.sampled_from(["", "", "elder", "appointment"]),
    ),
    max_size=60,
)


@given(ACTIONS)
def test_whatever_happens_every_ticket_is_in_one_place_and_the_journal_says_the_same(
    actions: list[tuple[str, str, str, str]],
) -> None:
    hall = Hall()
    for what, window, service, lane in actions:
        act(hall, what, window, service, lane)
        day = hall.day
        waiting = Counter(
            number
            for line in day.lines.values()
            for number in [*sum(line.lanes.values(), ()), *(one[1] for one in line.missed)]
        )
        waiting.update(number for one in day.windows.values() for number in one.sent)
        current = Counter(one.current for one in day.windows.values() if one.current)
        expected = Counter(one.number for one in day.tickets.values() if one.state in {"waiting", "missed"})
        assert waiting == expected
        assert current == Counter(one.number for one in day.tickets.values() if one.state in {"called", "serving"})
    assert hall.refolded() == hall.state


def act(hall: Hall, what: str, window: str, service: str, lane: str) -> None:
    if what == "take":
        hall.take(service, lane)
    elif what == "call":
        hall.call(window)
    elif what == "drop":
        hall.does(f"window:{HALL}:{window}", "intent.dropped", Dropped(hall.judged[-1].entry.id))
    elif what == "resumed":
        held = [one.number for one in hall.day.tickets.values() if one.state in {"held", "missed", "gone"}]
        if held:
            hall.at_window("resumed", min(held), window)
    else:
        present = hall.day.windows.get(window)
        number = present.current if present else ""
        if number and what == "move":
            hall.step("ticket.transferred", number, Transferred(window, service))
        elif number:
            hall.at_window(what, number, window)


@given(some.lists(some.sampled_from(["", "elder", "appointment"]), min_size=1, max_size=40))
def test_in_one_class_nobody_overtakes(lanes: list[str]) -> None:
    hall = Hall()
    taken = {hall.take("a", lane): lane for lane in lanes}
    called = [hall.call("1") for _ in taken]
    assert sorted(called) == sorted(taken)
    for lane in set(lanes):
        assert [one for one in called if taken[one] == lane] == [one for one in taken if taken[one] == lane]
