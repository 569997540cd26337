"""`ticket-hub`: a number asked of the hub over loopback, beside a bare round trip with a commit at its other end."""

import msgspec
import requests

from kiosk.counter import Counter
from tests.bench.figure import Figure, at_most, in_turn_ms
from tests.bench.ground import folder, process
from tests.bench.queue_ground import SERVICE, hub, member

TIMES = 300


def measure() -> Figure:
    with (
        folder() as root,
        hub(root) as url,
        member(root, url, "kiosk", "kiosk") as machine,
        Counter(machine).tickets() as desk,
        process(["-m", "tests.bench.bare_server", str(root / "bare.db")]) as bare_url,
        requests.Session() as session,
    ):
        session.trust_env = False
        numbers = iter(range(1, 1 << 30))

        def bare() -> None:
            session.post(bare_url, data=msgspec.json.encode([(next(numbers), "x" * 1024)]), timeout=30)

        desk.take(SERVICE)
        bare()
        ours, trip = in_turn_ms(lambda: desk.take(SERVICE), bare, TIMES)
    return at_most("ticket-hub", "ms", ours, trip, 3)
