"""A kiosk at work in a process of its own, hand-ins and numbers alike: commands come as JSON lines, answers go so too.

`python -m tests.crash.terminal DATA`. Commands: hand_in {number}, take {}, sync {}; the process ends with its input.
Each answer is what a citizen was shown; `printed` tells of the paper that followed.
"""

import json
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from kiosk.app import Machine, opener
from kiosk.counter import Counter
from kiosk.desk import Draft, Receipt
from kiosk.desks.citizen import Citizen
from kiosk.desks.tickets import Tickets
from kiosk.errors import Fault, Refused
from kiosk.sync.pump import Pump
from tests.support.hall import HYGIENE, of_party, paper

REQUIRED = ("M1", "M2", "M3")


class Terminal:
    """What a command makes the machine do; a pump works behind it all the time."""

    def __init__(self, machine: Machine, citizen: Citizen, tickets: Tickets) -> None:
        self._machine = machine
        self._citizen = citizen
        self._tickets = tickets

    def hand_in(self, number: int) -> None:
        guide = self._citizen.item(HYGIENE).guide
        assert guide is not None
        files = tuple(self._citizen.keep_bytes(paper(f"{number} {one}"), f"{one}.pdf", one) for one in REQUIRED)
        receipt = self._citizen.hand_in(Draft(HYGIENE, of_party(guide.example, number), files))
        say({"receipt": receipt.receipt})
        say({"printed": self._print(receipt)})

    def _print(self, receipt: Receipt) -> bool:
        """False where it was delivered and forgotten before its paper came: the phone shows it."""
        try:
            self._citizen.print_receipt(receipt)
        except Refused:
            return False
        return True

    def take(self) -> None:
        ticket = self._tickets.take("a")
        say({"number": ticket.number})
        say({"printed": self._tickets.print_ticket(ticket).done})

    def sync(self) -> None:
        link = self._machine.link()
        try:
            say({"pending": self._machine.exchange(link).once().pending})
        finally:
            link.close()


def say(what: object) -> None:
    print(json.dumps(what, ensure_ascii=False), flush=True)


def do(terminal: Terminal, what: dict[str, Any]) -> None:
    """Every command ends with a line of its own, so that whoever asked knows."""
    try:
        getattr(terminal, what.pop("do"))(**what)
    except (Fault, Refused) as trouble:
        say({"trouble": trouble.code})
    say({"ended": True})


def main(data: Path) -> None:
    with opener().open(data) as machine, ExitStack() as stack:
        counter = Counter(machine)
        citizen, tickets = stack.enter_context(counter.citizen()), stack.enter_context(counter.tickets())
        terminal = Terminal(machine, citizen, tickets)
        pump = Pump(machine.exchange, machine.link, machine.randomness)
        pump.start(lambda _: None)
        try:
            say({"ready": True})
            for line in sys.stdin:
                do(terminal, json.loads(line))
                pump.wake()
        finally:
            pump.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
