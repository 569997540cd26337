"""One visit after another at a kiosk in a process of its own: commands come as JSON lines, answers go as JSON lines.

`python -m tests.support.visits DATA`. Commands: bring {number}, hand_in {number}, supplement {qr, words}, sync {},
known {}, empty_log {}; the process ends with its input. A receipt is on standard output as soon as it may be shown.
"""

import sys
from pathlib import Path

from kiosk.app import Machine, opener
from kiosk.counter import Counter
from kiosk.desk import Draft
from kiosk.desks.citizen import Citizen
from kiosk.domain.bodies import Attachment
from kiosk.journal.forgetting import purge
from kiosk.sync.exchange import Exchange
from kiosk.sync.pump import Pump
from tests.support.hall import HYGIENE, of_party, paper
from tests.support.lines import answer_lines

LARGE = 1_300_000
"""Bytes: more than one chunk of an upload."""


class Kiosk:
    """What a command makes the machine do; a pump works behind it all the time."""

    def __init__(self, machine: Machine, desk: Citizen, exchange: Exchange) -> None:
        self._machine = machine
        self._desk = desk
        self._exchange = exchange
        self._drafts: dict[int, Draft] = {}

    def bring(self, number: int) -> object:
        """The enterprise of this number fills in the form that this kiosk knows, and adds its files."""
        guide = self._desk.item(HYGIENE).guide
        assert guide is not None
        kept = tuple(self._keep(number, each.code) for each in guide.materials if each.required)
        self._drafts[number] = Draft(HYGIENE, of_party(guide.example, number), kept)
        return {"version": guide.form_version}

    def hand_in(self, number: int) -> object:
        """What was brought, or else is brought now."""
        if number not in self._drafts:
            self.bring(number)
        receipt = self._desk.hand_in(self._drafts[number])
        return {"case": receipt.case, "receipt": receipt.receipt, "qr": receipt.qr, "pdf": str(receipt.pdf or "")}

    def empty_log(self) -> object:
        """As after a delivered case was forgotten: the next commit needs room on the disk."""
        purge(self._machine.journal)
        return {}

    def supplement(self, qr: str, words: str) -> object:
        kept = self._desk.keep_bytes(paper(words), "补充.pdf", "M2")
        progress = self._desk.supplement(qr, (kept,))
        return {"state": progress.state, "outcomes": [line.outcome for line in progress.lines]}

    def sync(self) -> object:
        tally = self._exchange.once()
        return {"pending": tally.pending, "blobs_pending": tally.blobs_pending}

    def known(self) -> object:
        """The cases in this machine's journal."""
        rows = self._machine.journal.db.rows("SELECT stream FROM entry WHERE kind = 'case.submitted'")
        return [stream.removeprefix("case:") for (stream,) in rows]

    def _keep(self, number: int, material: str) -> Attachment:
        return self._desk.keep_bytes(brought(number, material), f"{material}.pdf", material)


def brought(number: int, material: str) -> bytes:
    """What the enterprise of this number brings for a material; every tenth plan is a large one."""
    return paper(f"{number} {material}", LARGE if number % 10 == 0 and material == "M1" else 0)


def main(data: Path) -> None:
    with opener().open(data) as machine, Counter(machine).citizen() as desk:
        link = machine.link()
        kiosk = Kiosk(machine, desk, machine.exchange(link))
        pump = Pump(machine.exchange, machine.link, machine.randomness)
        pump.start(lambda _: None)
        try:
            answer_lines(kiosk, pump.wake)
        finally:
            pump.stop()
            link.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
