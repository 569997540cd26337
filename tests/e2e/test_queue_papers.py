"""Kiosks killed around printing: no paper without a ticket, no ticket that says printed without a paper."""

import random
import threading
from pathlib import Path

import pytest

from kiosk.app import opener
from tests.support.queue_hall import DESK, QUEUE, queue_hall
from tests.support.queues import rules
from tests.support.receipt_printer import ReceiptPrinter, receipt_printer
from tests.support.worker import Worker

SEED = 3
LONGEST_S = 0.12
"""Taking and printing one ticket takes about this long: kills fall before, within and after."""


def killed(data: Path, chance: random.Random) -> None:
    """One number and its paper in peace, then another one cut short somewhere."""
    kiosk = Worker(data, "1", module=DESK)
    kiosk.ready()
    kiosk.does("take", service="a")
    assert kiosk.does("print")["done"]
    plug = threading.Timer(chance.uniform(0, LONGEST_S), kiosk.kill)
    kiosk.tell("take", service="a")
    kiosk.tell("print")
    plug.start()
    kiosk.heard(), kiosk.heard()
    plug.join()
    kiosk.end()


def papers(data: Path) -> tuple[set[str], set[str], set[str]]:
    """The tickets known to the kiosk, and for which of them it asked for a paper and says that it is done."""
    with opener().open(data) as machine:
        rows = machine.journal.db.rows("SELECT kind, stream FROM entry WHERE partition = ?", QUEUE)
        judged = machine.journal.db.rows("SELECT result FROM verdict WHERE partition = ?", QUEUE)
    known = {row[0] for row in judged if '"number"' in row[0]}
    asked, done = ({stream for kind, stream in rows if kind == f"paper.{word}"} for word in ("asked", "done"))
    return known, asked, done


@pytest.mark.timeout(900)
def test_paper_and_journal_agree_whenever_a_kiosk_is_killed(tmp_path: Path, long: bool) -> None:
    chance = random.Random(SEED)
    moments = 100 if long else 8
    with receipt_printer() as printer, queue_hall(tmp_path, rules()) as here:
        data = here.enrol("kiosk", "kiosk")
        (data / "settings.toml").write_text(f'printer = "{printer.address}"\n')
        for _ in range(moments):
            one_moment(data, chance, printer)
        with here.desk(data) as kiosk:
            assert kiosk.does("sync") == 0
        tickets = here.queue().today.tickets
    _, asked, done = papers(data)
    numbers = {stream.rpartition(":")[2] for stream in asked}
    assert numbers <= set(tickets)
    assert len(done) <= printer.papers <= len(asked)
    assert {number for number, one in tickets.items() if one.paper == "done"} == {
        stream.rpartition(":")[2] for stream in done
    }


def one_moment(data: Path, chance: random.Random, printer: ReceiptPrinter) -> None:
    """Held against the printer's own count after every kill."""
    before = printer.counted()
    known, asked, done = papers(data)
    killed(data, chance)
    came = printer.counted() - before
    known_after, asked_after, done_after = papers(data)
    assert len(done_after - done) <= came <= len(asked_after - asked)
    assert len(known_after) >= len(known) + 1
