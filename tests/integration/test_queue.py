"""A hall's queue over the journal, on both databases: its judge, its replicas, its lines cut, its hub restored."""

import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from kiosk.app import Machine
from kiosk.counter import Counter
from kiosk.desks.calls import Calls
from kiosk.desks.hall_view import known_waits
from kiosk.desks.judging import JudgeBeyond
from kiosk.desks.live import live_place
from kiosk.desks.printing import Printing
from kiosk.desks.ticket_paper import TicketPapers
from kiosk.desks.tickets import Tickets
from kiosk.devices.printer import FilePrinter, Status
from kiosk.domain.queue.bodies import AtWindow, Taken
from kiosk.domain.queue.rules import QueueRules, ServiceRule, WindowRule
from kiosk.domain.queue.state import Day
from kiosk.errors import Fault, Refused
from kiosk.journal.forgetting import purge
from kiosk.journal.rewinding import rewind
from kiosk.journal.telling import told_before
from kiosk.server.handover import begin_hub
from kiosk.sync.leasing import Leasing
from kiosk.wire import LeaseRequest
from tests.support.postgres import Postgres
from tests.support.queues import rules
from tests.support.world import HALL, Wire, World, world

QUEUE = f"hall:{HALL}"


@dataclass
class Terminal:
    """A machine of the hall at work, its wire in the test's hand."""

    machine: Machine
    wire: Wire

    def __post_init__(self) -> None:
        self.exchange = self.machine.exchange(self.wire)
        self.judge = JudgeBeyond(self.machine.journal, self.exchange, QUEUE)

    def sync(self) -> None:
        self.exchange.once()

    def tickets(self) -> Tickets:
        counter = Counter(self.machine)
        papers = TicketPapers(HALL, "大厅", self.judge, dict, lambda: "job")
        leasing = Leasing(self.machine.journal, QUEUE)
        journal = self.machine.journal
        slots = counter.appointments(HALL)
        waits = known_waits(journal, self.judge)
        return Tickets(counter.place(), journal, self.judge, leasing, papers, counter.guidebook, slots, waits)

    def calls(self, window: str) -> Calls:
        waits = known_waits(self.machine.journal, self.judge)
        return Calls(HALL, "大厅", window, self.judge, waits, self.machine.clock.now)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, postgres: Postgres) -> str:
    return postgres.fresh() if request.param == "postgresql" else ""


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        made.configure(rules())
        yield made


@pytest.fixture
def hub(here: World, database: str) -> tuple[Machine, Wire]:
    return here.hub(database=database)


def terminal(here: World, hub: Machine, name: str, role: str = "kiosk") -> Terminal:
    """A machine behind the hub: enrolled at the platform, known to the hub once that has read of it."""
    machine, wire = here.enrol(name, role, ("*",) if role == "window" else ())
    return Terminal(machine, Wire(hub, wire._terminal))


def read_region(here: World, hub: tuple[Machine, Wire]) -> None:
    here.exchange(*hub).pull_all()


def today(machine: Machine) -> Day:
    found = machine.journal.views.queue.state(QUEUE).today
    assert found is not None
    return found


def test_a_hall_without_a_hub_is_judged_by_the_platform(here: World) -> None:
    kiosk, window = terminal(here, here.platform, "k"), terminal(here, here.platform, "w", "window")
    taken = kiosk.tickets().take("a")
    assert (taken.number, taken.ahead, taken.source) == ("A001", 0, "hub")
    assert window.calls("1").call_next().number == "A001"
    assert [row.code for row in kiosk.tickets().services()] == ["a", "b"]


def test_a_hub_judges_and_all_machines_come_to_say_the_same(here: World, hub: tuple[Machine, Wire]) -> None:
    kiosk, window, board = (
        terminal(here, hub[0], name, role) for name, role in (("k", "kiosk"), ("w", "window"), ("b", "board"))
    )
    read_region(here, hub)
    numbers = [kiosk.tickets().take("a").number for _ in range(3)]
    calls = window.calls("1")
    assert [calls.call_next().number, calls.recall().calls, calls.start().state] == ["A001", 2, "serving"]
    assert calls.finish().state == "finished"
    with pytest.raises(Refused) as caught:
        calls.finish()
    assert caught.value.code == "no_current"
    kiosk.sync()
    hub[0].exchange(hub[1]).once()
    for one in (kiosk, window, board):
        one.sync()
    prints = {one.journal.views.shared_queue(QUEUE)["fingerprint"] for one in (here.platform, hub[0], kiosk.machine)}
    prints |= {one.machine.journal.views.shared_queue(QUEUE)["fingerprint"] for one in (window, board)}
    assert len(prints) == 1
    assert numbers == ["A001", "A002", "A003"]
    before = hub[0].journal.views.shared_queue(QUEUE)
    hub[0].journal.rebuild()
    assert hub[0].journal.views.shared_queue(QUEUE) == before


def test_other_halls_do_not_read_it_and_a_board_may_not_call(here: World, hub: tuple[Machine, Wire]) -> None:
    board = terminal(here, hub[0], "b", "board")
    read_region(here, hub)
    with pytest.raises(Refused) as caught:
        board.calls("1").call_next()
    assert caught.value.code == "not_yours"
    with pytest.raises(Refused) as caught:
        board.wire.page("hall:other", 0, 10)
    assert caught.value.code == "not_yours"


def test_a_cut_off_kiosk_gives_numbers_of_its_block_and_there_is_one_history(
    here: World, hub: tuple[Machine, Wire]
) -> None:
    kiosk, other, window = (
        terminal(here, hub[0], "k"),
        terminal(here, hub[0], "o"),
        terminal(here, hub[0], "w", "window"),
    )
    read_region(here, hub)
    for one in (kiosk, other, window):
        one.sync()
    assert kiosk.tickets().take("a").number == "A001"
    kiosk.sync()
    other.sync()
    kiosk.wire.cut = other.wire.cut = window.wire.cut = True
    given = [kiosk.tickets().take("a"), kiosk.tickets().take("a"), other.tickets().take("a")]
    assert {one.source for one in given} == {"lease"}
    assert len({one.number for one in given}) == 3
    assert [one.ahead for one in given] == [1, 2, 1]
    served = window.calls("1").by_hand(given[0].number)
    assert (served.by_hand, served.number) == (True, given[0].number)
    kiosk.wire.cut = other.wire.cut = window.wire.cut = False
    for one in (window, kiosk, other, window, kiosk):
        one.sync()
    tickets = today(hub[0]).tickets
    assert set(tickets) == {"A001", *(one.number for one in given)}
    assert (tickets[given[0].number].state, tickets[given[0].number].hand) == ("finished", "1")
    assert today(kiosk.machine).tickets == tickets


def test_whom_nobody_answered_leaves_no_hole_in_the_numbers(here: World, hub: tuple[Machine, Wire]) -> None:
    services = (ServiceRule("a", "综合", "A", quota=8), ServiceRule("b", "社保", "B"))
    here.configure(rules(services=services, lease_size=2))
    kiosk, window = terminal(here, hub[0], "k"), terminal(here, hub[0], "w", "window")
    begin_hub(*hub)
    kiosk.sync()
    window.sync()
    assert kiosk.tickets().take("a").number == "A001"
    kiosk.wire.cut = window.wire.cut = True
    given = [kiosk.tickets().take("a").number for _ in range(2)]
    for _ in range(3):
        here.later(seconds=5)
        with pytest.raises(Refused):
            kiosk.tickets().take("a")
        with pytest.raises(Fault):
            window.calls("1").call_next()
    kiosk.wire.cut = window.wire.cut = False
    here.later(minutes=1)
    kiosk.sync()
    window.sync()
    assert set(today(hub[0]).tickets) == {"A001", *given}
    assert {one.calls for one in today(hub[0]).tickets.values()} == {0}
    assert kiosk.tickets().take("a").number == "A002"
    assert today(hub[0]).spent["a"] == 4


def test_a_lost_answer_leaves_no_ghost(here: World, hub: tuple[Machine, Wire]) -> None:
    kiosk, window = terminal(here, hub[0], "k"), terminal(here, hub[0], "w", "window")
    read_region(here, hub)
    kiosk.sync()
    window.sync()
    kiosk.wire.lose_answers = True
    assert kiosk.tickets().take("a").source == "lease"
    kiosk.wire.lose_answers = False
    kiosk.sync()
    assert sorted(one.state for one in today(hub[0]).tickets.values()) == ["dropped", "waiting"]


def test_a_block_that_is_spent_says_so_and_the_next_one_is_fetched(here: World, hub: tuple[Machine, Wire]) -> None:
    here.configure(rules(lease_size=6))
    kiosk = terminal(here, hub[0], "k")
    begin_hub(*hub)
    kiosk.sync()
    kiosk.wire.cut = True
    numbers = [kiosk.tickets().take("a").number for _ in range(6)]
    with pytest.raises(Refused) as caught:
        kiosk.tickets().take("a")
    assert caught.value.code == "no_numbers_left"
    kiosk.wire.cut = False
    kiosk.sync()
    kiosk.wire.cut = True
    assert kiosk.tickets().take("a").number not in numbers


def test_the_quota_holds_however_it_is_spent(here: World, hub: tuple[Machine, Wire]) -> None:
    services = (ServiceRule("a", "综合", "A", quota=8), ServiceRule("b", "社保", "B"))
    here.configure(rules(services=services, lease_size=5))
    kiosk = terminal(here, hub[0], "k")
    begin_hub(*hub)
    kiosk.wire.lease(LeaseRequest("a", today(hub[0]).day))
    assert [kiosk.tickets().take("a").number for _ in range(3)] == ["A001", "A002", "A003"]
    with pytest.raises(Refused) as caught:
        kiosk.tickets().take("a")
    assert caught.value.code == "quota_spent"


def test_forty_windows_press_at_once_for_two_hundred(here: World, hub: tuple[Machine, Wire]) -> None:
    forty = tuple(WindowRule(str(number), f"{number}号窗口", ("a",)) for number in range(1, 41))
    here.configure(QueueRules(services=(ServiceRule("a", "综合", "A"),), windows=forty))
    begin_hub(*hub)
    service = hub[0].service.sequencer
    for number in range(200):
        service.write(QUEUE, f"take:{number}", "ticket.taken", "system", Taken("a"))
    gate = threading.Barrier(40)

    def press(window: int) -> list[str]:
        gate.wait()
        found = []
        for _ in range(5):
            one = service.write(QUEUE, f"window:{HALL}:{window}", "window.called_next", "s", AtWindow(str(window)))
            found.append(str(one.verdict.result["ticket"]))
        hub[0].journal.db.close()
        return found

    with ThreadPoolExecutor(40) as pool:
        called = [number for found in pool.map(press, range(1, 41)) for number in found]
    assert sorted(called) == [f"A{number:03d}" for number in range(1, 201)]
    order = [
        one.verdict.result["ticket"]
        for one in hub[0].journal.entries.after(QUEUE, 0, 10_000)
        if one.entry.kind == "window.called_next"
    ]
    assert order == sorted(called)
    before = hub[0].journal.views.shared_queue(QUEUE)
    hub[0].journal.rebuild()
    assert hub[0].journal.views.shared_queue(QUEUE) == before


def test_two_hubs_on_one_database_give_every_number_once(here: World, postgres: Postgres) -> None:
    database = postgres.fresh()
    hubs = [here.hub(name, database)[0] for name in ("one", "two")]
    kiosk = terminal(here, hubs[0], "k")
    for one in hubs:
        one.journal.views.queue.state(QUEUE)
    here.exchange(hubs[0], Wire(here.platform, hubs[0].identity.terminal)).pull_all()
    numbers = []
    for turn in range(10):
        kiosk.wire._platform = hubs[turn % 2]
        numbers.append(kiosk.tickets().take("a").number)
    assert numbers == [f"A{number:03d}" for number in range(1, 11)]
    assert hubs[0].journal.views.shared_queue(QUEUE) == hubs[1].journal.views.shared_queue(QUEUE)


def test_a_transaction_that_comes_to_nothing_leaves_nothing_in_memory(here: World, hub: tuple[Machine, Wire]) -> None:
    sequencer = hub[0].service.sequencer
    sequencer.write(QUEUE, "take:1", "ticket.taken", "system", Taken("a"))
    with suppress(ZeroDivisionError), hub[0].journal.db.transaction():
        sequencer.write(QUEUE, "take:2", "ticket.taken", "system", Taken("a"))
        raise ZeroDivisionError
    again = sequencer.write(QUEUE, "take:3", "ticket.taken", "system", Taken("a"))
    assert again.verdict.result["number"] == "A002"


def test_a_hub_restored_from_a_backup_takes_up_where_it_was(here: World, tmp_path: Path) -> None:
    with ExitStack() as stack:
        machine, wire = here.enrol("hub", "hub")
        begin_hub(machine, wire)
        kiosk = terminal(here, machine, "k")
        here.exchange(machine, wire).pull_all()
        assert kiosk.tickets().take("a").number == "A001"
        purge(machine.journal)
        shutil.copytree(tmp_path / "hub", tmp_path / "backup")
        second = kiosk.tickets().take("a").number
        machine.exchange(wire).once()
        third = [kiosk.tickets().take("a").number, kiosk.tickets().take("b").number]
        kiosk.sync()
        restored = stack.enter_context(here.opener.open(tmp_path / "backup"))
        begin_hub(restored, Wire(here.platform, restored.identity.terminal))
        assert sorted(today(restored).tickets) == ["A001", "A002"]
        kiosk.wire._platform = restored
        kiosk.sync()
        kiosk.sync()
        assert [second, *third] == ["A002", "A003", "B001"]
        assert sorted(today(restored).tickets) == ["A001", "A002", "A003", "B001"]
        assert kiosk.tickets().take("a").number == "A004"
        restored.exchange(Wire(here.platform, restored.identity.terminal)).once()
        kiosk.sync()
        prints = {
            one.journal.views.shared_queue(QUEUE)["fingerprint"] for one in (here.platform, restored, kiosk.machine)
        }
        assert len(prints) == 1


def test_what_was_refused_is_remembered_where_the_judge_goes_back(here: World, hub: tuple[Machine, Wire]) -> None:
    window, journal = terminal(here, hub[0], "w", "window"), hub[0].journal
    read_region(here, hub)
    with pytest.raises(Refused):
        window.calls("1").call_next()
    call = next(one for one in journal.entries.after(QUEUE, 0, 100) if one.entry.kind == "window.called_next")
    rewind(journal, QUEUE, call.position - 1, "later")
    assert told_before(journal.db, [call.entry]) == {call.entry.id: {"refused": "nobody_waits"}}


def test_a_machine_that_starts_from_a_snapshot_says_the_same(here: World, hub: tuple[Machine, Wire]) -> None:
    kiosk = terminal(here, hub[0], "k")
    read_region(here, hub)
    for _ in range(6):
        kiosk.tickets().take("a")
        kiosk.sync()  # borrows blocks ahead, and gives those of yesterday back
        here.later(days=1)
    kiosk.sync()
    assert any(one.entry.kind == "lease.returned" for one in hub[0].journal.entries.after(QUEUE, 0, 100))
    late = terminal(here, hub[0], "late", "board")
    read_region(here, hub)
    late.sync()
    assert len(late.machine.journal.entries.after(QUEUE, 0, 100)) < len(hub[0].journal.entries.after(QUEUE, 0, 100))
    assert late.machine.journal.views.shared_queue(QUEUE) == hub[0].journal.views.shared_queue(QUEUE)


def test_an_appointment_is_checked_in_as_a_ticket_of_its_class_and_kept_once(
    here: World, hub: tuple[Machine, Wire]
) -> None:
    kiosk = terminal(here, hub[0], "k")
    platform = Counter(here.platform).appointments(HALL)
    day = "2026-11-20T10:30"
    assert platform.open("a", day, 2).left == 2
    booked = platform.book("a", day, "5678")
    read_region(here, hub)
    kiosk.sync()
    kiosk.tickets().take("a")
    ticket = kiosk.tickets().check_in(booked.code)
    assert (ticket.number, ticket.ahead) == ("A002", 0)
    with pytest.raises(Refused) as caught:
        kiosk.tickets().check_in("0000")
    assert caught.value.code == "no_such_appointment"
    kiosk.sync()
    here.exchange(*hub).once()
    assert platform.slots("a")[0].left == 1
    with pytest.raises(Refused) as caught:
        platform.cancel(booked.code)
    assert caught.value.code in {"slot_past", "already_kept"}


def test_an_appointment_for_a_business_that_is_gone_is_checked_in_for_the_first(
    here: World, hub: tuple[Machine, Wire]
) -> None:
    kiosk = terminal(here, hub[0], "k")
    platform = Counter(here.platform).appointments(HALL)
    platform.open("b", "2026-11-20T10:30", 1)
    booked = platform.book("b", "2026-11-20T10:30")
    here.configure(rules(services=rules().services[:1], windows=rules().windows[:1]))
    begin_hub(*hub)
    kiosk.sync()
    ticket = kiosk.tickets().check_in(booked.code)
    assert (ticket.number, ticket.service) == ("A001", "a")


def test_who_comes_late_waits_with_the_others(here: World, hub: tuple[Machine, Wire]) -> None:
    kiosk = terminal(here, hub[0], "k")
    platform = Counter(here.platform).appointments(HALL)
    platform.open("a", "2026-11-20T10:30", 2)
    platform.book("a", "2026-11-20T10:30", "5678")
    read_region(here, hub)
    kiosk.sync()
    here.later(minutes=60)
    kiosk.tickets().take("a")
    assert kiosk.tickets().check_in("5678").ahead == 1
    assert today(hub[0]).tickets["A002"].lane == ""


def test_a_phone_finds_its_ticket_by_the_token_alone(here: World, hub: tuple[Machine, Wire]) -> None:
    kiosk, window = terminal(here, hub[0], "k"), terminal(here, hub[0], "w", "window")
    read_region(here, hub)
    first, second = kiosk.tickets().take("a"), kiosk.tickets().take("a")
    hub[0].exchange(hub[1]).once()
    tokens = [
        one.entry.id for one in here.platform.journal.entries.after(QUEUE, 0, 100) if one.entry.stream[:4] == "take"
    ]
    places = [live_place(here.platform.journal, token) for token in tokens]
    assert [(one.number, one.ahead, one.state) for one in places] == [
        (first.number, 0, "waiting"),
        (second.number, 1, "waiting"),
    ]
    window.calls("1").call_next()
    hub[0].exchange(hub[1]).once()
    called = live_place(here.platform.journal, tokens[0])
    assert called.at is not None
    assert (called.state, called.at.window_name) == ("called", "1号窗口")
    with pytest.raises(Refused) as caught:
        live_place(here.platform.journal, first.number)
    assert caught.value.code == "no_such_ticket"


class Broken:
    """A printer without paper."""

    def print(self, job: bytes) -> None:
        raise Fault("paper_out", "打印机没有纸了", "换一卷纸")

    def status(self) -> Status:
        return Status(paper_out=True)


def test_a_failed_print_leaves_the_number_valid_and_names_the_other_printer(
    here: World, hub: tuple[Machine, Wire], tmp_path: Path
) -> None:
    kiosk = terminal(here, hub[0], "k")
    read_region(here, hub)
    counter = Counter(kiosk.machine)
    printers = {
        "first": Printing(Broken(), counter.fonts),
        "second": Printing(FilePrinter(tmp_path / "printed"), counter.fonts),
    }
    papers = TicketPapers(HALL, "大厅", kiosk.judge, lambda: printers, lambda: "job")
    ticket = kiosk.tickets().take("a")
    failed = papers.print(ticket)
    assert (failed.done, failed.mend, failed.second) == (False, "换一卷纸", "second")
    assert papers.print(ticket, failed.second).done
    assert not papers.print(ticket, "third").done
    kiosk.sync()
    found = today(hub[0]).tickets["A001"]
    assert (found.state, found.paper, found.papers) == ("waiting", "failed", 1)
    assert len(list((tmp_path / "printed").iterdir())) == 1


def test_a_number_is_given_back_by_whoever_has_its_code(here: World, hub: tuple[Machine, Wire]) -> None:
    kiosk, window = terminal(here, hub[0], "k"), terminal(here, hub[0], "w", "window")
    read_region(here, hub)
    desk = kiosk.tickets()
    first, second = desk.take("a"), desk.take("a")
    assert (desk.find(second.number).ahead, desk.find(second.number).returnable) == (1, False)
    code = f"https://hall.example/q/{first.token}".upper()
    assert (desk.find(code).stands, desk.find(code).returnable) == ("waiting", True)
    assert desk.cancel(code).stands == "cancelled"
    assert today(hub[0]).tickets[first.number].state == "cancelled"
    assert desk.find(second.number).ahead == 0
    window.calls("1").call_next()
    assert (desk.find(second.token).stands, desk.find(second.token).window_name) == ("called", "1号窗口")
    for said, code in ((first.number, "code_needed"), (first.token, "is_cancelled"), (second.token, "is_called")):
        with pytest.raises(Refused) as caught:
            desk.cancel(said)
        assert caught.value.code == code
    with pytest.raises(Refused) as caught:
        desk.find("A999")
    assert caught.value.code == "no_such_ticket"


def test_a_number_of_a_block_is_given_back_without_a_line(here: World, hub: tuple[Machine, Wire]) -> None:
    kiosk = terminal(here, hub[0], "k")
    read_region(here, hub)
    kiosk.sync()
    kiosk.tickets().take("a")
    kiosk.sync()
    kiosk.wire.cut = True
    taken = kiosk.tickets().take("a")
    assert (taken.source, taken.estimate) == ("lease", None)
    assert kiosk.tickets().find(taken.token).stands == "unheard"
    assert kiosk.tickets().cancel(taken.token).stands == "giving_back"
    assert kiosk.tickets().find(taken.token).stands == "giving_back"
    with pytest.raises(Refused) as caught:
        kiosk.tickets().find("A777")
    assert caught.value.code == "not_known_here"
    kiosk.wire.cut = False
    kiosk.sync()
    assert today(hub[0]).tickets[taken.number].state == "cancelled"
    assert kiosk.tickets().find(taken.token).stands == "cancelled"


def test_a_queue_never_claims_to_hold_more_than_was_folded_into_it(
    here: World, hub: tuple[Machine, Wire], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the reason for which entries were not found at once: they are, the next time."""
    kiosk = terminal(here, hub[0], "k")
    read_region(here, hub)
    kiosk.tickets().take("a")
    kiosk.sync()
    journal = kiosk.machine.journal
    journal.views.queue.forget(QUEUE)
    with monkeypatch.context() as blind:
        blind.setattr(journal.entries, "after", lambda *asked: [])
        assert journal.views.queue.state(QUEUE).rules is None
    assert journal.views.queue.state(QUEUE) == hub[0].journal.views.queue.state(QUEUE)
