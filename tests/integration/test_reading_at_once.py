"""Two threads of a machine take pages in at once, as a board's two do: neither puts the other back."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.app import Machine
from kiosk.domain.registry import HallAdded
from kiosk.journal.epochs import begin_epoch
from kiosk.sync.exchange import Exchange
from tests.support.world import PARTITION, Wire, World, world

Deed = Callable[[], object]
Meanwhile = Callable[[Deed], None]


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        yield made


@pytest.fixture
def board(here: World) -> tuple[Machine, Wire, Exchange]:
    machine, wire = here.enrol("board")
    return machine, wire, here.exchange(machine, wire)


@pytest.fixture(params=["has looked where it stands", "waits for its turn to write"])
def meanwhile(
    request: pytest.FixtureRequest, board: tuple[Machine, Wire, Exchange], monkeypatch: pytest.MonkeyPatch
) -> Meanwhile:
    """Has the other thread do something once the first one next is so far."""
    journal = board[0].journal
    owner, name = (journal, "cursor") if "looked" in request.param else (journal.db, "transaction")
    real = getattr(owner, name)

    def prepare(deed: Deed) -> None:
        def interrupted(*args: object) -> object:
            monkeypatch.setattr(owner, name, real)
            got = real(*args)
            deed()
            return got

        monkeypatch.setattr(owner, name, interrupted)

    return prepare


def news(here: World, number: str) -> None:
    hall = f"511602-{number}"
    body = HallAdded(hall, f"{number}号大厅")
    here.platform.service.sequencer.write(PARTITION, f"hall:{hall}", "hall.added", "system", body)


def test_on_the_first_day(here: World, board: tuple[Machine, Wire, Exchange], meanwhile: Meanwhile) -> None:
    machine, wire, exchange = board
    early = wire.snapshot(PARTITION)
    news(here, "02")
    late = wire.snapshot(PARTITION)
    meanwhile(lambda: exchange.accept(PARTITION, late))
    assert exchange.accept(PARTITION, early)
    assert machine.journal.cursor(PARTITION).position == late.upto > early.upto


def test_in_the_middle_of_the_day(here: World, board: tuple[Machine, Wire, Exchange], meanwhile: Meanwhile) -> None:
    machine, wire, exchange = board
    exchange.once()
    after = machine.journal.cursor(PARTITION).position
    news(here, "02")
    early = wire.page(PARTITION, after, 500)
    news(here, "03")
    late = wire.page(PARTITION, after, 500)
    meanwhile(lambda: exchange.accept(PARTITION, late))
    assert exchange.accept(PARTITION, early)
    assert machine.journal.cursor(PARTITION).position == late.upto > early.upto


def test_an_upstream_that_went_back_is_followed_once(
    here: World, board: tuple[Machine, Wire, Exchange], meanwhile: Meanwhile
) -> None:
    machine, wire, exchange = board
    exchange.once()
    after = machine.journal.cursor(PARTITION).position
    begin_epoch(here.platform.journal, {PARTITION: after - 1})
    news(here, "02")
    page = wire.page(PARTITION, after, 500)
    meanwhile(exchange.once)
    assert exchange.accept(PARTITION, page)
    assert machine.journal.cursor(PARTITION).position == page.upto
    assert len(machine.journal.entries.after(PARTITION, 0, 500)) == page.upto
