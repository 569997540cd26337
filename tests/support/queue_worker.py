"""A machine of the hall's queue at work in a process of its own: commands come as JSON lines, answers go as JSON lines.

`python -m tests.support.queue_worker DATA WINDOW [--pump|--follow]`. Commands: take {service, priority, then},
many {service, count}, print {}, call {}, step {verb, what}, sync {}, hall {}, state {}. The process ends
with its input.
"""

import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kiosk.app import Machine, opener
from kiosk.counter import Counter
from kiosk.desks.calls import Calls
from kiosk.desks.tickets import Tickets
from kiosk.queue_desk import Priority, TicketTaken
from kiosk.sync.pump import Pump
from tests.support.lines import answer_lines


class Desk:
    """What a command makes the machine do."""

    def __init__(self, machine: Machine, tickets: Tickets, calls: Calls) -> None:
        self._machine = machine
        self._tickets = tickets
        self._calls = calls
        self._last: TicketTaken | None = None

    def take(self, service: str, priority: Priority = "", then: Sequence[str] = ()) -> object:
        self._last = self._tickets.take(service, priority, then)
        return asdict(self._last)

    def many(self, service: str, count: int) -> object:
        return [self._tickets.take(service).number for _ in range(count)]

    def print(self, printer: str = "") -> object:
        assert self._last
        return asdict(self._tickets.print_ticket(self._last, printer))

    def call(self) -> object:
        return asdict(self._calls.call_next())

    def step(self, verb: str, what: str = "") -> object:
        work: Callable[..., Any] = getattr(self._calls, verb)
        done = work(what) if what else work()
        return asdict(done) if done is not None else None

    def sync(self) -> object:
        link = self._machine.link()
        try:
            return self._machine.exchange(link).once().pending
        finally:
            link.close()

    def hall(self) -> object:
        return asdict(self._calls.hall())

    def state(self) -> object:
        shared = self._machine.journal.views.shared_queue(self._machine.queue)
        return {"fingerprint": shared["fingerprint"]}


def main(data: Path, window: str, *words: str) -> None:
    with opener().open(data) as machine, ExitStack() as stack:
        counter = Counter(machine)
        tickets, calls = stack.enter_context(counter.tickets()), stack.enter_context(counter.calls(window))
        desk = Desk(machine, tickets, calls)
        pump = Pump(machine.exchange, machine.link, machine.randomness, machine.queue if "--follow" in words else "")
        if words:
            pump.start(lambda _: None)
        answer_lines(desk, pump.wake)
        pump.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
