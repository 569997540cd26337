"""A window's seat on real machines: what it says without a line stands, and what it may not say is never written."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.counter import Counter
from kiosk.desks.calls import Calls
from kiosk.domain.receipt import receipt_number
from kiosk.errors import Refused
from kiosk.queue_desk import Called
from kiosk.sync.answers import LinkTrouble
from tests.support.call_hall import CallHall, call_hall


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[CallHall]:
    with call_hall(tmp_path) as made:
        yield made


def test_a_seat_says_all_that_a_clerk_sees(hall: CallHall) -> None:
    numbers = [hall.take(), hall.take("a", "elder"), hall.take("b")]
    hall.sync()
    called = hall.calls.call_next()
    hall.calls.refresh()
    seat = hall.calls.seat()
    assert (seat.window.name, seat.window.current) == ("1号窗口", numbers[1])
    assert seat.current is not None
    assert (called.number, seat.current.priority, seat.current.calls) == (numbers[1], "elder", 1)
    assert [(one.service, one.count, one.next_numbers) for one in seat.hall.waiting] == [
        ("a", 1, (numbers[0],)),
        ("b", 1, (numbers[2],)),
    ]
    assert (seat.may_put_back, seat.paused, seat.closed, seat.aside, seat.recalls) == (True, None, False, (), 3)


def test_an_unknown_window_has_no_seat(hall: CallHall) -> None:
    with pytest.raises(Refused) as caught:
        hall.calls.at("99")
    assert caught.value.code == "unknown_window"
    assert hall.machine.journal.meta("window") == ""
    assert hall.calls.at("2").seat().window.code == "2"
    assert hall.machine.journal.meta("window") == "2"


WISHES: dict[str, Callable[[Calls], Called]] = {
    "recall": lambda desk: desk.recall(),
    "put back": lambda desk: desk.put_back(),
    "transfer": lambda desk: desk.transfer("b"),
    "resume": lambda desk: desk.resume("A001"),
}


@pytest.mark.parametrize("wish", WISHES)
def test_a_wish_without_a_line_is_not_written_to_be_granted_later(hall: CallHall, wish: str) -> None:
    hall.take()
    hall.calls.call_next()
    before = hall.machine.journal.outbox.count()
    hall.wire.cut = True
    with pytest.raises(LinkTrouble) as caught:
        WISHES[wish](hall.calls)
    assert caught.value.code == "hub_silent"
    assert "手工" in caught.value.mend
    assert hall.machine.journal.outbox.count() == before


def test_a_fact_without_a_line_outlives_the_machine_that_said_it(hall: CallHall) -> None:
    first, second = hall.take(), hall.take()
    hall.calls.call_next()
    hall.calls.refresh()
    hall.wire.cut = True
    assert hall.calls.start().state == "serving"
    again = Calls("511602-01", "大厅", "1", hall.calls._judge, hall.calls._estimate, hall.now)
    now = again.seat().current
    assert now is not None
    assert (now.number, now.state) == (first, "serving")
    assert again.finish().state == "finished"
    with pytest.raises(Refused) as caught:
        again.finish()
    assert caught.value.code == "no_current"
    hall.wire.cut = False
    hall.sync()
    assert hall.ticket(first).state == "finished"
    hall.here.later(seconds=5)
    assert again.call_next().number == second


def test_by_hand_takes_a_number_as_it_is_typed_and_ends_with_whoever_was_here(hall: CallHall) -> None:
    first, second = hall.take(), hall.take()
    hall.calls.call_next()
    hall.sync()
    hall.wire.cut = True
    for unclear in ("", "7", "Z001", "A", "A0x"):
        with pytest.raises(Refused) as caught:
            hall.calls.by_hand(unclear)
        assert caught.value.code == "number_unclear"
    assert hall.calls.by_hand(" a2 ").number == second
    seat = hall.calls.seat()
    assert (seat.current, [one.number for one in seat.by_hand]) == (None, [second])
    hall.wire.cut = False
    hall.sync()
    assert [(hall.ticket(one).state, hall.ticket(one).hand) for one in (first, second)] == [
        ("finished", ""),
        ("finished", "1"),
    ]
    assert hall.calls.seat().by_hand == ()


def test_a_ticket_for_a_receipt_carries_it_from_the_kiosk_to_the_window(hall: CallHall) -> None:
    receipt = receipt_number("019cbb5c-0000-7000-8000-000000000001")
    with Counter(hall.hub).tickets() as desk:
        desk.take("a", receipt=receipt.lower().replace("-", ""))
        with pytest.raises(Refused) as caught:
            desk.take("a", receipt="AAAAA-AAAA2")
    assert caught.value.code == "receipt_mistyped"
    assert hall.calls.call_next().number == "A001"
    hall.calls.refresh()
    seat = hall.calls.seat()
    assert seat.current is not None
    assert seat.current.receipt == receipt
