"""A day in a hall in which everything dies at some time: papers, tickets and machines agree at the end."""

import random
import threading
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from kiosk.app import opener
from kiosk.domain.queue.state import QueueState
from tests.support.hall import CODE
from tests.support.proxy import Proxy, line_to
from tests.support.queue_hall import DESK, QUEUE, QueueHall, Server, queue_hall
from tests.support.queues import rules
from tests.support.receipt_printer import receipt_printer
from tests.support.worker import Worker

SEED = 11


@dataclass
class Seat:
    """A machine with a line of its own, which can be cut, and a process, which can be killed."""

    folder: Path
    line: Proxy
    window: str = "1"
    worker: Worker | None = None

    def does(self, do: str, **what: Any) -> Any:
        if self.worker is None:
            self.worker = Worker(self.folder, self.window, module=DESK)
            self.worker.ready()
        return self.worker.does(do, **what)

    def cut_short(self, after: float, do: str, **what: Any) -> Any:
        """Begin something and pull the plug; what could still be read of it."""
        self.does("state")
        assert self.worker
        plug = threading.Timer(after, self.worker.kill)
        self.worker.tell(do, **what)
        plug.start()
        said = self.worker.heard()
        plug.join()
        self.leave()
        return said

    def leave(self) -> None:
        if self.worker is not None:
            self.worker.end()
            self.worker = None


@dataclass
class HallDay:
    """Who is there, and what citizens have been told."""

    here: QueueHall
    chance: random.Random
    kiosks: list[Seat]
    windows: list[Seat]
    shown: list[str] = field(default_factory=list)
    in_hand: list[str] = field(default_factory=list)
    down: list[Server] = field(default_factory=list)

    def moment(self) -> None:
        """One thing happens; every tenth is a misfortune."""
        roll = self.chance.random()
        if roll < 0.1:
            self.misfortune()
        elif roll < 0.5:
            self.take(self.chance.choice(self.kiosks))
        else:
            self.serve(self.chance.choice(self.windows))

    def take(self, seat: Seat) -> None:
        said = seat.does("take", service=self.chance.choice("ab"), priority=self.chance.choice(["", "", "elder"]))
        if "number" in said:
            self.shown.append(said["number"])
            if seat.does("print")["done"]:
                self.in_hand.append(said["number"])

    def serve(self, seat: Seat) -> None:
        said = seat.does("call")
        if "fault" in said and self.in_hand:
            seat.does("step", verb="by_hand", what=self.in_hand.pop(0))
        elif "number" in said:
            if said["number"] in self.in_hand:
                self.in_hand.remove(said["number"])
            for verb in self.chance.choice([["start", "finish"], ["recall", "start"], ["skip"], ["hold"], []]):
                seat.does("step", verb=verb)

    def misfortune(self) -> None:
        if self.down and self.chance.random() < 0.6:
            self.down.pop().start()
            return
        what = self.chance.randrange(5)
        if what == 0:
            self.kill(self.here.hubs[0])
        elif what == 1:
            self.kill(self.here.platform)
        elif what == 2:
            self.chance.choice(self.kiosks + self.windows).line.cut()
        elif what == 3:
            said = self.chance.choice(self.kiosks).cut_short(self.chance.uniform(0, 0.05), "take", service="a")
            self.shown += [said["number"]] if said and "number" in said else []
        else:
            self.chance.choice(self.windows).cut_short(self.chance.uniform(0, 0.05), "call")
        if self.chance.random() < 0.5:
            self.chance.choice(self.kiosks + self.windows).line.up()

    def kill(self, server: Server) -> None:
        if server not in self.down:
            server.kill()
            self.down.append(server)

    def evening(self) -> None:
        """Everything is up again and everybody tells what they have; the hall is called empty."""
        while self.down:
            self.down.pop().start()
        seats = self.kiosks + self.windows
        for seat in seats:
            seat.line.up()
        for seat in seats:
            while seat.does("sync"):
                pass
        for seat in self.windows:
            while "number" in seat.does("call"):
                seat.does("step", verb="finish")
        with opener().open(self.here.folder / "hub-0") as machine:
            link = machine.link()
            machine.exchange(link).once()
            link.close()
        for seat in seats:
            assert seat.does("sync") == 0


@pytest.mark.timeout(3600)
def test_a_day_in_which_everything_dies_at_some_time(tmp_path: Path, long: bool) -> None:
    kiosks, windows, moments = (3, 40, 6000) if long else (2, 3, 120)
    with receipt_printer() as printer, queue_hall(tmp_path, rules()) as here, ExitStack() as stack:
        day = begin(here, stack, kiosks, windows, printer.address)
        for _ in range(moments):
            day.moment()
        day.evening()
        prints = {seat.does("state")["fingerprint"] for seat in day.kiosks + day.windows}
        state, histories = at_the_hub(here.folder)
        asked, done = papers(day)
        with opener().platform(here.folder / "platform") as machine:
            prints.add(machine.journal.views.shared_queue(QUEUE)["fingerprint"])
        with opener().open(here.folder / "hub-0") as machine:
            prints.add(machine.journal.views.shared_queue(QUEUE)["fingerprint"])
        counted = printer.counted()
    tickets = {number: one for each in state.days.values() for number, one in each.tickets.items()}
    assert len(prints) == 1
    assert len(day.shown) == len(set(day.shown)) > moments // 5
    assert set(day.shown) <= set(tickets)
    assert done <= counted <= sum(asked.values())
    assert set(asked) <= set(tickets)
    for number, calls in histories.items():
        assert calls == 1 or tickets[number].twice or tickets[number].misses, (number, tickets[number])


def begin(here: QueueHall, stack: ExitStack, kiosks: int, windows: int, printer: str) -> HallDay:
    lines = [stack.enter_context(line_to(here.hubs[0].url)) for _ in range(kiosks + windows)]
    seats = []
    for number, line in enumerate(lines):
        role = "kiosk" if number < kiosks else "window"
        folder = here.enrol(role, f"{role}-{number}", [line.url])
        (folder / "settings.toml").write_text(f'printer = "{printer}"\n')
        seats.append(Seat(folder, line, str(number % 3 + 1)))
        stack.callback(seats[-1].leave)
        assert seats[-1].does("sync") == 0
    return HallDay(here, random.Random(SEED), seats[:kiosks], seats[kiosks:])


def at_the_hub(folder: Path) -> tuple[QueueState, Counter[str]]:
    """The queue, and how often each number was called or served by hand, what was taken back left out."""
    with opener().open(folder / "hub-0") as machine:
        state = machine.journal.views.queue.state(QUEUE)
        calls: Counter[str] = Counter()
        for one in machine.journal.entries.after(QUEUE, 0, 1 << 30):
            number = str(one.verdict.result.get("ticket", ""))
            if one.verdict.verdict != "applied":
                continue
            if one.entry.kind == "window.called_next":
                calls[number] += 1
            elif one.entry.kind == "ticket.served_by_hand":
                calls[one.entry.stream.rpartition(":")[2]] += 1
            elif one.entry.kind == "intent.dropped" and one.entry.stream.startswith("window:"):
                calls[str(one.verdict.result.get("number", ""))] -= 1
    return state, Counter({number: count for number, count in calls.items() if number and count})


def papers(day: HallDay) -> tuple[Counter[str], int]:
    """For which numbers papers were asked for at the kiosks, and how many are said to be done."""
    asked: Counter[str] = Counter()
    done = 0
    for seat in day.kiosks:
        with opener().open(seat.folder) as machine:
            rows = machine.journal.db.rows(
                "SELECT kind, stream FROM entry WHERE terminal = ?", machine.journal.terminal
            )
        prefix = f"ticket:{CODE}:"
        asked.update(stream.rpartition(":")[2] for kind, stream in rows if kind == "paper.asked" and prefix in stream)
        done += sum(kind == "paper.done" for kind, _ in rows)
    return asked, done
