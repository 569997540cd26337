"""A PostgreSQL of the tests' own, from Debian's package: begun when first asked for, gone afterwards."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import IO, Any

import psycopg
import pytest

READY = "ready to accept connections"
SETTINGS = {"fsync": "on", "log_min_messages": "warning", "max_connections": "200"}


@dataclass(frozen=True)
class Postgres:
    """A running server; `fresh` makes a database that nobody has written to."""

    address: str
    port: int
    _numbers: Iterator[int]

    def fresh(self) -> str:
        """The URL of a new, empty database: postgresql://kiosk@ADDRESS:PORT/NAME."""
        name = f"fresh{next(self._numbers)}"
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self._url(name)

    def drop(self, url: str) -> None:
        """Throw a database of ours away, whoever is still connected."""
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")

    def _url(self, name: str) -> str:
        return f"postgresql://kiosk@{self.address}:{self.port}/{name}"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The server, one for the whole run."""
    with running_postgres() as server:
        yield server


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """A fresh database for one test."""
    url = postgres.fresh()
    yield url
    postgres.drop(url)


@contextmanager
def running_postgres(address: str = "127.0.0.1", there: Sequence[str] = ()) -> Iterator[Postgres]:
    """A throwaway cluster on a free port of `address`, durable as a real one. It ends with us, even when killed.

    `there` is put before its command where it runs on another host.
    """
    home = Path(tempfile.mkdtemp(prefix="kiosk-postgres-"))
    try:
        hand_over(home)
        _call(
            "initdb", home, "--pgdata=data", "--username=kiosk", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"
        )
        port = _free_port()
        if there:
            with (home / "data" / "pg_hba.conf").open("a") as rules:
                rules.write("host all all samenet trust\n")
        with _server(home, port, address, there):
            yield Postgres(address, port, count(1))
    finally:
        shutil.rmtree(home)


@contextmanager
def _server(home: Path, port: int, address: str, there: Sequence[str]) -> Iterator[None]:
    own = {**SETTINGS, "listen_addresses": address}
    settings = [part for key, value in own.items() for part in ("-c", f"{key}={value}")]
    command = [server_program("postgres"), "-D", "data", "-k", str(home), "-p", str(port), *settings]
    with_us = [*there, "setpriv", "--pdeathsig", "INT", *as_postgres(), *command]
    server = subprocess.Popen(with_us, cwd=home, env=_environment(), stderr=subprocess.PIPE, text=True)
    assert server.stderr
    try:
        drain = _wait_until_ready(server.stderr)
        yield
    finally:
        server.send_signal(signal.SIGINT)  # "fast": clients that are still there are sent away
        server.wait()
    drain.join()
    server.stderr.close()


def _wait_until_ready(log: IO[str]) -> threading.Thread:
    """Read its log until it says that it is ready, and go on reading so that it never waits for us."""
    said = []
    for line in log:
        said.append(line)
        if READY in line:
            drain = threading.Thread(target=log.read, name="postgres-log")
            drain.start()
            return drain
    raise OSError("PostgreSQL did not start:\n" + "".join(said))


def _call(program: str, home: Path, *arguments: str) -> None:
    command = ["setpriv", *as_postgres(), server_program(program), *arguments]
    subprocess.run(command, cwd=home, env=_environment(), check=True, capture_output=True)


def as_postgres() -> list[str]:
    """It refuses to run as root; Debian's package brings a user for it."""
    return ["--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else ["--"]


def hand_over(home: Path) -> None:
    if os.geteuid() == 0:
        shutil.chown(home, "postgres", "postgres")


def _environment() -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}


def server_program(name: str) -> str:
    """The newest version that Debian has installed."""
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    if not versions:
        raise FileNotFoundError(f"no {name} of PostgreSQL here; python3 build/dev.py setup installs it")
    return str(versions[-1])


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: Any = probe.getsockname()[1]
        return int(port)
