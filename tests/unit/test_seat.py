"""What a call that nobody made leaves behind, what a window's own words change at once, whom a ticket is about."""

from dataclasses import replace

from kiosk.domain.entry import Entry
from kiosk.domain.queue.bodies import AtWindow, ByHand, Dropped, Paused, Taken
from kiosk.domain.queue.foresee import foreseen
from kiosk.domain.queue.state import QueueState, Ticket
from tests.support.queues import HALL, Hall


def dropped(hall: Hall, window: str) -> None:
    """The window's last call was a mistake."""
    hall.does(f"window:{HALL}:{window}", "intent.dropped", Dropped(hall.day.windows[window].call))


def test_a_call_that_nobody_made_sends_nobody_home() -> None:
    hall = Hall()
    first, second, third = hall.take(), hall.take(), hall.take()
    hall.call("1")
    hall.at_window("started", first, "1")
    assert hall.call("1") == second
    assert hall.ticket(first).state == "finished"
    dropped(hall, "1")
    assert [hall.ticket(one).state for one in (first, second, third)] == ["serving", "waiting", "waiting"]
    assert hall.day.windows["1"].current == first
    assert hall.at_window("finished", first, "1") == ""
    assert [hall.call("1"), hall.call("1")] == [second, third]
    assert hall.refolded() == hall.state


def test_who_was_served_by_hand_meanwhile_is_not_here_again() -> None:
    hall = Hall()
    first, second = hall.take(), hall.take()
    hall.call("1"), hall.call("1")
    hall.step("ticket.served_by_hand", first, ByHand("1"))
    dropped(hall, "1")
    assert (hall.ticket(first).state, hall.day.windows["1"].current) == ("finished", "")
    assert hall.ticket(second).state == "waiting"


def test_facts_are_foreseen_and_wishes_are_not() -> None:
    hall = Hall()
    first, _ = hall.take(), hall.take()
    hall.call("1")
    stream = f"ticket:{HALL}:{hall.state.day}:{first}"
    wishes = [entry(hall, stream, "ticket.recalled"), entry(hall, f"window:{HALL}:1", "window.called_next")]
    assert foreseen(hall.state, wishes) == hall.state
    served = foreseen(hall.state, [entry(hall, stream, "ticket.started")])
    assert ticket(served, first).state == "serving"
    done = foreseen(hall.state, [entry(hall, stream, "ticket.started"), entry(hall, stream, "ticket.finished")])
    assert (ticket(done, first).state, current(done)) == ("finished", "")


def test_what_the_rules_would_refuse_is_not_foreseen() -> None:
    hall = Hall()
    first = hall.take()
    hall.call("1")
    stream = f"ticket:{HALL}:{hall.state.day}:{first}"
    assert foreseen(hall.state, [entry(hall, stream, "ticket.finished", "2")]).today == hall.day


def test_a_pause_is_foreseen_with_its_reason() -> None:
    hall = Hall()
    one = hall.does(f"window:{HALL}:1", "window.paused", Paused("1", "午休")).entry
    hall.does(f"window:{HALL}:1", "window.unpaused", AtWindow("1"))
    today = foreseen(hall.state, [one]).today
    assert today is not None
    assert today.windows["1"].paused == "午休"


def test_a_ticket_names_the_case_that_its_holder_comes_about() -> None:
    hall = Hall()
    taken = hall.does("take:x", "ticket.taken", Taken("a", receipt="AAAAA-AAAAA"))
    assert hall.ticket(str(taken.verdict.result["number"])).receipt == "AAAAA-AAAAA"


def entry(hall: Hall, stream: str, kind: str, window: str = "1") -> Entry:
    """As a window writes it, before anybody has judged it; the hall itself stays as it is."""
    aside = replace(hall, judged=list(hall.judged))
    return aside.does(stream, kind, AtWindow(window)).entry


def ticket(state: QueueState, number: str) -> Ticket:
    assert state.today is not None
    return state.today.tickets[number]


def current(state: QueueState) -> str:
    assert state.today is not None
    return state.today.windows["1"].current
