"""A database whose host is dead without a word: it is given up within seconds, and found again when it is back."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from kiosk.errors import Fault
from kiosk.journal.database import open_postgresql
from tests.support.faraway import Faraway, faraway
from tests.support.patience import until
from tests.support.postgres import running_postgres

pytestmark = pytest.mark.long  # half a minute of waiting, and only root can make another host
BAR_S = 30.0
"""As for any machine of a region that dies (resources/manual/region.md)."""


@pytest.fixture(scope="module")
def far() -> Iterator[Faraway]:
    with faraway() as host:
        yield host


@pytest.fixture(scope="module")
def url(far: Faraway) -> Iterator[str]:
    with running_postgres(far.address, far.there) as server:
        yield server.fresh()


def test_what_is_asked_of_a_dead_host_fails_in_time(far: Faraway, url: str) -> None:
    database = open_postgresql(url)
    assert database.one("SELECT 1") == (1,)
    for _ in ("the connection that was open", "a new one"):
        far.vanish()
        began = time.monotonic()
        with pytest.raises(Fault) as fault:
            database.one("SELECT 1")
        assert fault.value.code == "database_unreachable"
        assert time.monotonic() - began < BAR_S
    far.come_back()
    assert database.one("SELECT 1") == (1,)
    database.close()


def test_who_waits_for_an_answer_when_the_host_dies_is_let_go(far: Faraway, url: str) -> None:
    asking = threading.Event()

    def wait_there() -> float:
        database = open_postgresql(url)
        asking.set()
        began = time.monotonic()
        with pytest.raises(Fault) as fault:
            database.one("SELECT pg_sleep(600)")
        assert fault.value.code == "database_unreachable"
        database.close()
        return time.monotonic() - began

    with ThreadPoolExecutor(1) as pool:
        waited = pool.submit(wait_there)
        asking.wait()
        watcher = open_postgresql(url)
        until(lambda: watcher.one("SELECT 1 FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(600)'") is not None)
        watcher.close()
        far.vanish()
        assert waited.result() < BAR_S
    far.come_back()
