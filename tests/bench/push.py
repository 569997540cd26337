"""`push`: 10,000 entries of 1 KB to a platform process, beside a bare loop that does nothing else."""

import time
from pathlib import Path

import msgspec
import requests

from kiosk.app import Machine
from kiosk.domain.registry import TerminalReported
from kiosk.journal.database import Database, open_sqlite
from tests.bench.bare_server import KEY
from tests.bench.figure import Figure, at_least
from tests.bench.ground import folder, kiosk, process

COUNT = 10_000
BATCH = 500


def measure() -> Figure:
    with folder() as root:
        bare = max(_bare(root / f"bare-{run}") for run in range(2))
        with kiosk(root) as (machine, _):
            ours = max(_ours(machine) for _ in range(2))
    return at_least("push", "entries/s", ours, bare, 0.5)


def _ours(machine: Machine) -> float:
    """Real entries through the real exchange: read, signed, sent, checked, judged, folded, settled."""
    report = TerminalReported("0.1.0", note="x" * 900)
    stream = f"terminal:{machine.identity.terminal}"
    with machine.journal.db.transaction():
        for _ in range(COUNT):
            machine.journal.append(machine.identity.partition, stream, "terminal.reported", "system", report)
    link = machine.link()
    began = time.perf_counter()
    pushed = machine.exchange(link).push_all()
    took = time.perf_counter() - began
    link.close()
    assert pushed == COUNT
    return COUNT / took


def _bare(data: Path) -> float:
    """SQLite → requests → uvicorn → SQLite, the same cipher and fsync on both sides, batches of 500."""
    data.mkdir()
    outbox = open_sqlite(data / "outbox.db", KEY)
    outbox.run("CREATE TABLE entry (n INTEGER PRIMARY KEY, body TEXT, acked INTEGER)")
    with outbox.transaction():
        outbox.many("INSERT INTO entry (body, acked) VALUES (?, 0)", (("x" * 1024,) for _ in range(COUNT)))
    with process(["-m", "tests.bench.bare_server", str(data / "server.db")]) as url:
        began = time.perf_counter()
        _loop(outbox, url)
        took = time.perf_counter() - began
    outbox.close()
    return COUNT / took


def _loop(outbox: Database, url: str) -> None:
    with requests.Session() as session:
        session.trust_env = False
        while rows := outbox.rows("SELECT n, body FROM entry WHERE acked = 0 ORDER BY n LIMIT ?", BATCH):
            body = msgspec.json.encode(rows)
            acked = msgspec.json.decode(session.post(url, data=body, timeout=30).content)
            with outbox.transaction():
                outbox.many("UPDATE entry SET acked = 1 WHERE n = ?", [(n,) for n in acked])
