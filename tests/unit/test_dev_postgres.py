"""The database that tests borrow."""

import psycopg

from tests.support.postgres import Postgres


def test_a_fresh_database_is_empty_and_alone(postgres: Postgres, postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        connection.execute("CREATE TABLE mark (n int)")
    other = postgres.fresh()
    with psycopg.connect(other) as connection:
        assert connection.execute("SELECT count(*) FROM pg_tables WHERE tablename = 'mark'").fetchone() == (0,)
    postgres.drop(other)


def test_it_keeps_what_it_has_acknowledged(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        settings = [connection.execute(f"SHOW {name}").fetchone() for name in ("fsync", "synchronous_commit")]
    assert settings == [("on",), ("on",)]
