"""A kiosk that was killed while it asked for a number: the question is taken back before anybody asks again."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from kiosk.app import Machine
from kiosk.desks.judging import JudgeBeyond
from kiosk.domain.queue.bodies import Taken
from kiosk.journal.rewinding import rewind
from kiosk.mending import start_whole
from kiosk.sync.answers import LinkTrouble
from tests.support.queues import rules
from tests.support.world import HALL, Wire, World, world

QUEUE = f"hall:{HALL}"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        made.configure(rules())
        yield made


def judge(machine: Machine, wire: Wire) -> JudgeBeyond:
    exchange = machine.exchange(wire)
    exchange.once()
    return JudgeBeyond(machine.journal, exchange, QUEUE)


def dies_asking(machine: Machine, wire: Wire) -> None:
    """The hub hears the question, and the program is gone before the answer."""
    judge(machine, wire).note("take:unheard", "ticket.taken", Taken("a"))
    wire.lose_answers = True
    with suppress(LinkTrouble):
        machine.exchange(wire).push_all()
    wire.lose_answers = False


def tickets(here: World) -> dict[str, str]:
    today = here.platform.journal.views.queue.state(QUEUE).today
    return {number: one.state for number, one in sorted(today.tickets.items())} if today else {}


def test_nobody_waits_with_a_number_that_nobody_was_shown(here: World) -> None:
    with here.switched_on("kiosk") as (machine, wire):
        judge(machine, wire).ask("take:shown", "ticket.taken", Taken("a"))
        dies_asking(machine, wire)
    assert tickets(here) == {"A001": "waiting", "A002": "waiting"}
    start_whole(here.opener, machine.folder)
    judge(here.open(machine.folder), wire)
    assert tickets(here) == {"A001": "waiting", "A002": "dropped"}


def test_a_question_that_was_never_sent_gets_no_number(here: World) -> None:
    with here.switched_on("kiosk") as (machine, wire):
        judge(machine, wire).note("take:unsent", "ticket.taken", Taken("a"))
    for _ in range(2):
        start_whole(here.opener, machine.folder)
    again = here.open(machine.folder)
    assert [one.kind for one in again.journal.outbox.waiting(QUEUE)] == ["ticket.taken", "intent.dropped"]
    assert judge(again, wire).ask("take:next", "ticket.taken", Taken("a")).verdict.result["number"] == "A001"


def test_a_number_on_paper_stands_while_its_judge_that_went_back_has_it_no_more(here: World) -> None:
    with here.switched_on("kiosk") as (machine, wire):
        judge(machine, wire).ask("take:shown", "ticket.taken", Taken("a"))
        rewind(machine.journal, QUEUE, 1, "another epoch")
    start_whole(here.opener, machine.folder)
    again = here.open(machine.folder)
    assert [one.kind for one in again.journal.outbox.waiting(QUEUE)] == ["ticket.taken"]


def test_a_program_that_is_about_to_hear_is_left_alone(here: World) -> None:
    with here.switched_on("kiosk") as (machine, wire):
        dies_asking(machine, wire)
        start_whole(here.opener, machine.folder)
        assert [one.kind for one in machine.journal.outbox.waiting(QUEUE)] == ["ticket.taken"]
