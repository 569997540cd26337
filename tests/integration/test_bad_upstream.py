"""An upstream that answers badly or not at all: staff are told, nothing is lost, and it mends itself."""

import json
import queue
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiosk.app import Machine, Opener, opener
from kiosk.cli import main
from kiosk.clock import SystemClock, parse_iso
from kiosk.domain.bodies import Supplemented
from kiosk.errors import Fault
from kiosk.ids import SystemRandomness
from kiosk.sync import link
from kiosk.sync.answers import LinkTrouble
from kiosk.sync.exchange import Tally
from kiosk.sync.pump import Pump
from kiosk.wire import PushAnswer, Result
from tests.support.hall import Hall, hall, synced
from tests.support.proxy import Proxy, line_to

PARTITION = "region:511602"
EPOCH = "0000000000000001"
LOGIN = b"<!doctype html><title>Wi-Fi</title><form action=/login>"
JSON = "Content-Type: application/json"


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    with hall(tmp_path_factory.mktemp("upstream")) as here:
        with here.opened() as machine:
            machine.journal.set_meta("epoch", EPOCH)
        yield here


@pytest.fixture
def line(platform: Hall) -> Iterator[Proxy]:
    with line_to(platform.url) as made:
        yield made


@pytest.fixture
def data(platform: Hall, line: Proxy, tmp_path: Path) -> Path:
    """A kiosk that has something to send."""
    folder = platform.enrol("kiosk", tmp_path.name, line.url)
    synced(folder)
    with opener().open(folder) as machine:
        write(machine, "补充说明")
    return folder


def write(machine: Machine, remark: str) -> None:
    case = f"case:{machine.identity.terminal}"
    machine.journal.append(PARTITION, case, "case.supplemented", "citizen", Supplemented((), remark))


def sync_once(data: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, Any]:
    """`kiosk sync --once`: its status and what it prints."""
    status = main(["sync", "--once", "--data", str(data), "--json"])
    return status, json.loads(capsys.readouterr().out)


def odd(server_time: str = "2026-11-22T00:00:00.000Z", results: tuple[Result, ...] = ()) -> bytes:
    """An answer to a push that is in shape and makes no sense."""
    return msgspec.json.encode(PushAnswer(EPOCH, 1, server_time, results))


BAD: dict[str, tuple[Callable[[Proxy], None], str]] = {
    "500": (lambda it: it.saying("500 Internal Server Error", body=b"oops"), "upstream_error"),
    "502 in HTML": (lambda it: it.saying("502 Bad Gateway", "Content-Type: text/html", body=LOGIN), "upstream_error"),
    "503 with a time": (lambda it: it.saying("503 Service Unavailable", "Retry-After: 120"), "upstream_error"),
    "503 with a bad time": (lambda it: it.saying("503 Service Unavailable", "Retry-After: soon"), "upstream_error"),
    "HTML": (lambda it: it.saying("200 OK", "Content-Type: text/html", body=LOGIN), "upstream_rubbish"),
    "HTML that says JSON": (lambda it: it.saying("200 OK", JSON, body=LOGIN), "upstream_rubbish"),
    "a login page": (lambda it: it.saying("302 Found", "Location: http://10.0.0.1/login"), "upstream_rubbish"),
    "half a head": (lambda it: it.short(20), "upstream_rubbish"),
    "half a body": (lambda it: it.short(260), "upstream_unreachable"),
    "half a document": (lambda it: it.saying("200 OK", JSON, body=odd()[:-9]), "upstream_rubbish"),
    "nothing at all": (lambda it: it.silent(), "upstream_unreachable"),
    "no connection": (lambda it: it.cut(), "upstream_unreachable"),
    "a lost answer": (lambda it: it.deaf(), "upstream_unreachable"),
    "a bottomless document": (lambda it: it.saying("200 OK", JSON, body=b"[" * 100_000), "upstream_rubbish"),
    "another document": (lambda it: it.saying("200 OK", JSON, body=b"{}"), "upstream_rubbish"),
    "no results": (lambda it: it.saying("200 OK", JSON, body=odd()), "push_stuck"),
    "a time that is none": (lambda it: it.saying("200 OK", JSON, body=odd(server_time="soon")), "upstream_rubbish"),
    "a time of another age": (
        lambda it: it.saying("200 OK", JSON, body=odd(server_time="9999-12-31T23:59:59.000Z")),
        "upstream_rubbish",
    ),
    "results for others": (
        lambda it: it.saying("200 OK", JSON, body=odd(results=(Result("somebody", 1, "applied", 1),))),
        "upstream_rubbish",
    ),
    "404": (lambda it: it.saying("404 Not Found", body=b"nginx"), "upstream_rubbish"),
    "413": (lambda it: it.saying("413 Content Too Large", body=b"nginx"), "upstream_rubbish"),
    "401": (lambda it: it.saying("401 Unauthorized"), "upstream_refused"),
    "403": (lambda it: it.saying("403 Forbidden", body=b"nginx"), "upstream_refused"),
}


@pytest.mark.parametrize("how", BAD)
def test_staff_are_told_and_nothing_is_lost(
    how: str, data: Path, line: Proxy, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link, "TIMEOUT", (5.0, 0.3 if how == "nothing at all" else 30.0))
    befall, code = BAD[how]
    befall(line)
    status, answer = sync_once(data, capsys)
    assert (status, answer["fault"]) == (3, code)
    assert answer["message"]
    assert answer["mend"]
    with opener().open(data) as machine:
        plan = machine.journal.outbox.retry("push")
        assert (machine.journal.outbox.count(), plan.failures) == (1, 1)
        assert parse_iso(plan.next_at) > parse_iso(plan.last_good)
        assert plan.paused == (code if how in {"401", "403"} else "")
    line.up()
    status, answer = sync_once(data, capsys)
    assert (status, answer["pending"], answer["held"]) == (0, 0, 0)
    with opener().open(data) as machine:
        assert machine.journal.outbox.retry("push").failures == 0


class Later(SystemClock):
    """The time in three minutes."""

    def now(self) -> datetime:
        return super().now() + timedelta(minutes=3)


def test_a_time_that_the_upstream_names_is_kept_over_a_restart(data: Path, line: Proxy) -> None:
    line.saying("503 Service Unavailable", "Retry-After: 120")
    with pytest.raises(LinkTrouble):
        synced(data)
    with opener().open(data) as machine:
        wait = parse_iso(machine.journal.outbox.retry("push").next_at) - datetime.now(UTC)
    assert timedelta(seconds=100) < wait <= timedelta(seconds=120)
    before = line.requests
    assert patiently(opener(), data).pending == 1
    assert line.requests == before, "it did not wait"
    line.up()
    assert patiently(opener(), data).pending == 1
    assert patiently(Opener(Later(), SystemRandomness()), data).pending == 0


def patiently(opened: Opener, data: Path) -> Tally:
    """One exchange that keeps to the stored plan, for everything alike."""
    with opened.open(data) as machine:
        outbox = machine.journal.outbox
        for work in ("pull", "blobs"):
            outbox.plan(work, outbox.retry("push"))
        line = machine.link()
        try:
            return machine.exchange(line).once(patient=True)
        finally:
            line.close()


def test_it_mends_itself_when_the_line_does(data: Path, line: Proxy) -> None:
    line.cut()
    reports: queue.Queue[Tally | Fault] = queue.Queue()
    with opener().open(data) as machine:
        pump = Pump(machine.exchange, machine.link, machine.randomness)
        pump.start(reports.put)
        try:
            assert isinstance(reports.get(timeout=60), Fault)
            line.up()
            while not (isinstance(report := reports.get(timeout=60), Tally) and report.pending == 0):
                assert isinstance(report, Fault | Tally)
        finally:
            pump.stop()


def test_a_batch_that_is_too_large_is_halved_until_it_fits(data: Path, platform: Hall) -> None:
    """By its characters this is one batch; by its bytes it is two and a half times what a push may hold."""
    with opener().open(data) as machine:
        for number in range(40):
            write(machine, f"{number}" + "字" * 20_000)
        terminal = machine.identity.terminal
    synced(data)
    with platform.opened() as machine:
        rows = machine.journal.db.rows("SELECT seq FROM entry WHERE terminal = ? ORDER BY seq", terminal)
    assert [row[0] for row in rows] == list(range(1, 42))


def test_a_platform_from_a_backup_is_told_again_what_is_ours_alone(
    data: Path, platform: Hall, capsys: pytest.CaptureFixture[str]
) -> None:
    synced(data)
    with platform.opened() as machine:
        machine.journal.set_meta("epoch", "0000000000000002")
    status, answer = sync_once(data, capsys)
    assert (status, answer["pending"]) == (0, 0)
    with platform.opened() as machine:
        machine.journal.set_meta("epoch", EPOCH)
