"""The hall's hub between kiosk, window and platform: it carries what it does not judge, and says which is which."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from kiosk.app import Machine, opener
from kiosk.counter import Counter
from kiosk.desk import Draft
from kiosk.errors import Fault
from kiosk.sync.exchange import Tally
from kiosk.sync.pump import Pump
from tests.bench.ground import HALL, ITEM, found, process
from tests.bench.submit import sample_draft
from tests.support.proxy import line_to

PATIENCE = 60


def server(role: str, folder: Path, port: str = "0") -> list[str]:
    return ["-m", "kiosk", role, "--data", str(folder), "--port", port]


def code(platform: Path, role: str) -> str:
    with opener().platform(platform) as machine:
        return machine.service.enrolling.issue(HALL, role, ("*",) if role == "window" else ())


@contextmanager
def pumping(machine: Machine) -> Iterator[threading.Event]:
    """Exchange in the background; the event is set whenever nothing is pending any more."""
    settled = threading.Event()

    def report(found: Tally | Fault) -> None:
        if isinstance(found, Tally) and found.pending == 0 and found.blobs_pending == 0:
            settled.set()

    pump = Pump(machine.exchange, machine.link, machine.randomness)
    pump.start(report)
    try:
        yield settled
    finally:
        pump.stop()


def test_a_case_travels_through_the_hub_and_its_verdict_back(tmp_path: Path) -> None:
    platform, hub, kiosk, window = (tmp_path / name for name in ("platform", "hub", "kiosk", "window"))
    found(platform)
    with ExitStack() as stack:
        first_life = stack.enter_context(ExitStack())
        url = first_life.enter_context(process(server("platform", platform)))
        opener().enrol(hub, url, code(platform, "hub"), "hub")
        hub_url = stack.enter_context(process(server("hub", hub)))
        opener().enrol(kiosk, hub_url, code(platform, "kiosk"), "kiosk")
        opener().enrol(window, hub_url, code(platform, "window"), "window")
        machine = stack.enter_context(opener().open(kiosk))
        clerk = stack.enter_context(opener().open(window))
        once(machine)
        first_life.close()

        receipt = hand_in(machine)
        tally = once(machine)
        assert (tally.pushed, tally.pending) == (1, 1)
        assert machine.journal.outbox.unsent() == 0

        stack.enter_context(process(server("platform", platform, url.rpartition(":")[2])))
        with pumping(machine) as settled:
            assert settled.wait(PATIENCE)
        state = machine.journal.views.cases.find(receipt)
        assert state is not None
        assert (state.state, state.tentative, state.form) == ("submitted", False, {})

        once(clerk)
        with Counter(clerk).clerk() as desk:
            assert [row.receipt for row in desk.cases()] == [receipt]
            material = desk.case(desk.cases()[0].case).state.attachments[0]
            assert desk.file(material.blob).startswith(b"%PDF")
            desk.accept(desk.cases()[0].case, "王")
        with pumping(clerk) as settled:
            assert settled.wait(PATIENCE)
        accepted = clerk.journal.views.cases.find(receipt)
        assert accepted is not None
        assert (accepted.state, accepted.tentative) == ("accepted", False)
        with Counter(machine).citizen() as citizen:
            assert citizen.progress(receipt).state == "accepted"


def test_a_silent_platform_keeps_nobody_waiting_but_who_asked_for_it(tmp_path: Path) -> None:
    platform, hub, kiosk = (tmp_path / name for name in ("platform", "hub", "kiosk"))
    found(platform)
    with ExitStack() as stack:
        line = stack.enter_context(line_to(stack.enter_context(process(server("platform", platform)))))
        opener().enrol(hub, line.url, code(platform, "hub"), "hub")
        url = stack.enter_context(process(server("hub", hub)))
        opener().enrol(kiosk, url, code(platform, "kiosk"), "kiosk")
        machine = stack.enter_context(opener().open(kiosk))
        line.silent()
        asking = stack.enter_context(ThreadPoolExecutor(1))
        waiting = asking.submit(progress, machine)
        for _ in range(3):  # the question is there by the second one at the latest
            assert once(machine).pending == 0
        assert not waiting.done()
        line.up()
        assert waiting.exception(PATIENCE) is not None


def progress(machine: Machine) -> None:
    link = machine.link()
    try:
        link.progress("00000-00000")
    finally:
        link.close()


def once(machine: Machine) -> Tally:
    link = machine.link()
    try:
        return machine.exchange(link).once()
    finally:
        link.close()


def hand_in(machine: Machine) -> str:
    counter = Counter(machine)
    with counter.citizen() as desk:
        draft: Draft = sample_draft(machine, counter)
        assert draft.item == ITEM
        return desk.hand_in(draft).receipt
