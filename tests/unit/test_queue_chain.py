"""Several matters on one number, one number for an appointment, and the end of a hall's day."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from kiosk.domain.queue.bodies import (
    QUEUE_KINDS,
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
from kiosk.domain.queue.rules import Hours, ServiceRule, WindowRule
from kiosk.domain.queue.turning import overdue
from tests.support.queues import HALL, Hall, rules


def taken(hall: Hall, body: Taken) -> str:
    """The number, or the code of the refusal."""
    word = hall.does(f"take:{len(hall.judged)}", "ticket.taken", body).verdict
    return str(word.result.get("number", word.code))


def test_one_number_goes_from_business_to_business_and_keeps_its_time() -> None:
    hall = Hall()
    assert taken(hall, Taken("a", then=("b",))) == "A001"
    assert hall.take("b") == "B001"
    assert hall.call("1") == "A001"
    assert hall.at_window("started", "A001", "1") == ""
    assert hall.at_window("finished", "A001", "1") == ""
    onward = hall.ticket("A001")
    assert (onward.state, onward.service, onward.then, onward.window) == ("waiting", "b", (), "")
    assert onward.done == ("a",)
    assert [hall.call("3"), hall.call("3")] == ["A001", "B001"], "it came before B001"
    assert hall.ticket("A001").state == "finished"
    assert hall.refolded() == hall.state


def finished(hall: Hall) -> None:
    hall.at_window("finished", "A001", "1")


def called_over(hall: Hall) -> None:
    hall.take()
    assert hall.call("1") == "A002"


def by_hand(hall: Hall) -> None:
    assert hall.step("ticket.served_by_hand", "A001", ByHand("1")) == ""


@pytest.mark.parametrize("done", [finished, called_over, by_hand])
def test_however_one_matter_is_done_the_next_one_waits(done: Callable[[Hall], None]) -> None:
    hall = Hall()
    taken(hall, Taken("a", then=("b",)))
    hall.call("1")
    done(hall)
    assert (hall.ticket("A001").state, hall.ticket("A001").service) == ("waiting", "b")
    assert hall.call("3") == "A001"
    assert hall.at_window("finished", "A001", "3") == ""
    assert hall.ticket("A001").state == "finished"
    assert hall.refolded() == hall.state


def test_served_by_hand_at_each_of_its_windows_it_was_called_twice_by_nobody() -> None:
    hall = Hall()
    taken(hall, Taken("a", then=("b",)))
    assert hall.step("ticket.served_by_hand", "A001", ByHand("1")) == ""
    assert hall.step("ticket.served_by_hand", "A001", ByHand("3")) == ""
    assert (hall.ticket("A001").state, hall.ticket("A001").twice) == ("finished", False)


def test_a_call_that_was_a_mistake_brings_back_whom_it_sent_on() -> None:
    hall = Hall()
    taken(hall, Taken("a", then=("b",)))
    hall.take()
    hall.call("1")
    hall.at_window("started", "A001", "1")
    hall.call("1")
    assert hall.ticket("A001").service == "b"
    hall.does(f"window:{HALL}:1", "intent.dropped", Dropped(hall.judged[-1].entry.id))
    back = hall.ticket("A001")
    assert (back.state, back.service, back.then, back.done, back.window) == ("called", "a", ("b",), (), "1")
    assert (hall.day.windows["1"].current, hall.ticket("A002").state) == ("A001", "waiting")
    assert hall.day.lines["b"].waiting == 0
    hall.at_window("finished", "A001", "1")
    assert hall.call("3") == "A001"
    assert hall.refolded() == hall.state


def test_who_was_called_on_meanwhile_is_not_brought_back() -> None:
    hall = Hall()
    taken(hall, Taken("a", then=("b",)))
    hall.take()
    hall.call("1")
    mistake = hall.does(f"window:{HALL}:1", "window.called_next", AtWindow("1")).entry.id
    assert hall.call("3") == "A001"
    hall.does(f"window:{HALL}:1", "intent.dropped", Dropped(mistake))
    assert (hall.ticket("A001").window, hall.day.windows["1"].current) == ("3", "")
    assert hall.refolded() == hall.state


def test_a_transfer_in_between_leaves_the_rest_of_the_chain() -> None:
    hall = Hall()
    taken(hall, Taken("a", then=("b",)))
    hall.call("1")
    hall.step("ticket.transferred", "A001", Transferred("1", "window:2"))
    assert hall.call("2") == "A001"
    hall.at_window("finished", "A001", "2")
    assert hall.ticket("A001").service == "b"


def test_a_chain_that_cannot_be_is_refused_whole() -> None:
    shut = ServiceRule("c", "夜间", "C", hours=(Hours("20:00", "21:00"),))
    counted = ServiceRule("d", "限号", "D", quota=1)
    windows = (*rules().windows, WindowRule("4", "4号窗口", ("c", "d")))
    hall = Hall(rules(services=(*rules().services, shut, counted), windows=windows))
    assert taken(hall, Taken("a", then=("x",))) == "unknown_service"
    assert taken(hall, Taken("a", then=("b", "a"))) == "service_twice"
    assert taken(hall, Taken("a", then=("c",))) == "outside_hours"
    assert taken(hall, Taken("a", then=("d",))) == "A001"
    assert left_today(hall.day, counted) == 0
    assert [taken(hall, Taken("b", then=("d",))), hall.take("b")] == ["quota_spent", "B001"]


def test_two_kiosks_check_the_same_appointment_in_and_there_is_one_ticket() -> None:
    hall = Hall()
    first = hall.does("take:1", "ticket.taken", Taken("a", "appointment", appointment="booking"))
    assert taken(hall, Taken("a", "appointment", appointment="booking")) == "checked_in_already"
    assert list(hall.day.tickets) == ["A001"]
    hall.does("take:1", "intent.dropped", Dropped(first.entry.id))
    assert taken(hall, Taken("a", "appointment", appointment="booking")) == "A002", "nobody holds the first one"


def test_an_appointment_checked_in_twice_without_a_line_has_one_place_of_its_class() -> None:
    hall = Hall()
    lent = [hall.does(f"lease:{who}", "lease.granted", LeaseGranted(who, "a", hall.state.day, 5)) for who in "kq"]
    for one in lent:
        number = f"A{one.verdict.result['first']}"
        body = Taken("a", "appointment", number, one.entry.id, hall.state.day, "booking")
        hall.does(f"take:{number}", "ticket.taken", body)
    assert {one.number: one.lane for one in hall.day.tickets.values()} == {"A501": "appointment", "A506": ""}
    assert hall.judged[-1].verdict.code == "checked_in_twice"


def test_a_block_is_its_holders_to_give_back_and_a_closed_day_lends_none() -> None:
    hall = Hall()
    lent = hall.does("lease:1", "lease.granted", LeaseGranted("k", "a", hall.state.day, 5)).entry.id
    back = LeaseReturned(lent, hall.state.day)
    assert hall.does("lease:1", "lease.returned", back, who="other").verdict.code == "not_yours"
    assert hall.does("lease:1", "lease.returned", back, who="k").verdict.verdict == "applied"
    assert hall.day.leases[lent].outstanding == 0
    hall.does(f"day:{hall.state.day}", "day.closed", DayClosed(hall.state.day))
    again = hall.does("lease:2", "lease.granted", LeaseGranted("k", "a", hall.state.day, 5))
    assert again.verdict.code == "day_closed"


def test_closing_a_day_ends_it_and_keeps_its_story() -> None:
    hall = Hall()
    hall.take(), hall.take()
    hall.call("1")
    hall.at_window("finished", "A001", "1")
    assert hall.does("day:x", "day.closed", DayClosed("2026-11-19")).verdict.code == "other_day"
    hall.does("day:x", "day.closed", DayClosed(hall.state.day))
    assert {one.number: one.state for one in hall.day.tickets.values()} == {"A001": "finished", "A002": "expired"}
    assert (hall.take(), hall.call("1")) == ("day_closed", "day_closed")
    before = hall.day
    hall.does("day:x", "day.closed", DayClosed(hall.state.day))
    assert hall.day == before


NINE_TO_FIVE = ServiceRule("a", "综合", "A", hours=(Hours("09:00", "12:00"), Hours("13:30", "17:00")))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Hall time of November 2026, as UTC."""
    return datetime(2026, 11, day, hour - 8, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "due"),
    [(at(20, 12, 30), False), (at(20, 17, 30), False), (at(20, 18), True), (at(20, 23), True), (at(21, 8), True)],
)
def test_a_day_is_over_an_hour_after_the_last_business_has_shut(now: datetime, due: bool) -> None:
    hall = Hall(rules(services=(NINE_TO_FIVE,), windows=rules().windows[:1]))
    hall.take()
    hall.call("1")
    hall.at_window("finished", "A001", "1")
    assert overdue(hall.state, now) == (hall.state.day if due else "")


def test_nobody_is_sent_home_by_the_clock_while_they_are_served() -> None:
    hall = Hall(rules(services=(NINE_TO_FIVE,), windows=rules().windows[:1]))
    hall.take()
    assert overdue(hall.state, at(20, 20)) == ""
    hall.call("1")
    assert overdue(hall.state, at(20, 20)) == ""
    assert overdue(hall.state, at(21, 8)) == hall.state.day, "the next date ends it whoever is left"
    hall.at_window("finished", "A001", "1")
    assert overdue(hall.state, at(20, 20)) == hall.state.day


def test_a_hall_that_never_shuts_is_closed_by_the_date_alone() -> None:
    hall = Hall()
    hall.does(f"window:{HALL}:1", "window.unpaused", AtWindow("1"))
    assert overdue(hall.state, at(20, 23, 59)) == ""
    assert overdue(hall.state, at(21, 8)) == hall.state.day
    hall.does("day:x", "day.closed", DayClosed(hall.state.day))
    assert overdue(hall.state, at(21, 8)) == ""


def test_a_step_whose_answer_was_lost_stands_and_what_is_no_step_is_held() -> None:
    """A judge that stumbles over an entry would stand still: whoever wrote it pushes it again and again."""
    hall = Hall()
    hall.take()
    hall.call("1")
    hall.at_window("finished", "A001", "1")
    before = hall.day
    assert hall.step("intent.dropped", "A001", Dropped("entry 4")) == "nothing_to_drop"
    assert hall.step("day.closed", "A001", DayClosed(hall.state.day)) == "unreadable"
    assert hall.day == before


@pytest.mark.parametrize("stream", ["ticket:{hall}:{day}:A001", "window:{hall}:1", "take:x", "queue:{hall}"])
@pytest.mark.parametrize("kind", [kind for kind in QUEUE_KINDS if kind != "queue.configured"])
def test_every_kind_on_every_stream_has_a_verdict(kind: str, stream: str) -> None:
    hall = Hall()
    hall.take()
    bodies: dict[str, object] = {
        "lease.granted": LeaseGranted("k", "a", hall.state.day, 1),
        "window.paused": Paused("1"),
    }
    bodies |= {"ticket.taken": Taken("a"), "intent.dropped": Dropped("x"), "day.closed": DayClosed(hall.state.day)}
    bodies |= {"lease.returned": LeaseReturned("x", hall.state.day), "ticket.cancelled": Cancelled()}
    bodies |= {"ticket.transferred": Transferred("1", "b"), "ticket.served_by_hand": ByHand("1")}
    body = bodies.get(kind, PaperStep("job") if kind.startswith("paper.") else AtWindow("1"))
    one = hall.does(stream.format(hall=HALL, day=hall.state.day), kind, body)
    assert one.verdict.verdict in {"applied", "refused", "held"}
    assert hall.refolded() == hall.state
