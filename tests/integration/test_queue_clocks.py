"""Clocks of a hall that are wrong: none turns or closes a day alone, whatever was switched off in between."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kiosk.app import Machine, Opener
from kiosk.clock import Reckoning
from kiosk.domain.queue.numbers import split_number
from kiosk.server.closing import Closing
from kiosk.server.handover import begin_hub
from kiosk.sync.answers import LinkTrouble
from tests.integration.test_queue import QUEUE, Terminal, read_region, terminal, today
from tests.integration.test_queue_evening import DAY, closing, office, state
from tests.support.world import SetClock, Wire, World, world

NEXT = "2026-11-21"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        made.configure(office())
        yield made


@dataclass
class Wrong:
    """A clock whose wall was set; what is behind it goes on evenly. Another `boot` is another process."""

    inner: SetClock
    by: timedelta = timedelta()
    boot: str = "test"

    def now(self) -> datetime:
        return self.inner.now() + self.by

    def monotonic_ms(self) -> int:
        return self.inner.monotonic_ms()


@contextmanager
def started(here: World, name: str, clock: Wrong, *, cut: bool = False) -> Iterator[tuple[Machine, Wire]]:
    """A machine of the world whose process begins with a clock of its own; a hub as its process begins."""
    with Opener(clock, here.dice).open(here.root / name) as machine:
        wire = Wire(here.platform, machine.identity.terminal)
        wire.cut = cut
        if machine.identity.role == "hub":
            with suppress(LinkTrouble):
                begin_hub(machine, wire)
        yield machine, wire


def a_hub(here: World) -> Terminal:
    """One that has judged before and is switched off, and a kiosk behind it."""
    with here.switched_on("hub", "hub") as (hub, wire):
        begin_hub(hub, wire)
        kiosk = terminal(here, hub, "k")
        read_region(here, (hub, wire))
        assert [kiosk.tickets().take("a").number for _ in range(2)] == ["A001", "A002"]
        kiosk.sync()
    return kiosk


@pytest.mark.parametrize("cut", [False, True])
@pytest.mark.parametrize("days", [1, 9 * 365, -1, -26 * 365])
def test_a_hub_that_starts_with_a_wrong_date_goes_on_with_the_days_numbers(here: World, days: int, cut: bool) -> None:
    kiosk = a_hub(here)
    with started(here, "hub", Wrong(here.clock, timedelta(days=days), "2"), cut=cut) as (hub, _):
        kiosk.wire._platform = hub
        look = closing(hub)
        assert look.look(QUEUE) == ""
        if not cut:
            assert kiosk.tickets().take("a").number == "A003"
        kiosk.sync()
        assert look.look(QUEUE) == ""
        assert (state(hub).day, today(hub).closed) == (DAY, False)
        assert {one.state for one in today(hub).tickets.values()} == {"waiting"}


def test_a_hub_that_starts_in_the_evening_of_its_own_clock_keeps_the_hall_open(here: World) -> None:
    kiosk = a_hub(here)
    window = terminal(here, kiosk.machine, "w", "window")
    with started(here, "hub", Wrong(here.clock, timedelta(hours=9), "2")) as (hub, link):
        read_region(here, (hub, link))
        kiosk.wire._platform = window.wire._platform = hub
        look = closing(hub)
        for _ in range(2):
            window.calls("1").call_next()
        window.calls("1").finish()
        assert look.look(QUEUE) == "", "nobody is here, and its own clock says seven"
        assert kiosk.tickets().take("a").number == "A003"
        assert datetime.fromisoformat(today(hub).tickets["A003"].taken_at) - here.clock.at < timedelta(minutes=1)
        assert abs(kiosk.machine.journal.now() - here.clock.at) < timedelta(minutes=1)


def test_a_hub_whose_clock_stands_in_another_year_begins_the_next_day_all_the_same(here: World) -> None:
    kiosk = a_hub(here)
    with started(here, "hub", Wrong(here.clock, timedelta(days=-26 * 365), "2")) as (hub, _):
        kiosk.wire._platform = hub
        here.later(hours=23)
        assert kiosk.tickets().take("a").number == "A001"
        assert (state(hub).day, state(hub).days[DAY].closed) == (NEXT, True)


@pytest.mark.parametrize("days", [1, -1])
def test_a_clock_that_is_set_while_the_hub_runs_closes_nothing_and_resets_nothing(here: World, days: int) -> None:
    kiosk, clock = a_hub(here), Wrong(here.clock, boot="2")
    with started(here, "hub", clock) as (hub, _):
        kiosk.wire._platform = hub
        look = closing(hub)
        assert look.look(QUEUE) == ""
        clock.by = timedelta(days=days)
        assert look.look(QUEUE) == ""
        assert kiosk.tickets().take("a").number == "A003"
        assert (state(hub).day, today(hub).closed) == (DAY, False)


def test_a_hub_whose_platforms_clock_is_set_ahead_closes_nothing(here: World) -> None:
    with here.switched_on("hub", "hub") as (hub, wire):
        begin_hub(hub, wire)
        kiosk = terminal(here, hub, "k")
        read_region(here, (hub, wire))
        look = closing(hub)
        kiosk.tickets().take("a")
        assert look.look(QUEUE) == ""
        hub.journal.hear_time(here.clock.at + timedelta(days=1))
        assert look.look(QUEUE) == ""
        assert kiosk.tickets().take("a").number == "A002"
        assert look.look(QUEUE) == ""
        assert (state(hub).day, today(hub).closed) == (DAY, False)


@pytest.mark.parametrize("came", [True, False])
def test_a_judge_with_nobody_above_it_closes_by_a_clock_that_a_terminal_has_borne_out(here: World, came: bool) -> None:
    kiosk = terminal(here, here.platform, "k")
    kiosk.tickets().take("a")
    look = Closing(here.platform.journal, here.platform.service.sequencer)
    assert look.look(QUEUE) == ""
    if came:
        kiosk.tickets().take("a")
        assert look.look(QUEUE) == ""
    here.later(hours=14)
    assert look.look(QUEUE) == (DAY if came else "")
    here.later(hours=10)
    assert kiosk.tickets().take("a").number == "A001"
    assert state(here.platform).days[DAY].closed


def test_a_block_is_todays_though_the_kiosks_clock_was_set_ahead_while_the_hub_is_silent(here: World) -> None:
    hub, link = here.hub()
    with here.switched_on("o") as (made, wire):
        read_region(here, (hub, link))
    clock = Wrong(here.clock, boot="2")
    with started(here, made.folder.name, clock) as (machine, _):
        kiosk = Terminal(machine, Wire(hub, wire._terminal))
        kiosk.sync()
        kiosk.wire.cut = True
        clock.by = timedelta(days=1)
        ticket = kiosk.tickets().take("a")
        assert (ticket.day, ticket.source) == (DAY, "lease")
        kiosk.wire.cut = False
        kiosk.sync()
        assert today(hub).tickets[ticket.number].state == "waiting"


def test_a_hub_that_is_ahead_and_alone_shows_and_gives_nobody_tomorrow(here: World) -> None:
    kiosk = a_hub(here)
    with started(here, "hub", Wrong(here.clock, timedelta(days=1), "2"), cut=True) as (hub, _):
        kiosk.wire._platform = hub
        kiosk.sync()
        assert kiosk.machine.journal.now() - here.clock.at > timedelta(hours=23)
        assert [row.waiting for row in kiosk.tickets().services()] == [2, 0]
        kiosk.wire.cut = True
        ticket = kiosk.tickets().take("a")
        assert (ticket.day, ticket.source) == (DAY, "lease")


def test_in_the_morning_before_anybody_came_the_hall_is_todays_on_every_screen(here: World) -> None:
    hub, wire = here.hub()
    kiosk, window = terminal(here, hub, "k"), terminal(here, hub, "w", "window")
    read_region(here, (hub, wire))
    for _ in range(2):
        kiosk.tickets().take("a")
    window.calls("1").call_next()
    here.later(hours=9)
    closing(hub).look(QUEUE)
    for one in (kiosk, window):
        one.sync()
    here.later(hours=15)
    for one in (kiosk, window):
        one.sync()
        one.wire.cut = True
    assert [row.closed for row in kiosk.tickets().services()] == ["", ""]
    assert [row.count for row in kiosk.tickets().hall().waiting] == [0, 0]
    seat = window.calls("1").seat()
    assert (seat.current, seat.closed) == (None, False)
    ticket = kiosk.tickets().take("a")
    assert (ticket.day, ticket.source, ticket.ahead) == (NEXT, "lease", 0)
    window.calls("1").by_hand(ticket.number)
    for one in (window, kiosk):
        one.wire.cut = False
        one.sync()
    assert (state(hub).day, today(hub).tickets[ticket.number].hand) == (NEXT, "1")
    assert split_number(kiosk.tickets().take("a").number)[1] != split_number(ticket.number)[1]


def test_the_clock_above_goes_on_evenly_and_is_followed_where_it_goes(here: World) -> None:
    clock = Wrong(here.clock)
    above = Reckoning(clock, 5000)
    assert (above.now() - here.clock.at, above.agreed) == (timedelta(seconds=5), False)
    heard = here.clock.at + timedelta(minutes=3)
    assert above.hear(heard)
    assert not above.hear(above.now()), "nothing new"
    clock.by = timedelta(days=400)
    assert abs(above.now() - heard) < timedelta(seconds=1)
    assert not above.agreed
    assert above.hear(heard), "our own clock is off by another amount now"
    assert above.offset_ms < -399 * 86_400_000
    above.hear(heard + timedelta(hours=2))
    assert abs(above.now() - heard - timedelta(hours=2)) < timedelta(seconds=1)
