"""`ticket`: a number local and durable, beside a bare one-row commit into the same file with the same settings."""

from kiosk.app import Machine
from kiosk.counter import Counter
from tests.bench.figure import Figure, at_most, in_turn_ms
from tests.bench.ground import folder
from tests.bench.queue_ground import SERVICE, station

TIMES = 400


def measure() -> Figure:
    with folder() as root, station(root) as machine, Counter(machine).tickets() as desk:
        machine.journal.db.run("CREATE TABLE bench_row (n INTEGER PRIMARY KEY, body TEXT)")
        desk.take(SERVICE)
        ours, bare = in_turn_ms(lambda: desk.take(SERVICE), lambda: _bare(machine), TIMES)
    return at_most("ticket", "ms", ours, bare, 3)


def _bare(machine: Machine) -> None:
    with machine.journal.db.transaction():
        machine.journal.db.run("INSERT INTO bench_row (body) VALUES (?)", "x" * 1024)
