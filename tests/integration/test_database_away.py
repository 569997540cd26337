"""A PostgreSQL that goes and comes back: one thing asked fails with a Fault, the next one finds it again."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from kiosk.errors import Fault
from kiosk.ids import SystemRandomness
from kiosk.journal.blobs import Blobs
from kiosk.journal.database import Database, open_postgresql
from kiosk.journal.migrate import migrate, migrations
from kiosk.server.pulse import Look, Pulse, Ready, Stretch
from kiosk.sync.exchange import Exchange
from kiosk.sync.link import Link
from kiosk.sync.pump import Pump
from tests.support.patience import until


@pytest.fixture
def database(postgres_url: str) -> Iterator[Database]:
    opened = open_postgresql(postgres_url)
    opened.run("CREATE TABLE note (word TEXT)")
    yield opened
    opened.close()


def sent_away(url: str) -> None:
    """The server ends every other connection, as when it goes to another machine."""
    with psycopg.connect(url, autocommit=True) as own:
        own.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def is_away(fault: pytest.ExceptionInfo[Fault]) -> bool:
    return fault.value.code == "database_unreachable"


def test_the_next_question_finds_the_way_back(database: Database, postgres_url: str) -> None:
    sent_away(postgres_url)
    with pytest.raises(Fault) as fault:
        database.run("INSERT INTO note VALUES ('lost')")
    assert is_away(fault)
    database.run("INSERT INTO note VALUES ('kept')")
    assert database.rows("SELECT word FROM note") == [("kept",)]


@pytest.mark.parametrize("after", [0, 1], ids=["at its commit", "in the middle"])
def test_a_transaction_fails_as_a_whole(after: int, database: Database, postgres_url: str) -> None:
    undone: list[str] = []

    def write() -> None:
        with database.transaction():
            database.if_undone(lambda: undone.append("half"))
            database.run("INSERT INTO note VALUES ('half')")
            sent_away(postgres_url)
            for _ in range(after):
                database.run("INSERT INTO note VALUES ('other half')")

    with pytest.raises(Fault) as fault:
        write()
    assert is_away(fault)
    assert undone == ["half"]
    with database.transaction():
        database.run("INSERT INTO note VALUES ('whole')")
    assert database.rows("SELECT word FROM note") == [("whole",)]


def test_of_several_nodes_the_one_that_writes_is_used(postgres_url: str) -> None:
    place, _, name = postgres_url.rpartition("/")
    user, _, node = place.partition("@")
    several = open_postgresql(f"{user}@127.0.0.1:1,{node}/{name}?target_session_attrs=read-write")
    assert several.one("SELECT 1") == (1,)
    several.close()


def test_where_no_node_writes_it_is_away(postgres_url: str) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as own:
        own.execute(f"ALTER DATABASE {own.info.dbname} SET default_transaction_read_only = on")
    with pytest.raises(Fault) as fault:
        open_postgresql(f"{postgres_url}?target_session_attrs=read-write")
    assert is_away(fault)


def test_one_file_brought_to_two_servers_at_once_is_one_file(postgres_url: str) -> None:
    """The second one waits, and is told where the first one's upload stands."""
    first, second = open_postgresql(postgres_url), open_postgresql(postgres_url)
    migrate(first, migrations())
    begun = threading.Event()

    def bring() -> None:
        with second.transaction():
            begun.set()
            Blobs(second).keep(b"one and the same")
        second.close()

    other = threading.Thread(target=bring)
    with first.transaction():
        name = Blobs(first).keep(b"one and the same")
        other.start()
        begun.wait()
        until(lambda: first.rows("SELECT 1 FROM pg_locks WHERE NOT granted"))
    other.join()
    assert Blobs(first).read(name) == b"one and the same"
    first.close()
    second.close()


def test_a_stream_ends_where_its_page_cannot_be_read() -> None:
    """And asks again by itself: the others' news go on."""
    told = Look({"hall:1": 7}, {})

    async def run(work: Callable[..., Any], *args: object) -> Any:
        return work(*args)

    def page(stretch: Stretch) -> Ready:
        raise Fault("database_unreachable", "", "")

    async def heard() -> tuple[bytes, list[bytes]]:
        pulse = Pulse(run, lambda known: told, page)
        news = pulse.listen("one")
        events = [await anext(news), await anext(news)]
        ended = [event async for event in pulse.listen("other", Stretch("hall:1", 0))]
        pulse.stop()
        return events[-1], ended

    assert asyncio.run(heard()) == (b'event: moved\ndata: {"hall:1":7}\n\n', [])


def test_a_pump_waits_for_a_journal_that_cannot_be_asked() -> None:
    tries: list[str] = []
    tried = threading.Event()

    def line() -> Link:
        tries.append(threading.current_thread().name)
        if len(tries) == 2:
            tried.set()
        raise Fault("database_unreachable", "", "")

    def never(_: Link) -> Exchange:
        raise AssertionError

    pump = Pump(never, line, SystemRandomness())
    pump.start(lambda _: None)
    assert tried.wait(20)
    pump.stop()
    assert sorted(tries) == ["pump", "pump-hints"]
