"""The hall's evening on real journals: days closed once, blocks and shares given back, and a hub that has gone back."""

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kiosk.app import Machine
from kiosk.counter import Counter
from kiosk.desks.appointments import Appointments
from kiosk.desks.live import LivePlace, live_place
from kiosk.domain.appointment import SlotLent, slot_stream
from kiosk.domain.entry import Entry, Judged
from kiosk.domain.queue.rules import Hours, QueueRules, ServiceRule
from kiosk.domain.queue.state import Day, QueueState
from kiosk.errors import Refused
from kiosk.server.closing import Closing
from kiosk.server.forecast import Forecaster
from kiosk.sync.answers import LinkTrouble
from kiosk.sync.exchange import Exchange
from tests.integration.test_queue import QUEUE, read_region, terminal, today
from tests.support.guards import ExpectLog
from tests.support.postgres import Postgres
from tests.support.queues import rules
from tests.support.world import HALL, PARTITION, Wire, World, world

DAY = "2026-11-20"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        made.configure(office())
        yield made


def office() -> QueueRules:
    """Open from nine to five; the world begins at ten."""
    services = tuple(
        ServiceRule(one.code, one.name, one.prefix, hours=(Hours("09:00", "17:00"),)) for one in rules().services
    )
    return rules(services=services, lease_size=6)


def state(machine: Machine) -> QueueState:
    return machine.journal.views.queue.state(QUEUE)


def the_day(machine: Machine) -> Day:
    return state(machine).days[DAY]


def closing(machine: Machine) -> Closing:
    return Closing(machine.journal, machine.service.sequencer)


def test_two_hubs_close_a_day_once_and_its_story_stays(here: World, postgres: Postgres) -> None:
    database = postgres.fresh()
    hubs = [here.hub(name, database)[0] for name in ("one", "two")]
    kiosk = terminal(here, hubs[0], "k")
    here.exchange(hubs[0], Wire(here.platform, hubs[0].identity.terminal)).pull_all()
    kiosk.tickets().take("a")
    both = [closing(one) for one in hubs]
    assert [one.look(QUEUE) for one in both] == ["", ""]
    here.later(hours=14)
    for one in both:
        one.look(QUEUE)
    kinds = [one.entry.kind for one in hubs[0].journal.entries.after(QUEUE, 0, 1000)]
    assert kinds.count("day.closed") == 1
    assert [one.state for one in the_day(hubs[1]).tickets.values()] == ["expired"]
    assert state(hubs[0]).day == DAY, "the next one begins with whoever comes first"
    here.later(hours=10)
    assert (kiosk.tickets().take("a").number, state(hubs[1]).day) == ("A001", "2026-11-21")


def test_an_empty_hall_is_closed_an_hour_after_it_has_shut_and_gives_no_number(here: World) -> None:
    hub, _ = here.hub()
    look = closing(hub)
    here.later(hours=7, minutes=50)
    assert look.look(QUEUE) == ""
    here.later(minutes=20)
    assert look.look(QUEUE) == DAY
    assert look.look(QUEUE) == ""
    kiosk = terminal(here, hub, "k")
    read_region(here, (hub, Wire(here.platform, hub.identity.terminal)))
    with pytest.raises(Refused) as caught:
        kiosk.tickets().take("a")
    assert caught.value.code == "day_closed"


def test_what_is_left_of_a_block_is_given_back_when_its_day_is_closed_and_not_before(here: World) -> None:
    hub, wire = here.hub()
    kiosk = terminal(here, hub, "k")
    read_region(here, (hub, wire))
    kiosk.sync()
    kiosk.wire.cut = True
    given = kiosk.tickets().take("a").number
    kiosk.wire.cut = False
    kiosk.sync()
    lent = [one for one in the_day(hub).leases.values() if one.service == "a"]
    assert [(given in {f"A{value}" for value in one.used}, one.returned) for one in lent] == [(True, False)]
    here.later(hours=14)
    closing(hub).look(QUEUE)
    kiosk.sync()
    kiosk.sync()
    assert all(one.returned for one in the_day(hub).leases.values())
    assert the_day(hub).tickets[given].state == "expired"
    kiosk.sync()
    returned = [one for one in hub.journal.entries.after(QUEUE, 0, 1000) if one.entry.kind == "lease.returned"]
    assert len(returned) == len(the_day(hub).leases), "each block once"
    assert the_day(kiosk.machine).leases == the_day(hub).leases
    assert not any(one.returned for one in today(hub).leases.values()), "the new day's blocks are held"


def test_a_kiosk_keeps_a_place_for_the_time_without_a_line(here: World) -> None:
    platform, start = Counter(here.platform).appointments(HALL), f"{DAY}T14:30"
    platform.open("a", start, 3)
    platform.open("b", f"{DAY}T15:00", 2)
    platform.book("b", f"{DAY}T15:00", "1234")
    kiosk, wire = here.enrol("k")
    exchange = kiosk.exchange(wire)
    for _ in range(4):
        exchange.once()
    assert [one.left for one in platform.slots()] == [2, 1], "one where more than half was free, and once"
    wire.cut = True
    desk = share_desk(kiosk, exchange)
    booked = desk.book("a", start, "5678")
    with pytest.raises(Refused) as caught:
        desk.book("a", start)
    assert caught.value.code == "slot_full"
    wire.cut = False
    exchange.once(), exchange.once()
    assert platform.standing("a", start, booked.code).state == "booked"
    assert platform.slots("a")[0].left == 1, "another place is kept instead of the one that was given"


def test_a_word_that_comes_before_the_slot_it_is_about_counts_too(here: World) -> None:
    platform, start = Counter(here.platform).appointments(HALL), f"{DAY}T14:30"
    platform.open("a", start, 3)
    kiosk, wire = here.enrol("k")
    exchange = kiosk.exchange(wire)
    wish = SlotLent(kiosk.identity.terminal, 1)
    kiosk.journal.append(PARTITION, slot_stream(HALL, "a", start), "slot.lent", "system", wish)
    assert exchange.push_all() == 1
    exchange.pull_all()
    assert kiosk.journal.views.slots.shared() == here.platform.journal.views.slots.shared()
    assert platform.slots("a")[0].left == 2


def test_a_share_of_a_slot_goes_back_once_the_slot_has_begun(here: World) -> None:
    platform, start = Counter(here.platform).appointments(HALL), f"{DAY}T10:30"
    platform.open("a", start, 3)
    (kiosk, wire), (other, _) = here.enrol("k"), here.enrol("o")
    exchange, stranger = kiosk.exchange(wire), other.exchange(Wire(here.platform, other.identity.terminal))
    exchange.once()
    desk = share_desk(kiosk, exchange)
    assert desk.lend("a", start, 2) == 2
    wire.cut = True
    desk.book("a", start, "5678")
    wire.cut = False
    exchange.once(), exchange.once()
    assert platform.slots("a")[0].left == 1, "it has not begun"
    wire.cut = True
    here.later(minutes=61)
    stranger.once()
    assert platform.slots("a")[0].left == 1, "another machine has nothing to give back"
    with pytest.raises(LinkTrouble):
        exchange.once()
    with pytest.raises(Refused) as caught:
        desk.book("a", start)
    assert caught.value.code == "slot_full", "what was given back is not promised again"
    wire.cut = False
    exchange.once(), exchange.once()
    assert platform.slots("a")[0].left == 2


def share_desk(kiosk: Machine, exchange: Exchange) -> Appointments:
    journal = kiosk.journal

    def note(stream: str, kind: str, body: object, id: str) -> Entry:
        return journal.append(PARTITION, stream, kind, "citizen", body, id)

    def ask(stream: str, kind: str, body: object, id: str) -> Judged:
        return exchange.ask(note(stream, kind, body, id))

    return Appointments(HALL, ZoneInfo("Asia/Shanghai"), 15, journal, ask, note)


def test_what_was_learned_is_in_its_file_at_the_end_of_the_day_and_is_not_learned_again(
    here: World, tmp_path: Path
) -> None:
    hub, wire = here.hub()
    kiosk, window = terminal(here, hub, "k"), terminal(here, hub, "w", "window")
    read_region(here, (hub, wire))
    forecaster = Forecaster(hub.journal, QUEUE, tmp_path / "waits", lambda: None)
    for _ in range(3):
        kiosk.tickets().take("a")
        here.later(minutes=5)
        window.calls("1").call_next()
    forecaster.follow()
    assert hub.journal.views.waits.find(QUEUE, here.clock.now())["a"].high_s > 0
    assert not (tmp_path / "waits").exists()
    here.later(hours=14)
    closing(hub).look(QUEUE)
    forecaster.follow()
    assert forecaster._kept.learner.forest.learned == 3
    again = Forecaster(hub.journal, QUEUE, tmp_path / "waits", lambda: None)
    again.follow()
    assert again._kept.learner.to_bytes() == forecaster._kept.learner.to_bytes()
    assert again._feed.service_s == forecaster._feed.service_s is not None


def test_a_file_of_something_else_is_learned_anew(here: World, tmp_path: Path, expect_log: ExpectLog) -> None:
    expect_log("cannot be read, and is learned anew")
    hub, _ = here.hub()
    (tmp_path / "waits").write_bytes(b"something else")
    Forecaster(hub.journal, QUEUE, tmp_path / "waits", lambda: None).follow()
    assert hub.journal.views.waits.find(QUEUE, here.clock.now())


def test_a_number_says_how_long_its_owner_waits_and_so_do_board_and_phone(here: World, tmp_path: Path) -> None:
    hub, wire = here.hub()
    kiosk, board = terminal(here, hub, "k"), terminal(here, hub, "b", "board")
    read_region(here, (hub, wire))
    assert kiosk.tickets().take("a").estimate is None, "nobody has foretold anything yet"
    Forecaster(hub.journal, QUEUE, tmp_path / "waits", lambda: None).follow()
    first, second = kiosk.tickets().take("a"), kiosk.tickets().take("a")
    assert first.estimate is not None
    assert second.estimate is not None
    assert first.estimate.to <= second.estimate.to
    assert [row.estimate is not None for row in kiosk.tickets().services()] == [True, True]
    for one in (board, kiosk):
        one.sync()
    assert [one.estimate is not None for one in board.calls("1").hall().waiting] == [True, True]
    hub.exchange(wire).once()
    assert phone(here, hub).estimate is not None
    kiosk.wire.cut = board.wire.cut = True
    for one in (kiosk, board):
        with pytest.raises(LinkTrouble):
            one.sync()
    assert [row.estimate for row in kiosk.tickets().services()] == [None, None]
    assert [one.estimate for one in board.calls("1").hall().waiting] == [None, None]
    assert kiosk.tickets().take("a").estimate is None
    here.later(minutes=2)
    assert phone(here, hub).estimate is None, "the hall has not been heard of for two minutes"


def phone(here: World, hub: Machine) -> LivePlace:
    """The place of the first ticket, on the platform."""
    ticket = the_day(hub).tickets["A001"]
    return live_place(here.platform.journal, ticket.intent)
