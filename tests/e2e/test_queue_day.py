"""A day in a hall in which everything dies at some time: papers, tickets and machines agree at the end."""

import json
from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

import msgspec
import pytest

from kiosk.app import opener
from kiosk.domain.entry import Judged
from kiosk.domain.queue.bodies import ByHand, Taken, ticket_number
from tests.support.hall import CODE
from tests.support.hall_day import HallDay, Size, day_rules
from tests.support.postgres import Postgres
from tests.support.queue_hall import QUEUE, QueueHall, queue_hall
from tests.support.receipt_printer import receipt_printer
from tests.support.seats import Seat, take_seats

SEED = 11
SMALL = Size(kiosks=2, windows=3, boards=2, citizens=60, misfortunes=18, lasts_s=15)
WHOLE = Size(kiosks=3, windows=40, boards=10, citizens=3000, misfortunes=240, lasts_s=720)


@pytest.mark.timeout(5400)
def test_a_day_in_which_everything_dies_at_some_time(tmp_path: Path, postgres: Postgres, long: bool) -> None:
    size = WHOLE if long else SMALL
    with ExitStack() as stack:
        printer = stack.enter_context(receipt_printer())
        here = stack.enter_context(queue_hall(tmp_path, day_rules(size.windows), 2, postgres.fresh()))
        seats = take_seats(here, stack, size.roles, printer.address)
        day = HallDay(here, seats, size, SEED)
        told = day.run()
        prints = fingerprints(here, seats)
        asked, done = papers(day.of("kiosk"))
        with opener().open(here.folder / "hub-0") as machine:
            state = machine.journal.views.queue.state(QUEUE)
            history = machine.journal.entries.after(QUEUE, 0, 1 << 30)
        counted = printer.counted()
    tickets = {number: one for each in state.days.values() for number, one in each.tickets.items()}
    twice = called_twice(history)
    print(json.dumps({**told.happened, "tickets": len(tickets), "entries": len(history), "papers": counted}))
    print(json.dumps({"called twice": sorted(twice), "states": Counter(one.state for one in tickets.values())}))
    assert len(prints) == 1
    assert len(told.shown) == len(set(told.shown)) > size.citizens // 2
    assert set(told.shown) <= set(tickets)
    assert done <= counted <= sum(asked.values())
    assert set(asked) <= set(tickets)
    by_hand = {ticket_number(one.entry.stream) for one in history if one.entry.kind == "ticket.served_by_hand"}
    assert twice <= {number for number, one in tickets.items() if one.twice} <= by_hand


def fingerprints(here: QueueHall, seats: Iterable[Seat]) -> set[str]:
    """What every machine of the hall says of its queue, and the platform."""
    with opener().open(here.folder / "hub-0") as machine:
        link = machine.link()
        machine.exchange(link).once()
        link.close()
    for seat in seats:
        assert seat.insists("sync") == 0
    found = {str(seat.insists("state")["fingerprint"]) for seat in seats}
    for folder in ("platform", "hub-0", "hub-1"):
        with opener().open(here.folder / folder) as machine:
            found.add(machine.journal.views.shared_queue(QUEUE)["fingerprint"])
    return found


def papers(kiosks: Iterable[Seat]) -> tuple[Counter[str], int]:
    """For which numbers papers were asked for at the kiosks, and how many are said to be done."""
    asked: Counter[str] = Counter()
    done = 0
    for seat in kiosks:
        with opener().open(seat.folder) as machine:
            sql = "SELECT kind, stream FROM entry WHERE terminal = ?"
            rows = machine.journal.db.rows(sql, machine.journal.terminal)
        prefix = f"ticket:{CODE}:"
        asked.update(stream.rpartition(":")[2] for kind, stream in rows if kind == "paper.asked" and prefix in stream)
        done += sum(kind == "paper.done" for kind, _ in rows)
    return asked, done


class Matters:
    """Who served which number for which matter, told by the journal alone.

    A call that was taken back, missed, held or passed on is none; the judge itself never calls anybody twice.
    """

    def __init__(self) -> None:
        self.twice: set[str] = set()
        self._more: Counter[str] = Counter()
        self._served: dict[str, str] = {}

    def hear(self, one: Judged) -> None:
        kind, result, number = one.entry.kind, one.verdict.result, ticket_number(one.entry.stream)
        self._over(str(result.get("finished", "")))
        if kind == "ticket.taken":
            self._taken(str(result["number"]), len(msgspec.json.decode(one.entry.body or "", type=Taken).then))
        elif kind == "window.called_next":
            assert result["ticket"] not in self._served, result["ticket"]
            self._served[result["ticket"]] = one.entry.stream.rpartition(":")[2]
        elif kind == "ticket.served_by_hand":
            self._by_hand(number, msgspec.json.decode(one.entry.body or "", type=ByHand).window)
        elif kind == "ticket.finished":
            self._over(number)
        elif kind in {"ticket.missed", "ticket.held", "ticket.transferred", "intent.dropped"}:
            self._served.pop(number or str(result.get("number", "")), None)

    def _taken(self, number: str, more: int) -> None:
        """It may have been served by hand before its kiosk could tell of it."""
        self._more[number] += more
        if number in self._served:
            self._over(number)

    def _by_hand(self, number: str, window: str) -> None:
        if self._served.get(number, window) != window:
            self.twice.add(number)
        self._served[number] = window
        self._over(number)

    def _over(self, number: str) -> None:
        """Done with one matter; for the next one it is called anew."""
        if self._more[number]:
            self._more[number] -= 1
            self._served.pop(number, None)


def called_twice(history: Iterable[Judged]) -> set[str]:
    """Numbers that two windows served for one and the same matter."""
    matters = Matters()
    for one in history:
        if one.verdict.verdict == "applied":
            matters.hear(one)
    return matters.twice
