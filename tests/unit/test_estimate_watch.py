"""What is known of a hall when a number is taken, and that nothing of what comes later is."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from kiosk.domain.estimate_watch import RECENT_S, Watch
from tests.bench import trace
from tests.bench.estimate import measure
from tests.simulation.hall_sim import hall_order, simulate

COLUMNS = "day,type,priority,arrival_s,wait_s,outcome,service_start_s,service_s,server\n"


def plain(business: str, rank: str | None) -> float:
    return 90.0 if rank == "elder" else 0.0


@pytest.fixture
def watch() -> Watch:
    return Watch(plain, service_s=200)


def test_before_the_first_customer_only_the_windows_are_known(watch: Watch) -> None:
    watch.open("1", "AB", 0)
    watch.open("2", "B", 0)
    seen = watch.observe("A", "", 60)
    assert (seen.windows, seen.free, seen.open_windows, seen.open_free, seen.freed_s) == (1, 1, 2, 2, 60)
    assert (seen.ahead, seen.waiting, seen.head_s, seen.service_s, seen.service_here_s) == (0, 0, 0, 200, 200)


def test_people_ahead_are_those_who_share_a_window_and_whose_turn_comes_before(watch: Watch) -> None:
    watch.open("1", "AB", 0)
    watch.open("2", "C", 0)
    for number, business in enumerate("ABCA"):
        watch.arrive(str(number), business, "", 10 * number)
    seen = watch.observe("A", "", 100)
    assert (seen.ahead, seen.ahead_here, seen.waiting, seen.waiting_here) == (3, 2, 4, 2)
    assert (seen.head_s, seen.head_here_s) == (100, 100)


def test_a_head_start_passes_those_who_came_shortly_before(watch: Watch) -> None:
    watch.arrive("1", "A", "", 0)
    watch.arrive("2", "A", "", 80)
    assert watch.observe("A", "elder", 100).ahead == 1
    assert watch.observe("A", "", 100).ahead == 2


def test_a_served_ticket_teaches_wait_and_service(watch: Watch) -> None:
    watch.open("1", "A", 0)
    watch.arrive("1", "A", "", 0)
    assert watch.start("1", "1", 50) == 50
    watch.finish("1", 350)
    seen = watch.observe("A", "", 400)
    assert (seen.last_s, seen.last_5_s, seen.last_age_s, seen.any_last_20_s) == (50, 50, 350, 50)
    assert (seen.service_s, seen.service_here_s, seen.freed_s, seen.free) == (250, 300, 50, 1)
    assert watch.observe("A", "elder", 400).last_s == 0
    assert watch.observe("A", None, 400).last_s == 50


def test_the_next_start_ends_the_service_before(watch: Watch) -> None:
    for ticket in "12":
        watch.arrive(ticket, "A", "", 0)
    watch.start("1", "1", 10)
    watch.start("2", "1", 110)
    watch.finish("1", 150)
    watch.finish("1", 900)
    assert watch.observe("A", "", 150).service_here_s == 70


def test_who_leaves_is_no_longer_ahead(watch: Watch) -> None:
    watch.arrive("1", "A", "", 0)
    watch.leave("1")
    assert watch.observe("A", "", 5).ahead == 0


def test_a_silent_window_counts_as_shut_unless_it_was_declared_open(watch: Watch) -> None:
    watch.open("1", "A", 0)
    for ticket in "12":
        watch.arrive(ticket, "A", "", 0)
        watch.start(ticket, ticket, 0)
        watch.finish(ticket, 10)
    assert watch.observe("A", "", 9 + RECENT_S).windows == 2
    assert watch.observe("A", "", 10 + RECENT_S).windows == 1
    watch.shut("1", 400)
    assert watch.observe("A", "", 400).windows == 0


def test_a_clock_set_back_makes_no_negative_wait(watch: Watch) -> None:
    watch.arrive("1", "A", "", 86_000)
    assert watch.start("1", "1", 100) == 0


def test_what_is_seen_on_arrival_knows_nothing_of_what_comes_later() -> None:
    visits = simulate(3, 1)
    arrivals = [moment for moment in trace.replay(visits, hall_order) if moment.kind == "arrives"]
    for number in range(0, len(visits), 60):
        changed = replace(visits[number], wait_s=7, served=not visits[number].served, window="1", service_s=1)
        again = [moment for moment in trace.replay([*visits[:number], changed], hall_order) if moment.kind == "arrives"]
        assert again[-1].seen == arrivals[number].seen
        assert again[-1].seen_waiting == arrivals[number].seen_waiting


def test_a_wait_is_learned_when_it_is_over_not_before() -> None:
    now = 0
    for moment in trace.replay(simulate(3, 1), hall_order):
        at = moment.visit.arrival_s if moment.kind == "arrives" else moment.visit.start_s
        assert now <= at or moment.kind == "arrives"
        assert moment.kind == "arrives" or moment.visit.served
        now = max(now, at)


def test_the_simulated_hall_is_the_same_for_the_same_seed_and_keeps_its_rules() -> None:
    visits = simulate(5, 2)
    assert visits == simulate(5, 2)
    assert visits != simulate(6, 2)
    by_window: dict[tuple[int, str], list[trace.Visit]] = {}
    for visit in sorted((each for each in visits if each.served), key=lambda each: each.start_s):
        by_window.setdefault((visit.day, visit.window), []).append(visit)
        assert visit.start_s == visit.arrival_s + visit.wait_s
    for served in by_window.values():
        assert all(before.start_s + before.service_s < after.start_s for before, after in pairwise(served))


def test_a_trace_is_read_in_the_order_of_time(tmp_path: Path) -> None:
    file = tmp_path / "trace.csv"
    file.write_text(COLUMNS + "02,PS,0,50,0,HANG,0,0,1\n01,NW,2,90,9,AGENT,98,30,7\n01,PS,1,80,0,AGENT,79,5,8\n")
    visits = trace.read(file)
    assert [(visit.day, visit.arrival_s, visit.served) for visit in visits] == [
        (1, 80, True),
        (1, 90, True),
        (2, 50, False),
    ]
    assert visits[0].start_s == 80


def test_the_bench_beats_its_yardsticks_in_a_simulated_hall() -> None:
    figures = {figure.name: figure for figure in measure()}
    assert [name for name, figure in figures.items() if not figure.holds] == []
    assert "estimate-coverage" in figures
