"""`verdict`: what the judge of a hall says, and the queue after it, on a full day; the yardstick is an empty one."""

from tests.bench.figure import Figure, at_most, in_turn_ms
from tests.support.queues import Hall

TIMES, EACH, BAR = 30, 50, 3
WAITING = 3_000


def measure() -> Figure:
    """Fifty numbers taken and called, among 3,000 who wait and among none."""
    full, empty = Hall(), Hall()
    for _ in range(WAITING // 2):
        full.take("a"), full.take("b")
    value, bare = in_turn_ms(lambda: _work(full), lambda: _work(empty), TIMES)
    return at_most("verdict", "ms/100", value, bare, BAR)


def _work(hall: Hall) -> None:
    for _ in range(EACH):
        hall.take("a")
        hall.call("2")
