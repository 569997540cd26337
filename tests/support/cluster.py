"""Three machines with etcd, Patroni and PostgreSQL each, by the manual's own configuration, on loopback addresses.

Each machine is a namespace of processes: killing it ends all of them at one moment, as when the plug is pulled.
"""

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import requests

from tests.support.debian import unpacked
from tests.support.hall import ROOT
from tests.support.patience import until
from tests.support.postgres import as_postgres, hand_over, server_program

MANUAL = ROOT / "resources" / "manual" / "region"
PASSWORDS = ("@SUPERUSER@", "@REPLICATION@", "@REWIND@")
START_S = 90.0


@dataclass(frozen=True)
class Place:
    """Where the manual's files come to lie: its addresses 10.1.1.* are loopback addresses that nobody else uses."""

    home: Path
    network: str

    def text(self, name: str, **words: str) -> str:
        """One of the manual's files, with its addresses, folders and `@WORDS@` made ours."""
        text = (MANUAL / name).read_text(encoding="utf-8").replace("10.1.1.", self.network)
        for word, ours in words.items():
            text = text.replace(f"@{word}@", ours)
        for folder in ("/var/lib/", "/var/run/", "/etc/"):
            text = text.replace(folder, f"{self.home}/")
        return text

    def address(self, number: int) -> str:
        return f"{self.network}{number}"


@dataclass
class Node:
    """One database machine."""

    place: Place
    address: str
    tree: Path
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        with (self.place.home / "log").open("ab") as log:
            command = ["setpriv", "--pdeathsig", "KILL", *_alone(), "setpriv", "--pdeathsig", "KILL", *as_postgres()]
            both = f'{self.tree}/usr/bin/etcd & exec /usr/bin/python3 -m patroni "$0"'
            self._process = subprocess.Popen(
                [*command, "sh", "-c", both, str(self.place.home / "patroni.yml")],
                cwd=self.place.home,
                env=self._environment(),
                stdout=log,
                stderr=log,
            )

    def kill(self) -> None:
        """The plug is pulled; nothing of it listens any more when this returns."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
            until(lambda: not any(listens(self.address, port) for port in (2379, 2380, 5432, 8008)))

    def cluster(self) -> Mapping[str, str]:
        """Who is what, as this one's Patroni knows it: address to role; empty where nobody answers."""
        try:
            answer = requests.get(f"http://{self.address}:8008/cluster", timeout=2)
            members = answer.json()["members"]
        except (requests.RequestException, KeyError):
            return {}
        return {one["name"]: one["role"] for one in members if one["state"] in {"running", "streaming"}}

    def _environment(self) -> dict[str, str]:
        lines = self.place.text("machine.env", HERE=self.address).splitlines()
        own = dict(line.split("=", 1) for line in lines if not line.startswith("#"))
        packages = self.tree / "usr" / "lib" / "python3" / "dist-packages"
        return {**own, "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "PYTHONPATH": str(packages)}


@dataclass(frozen=True)
class Cluster:
    """The three, and the password of the programs that use them."""

    place: Place
    nodes: list[Node]
    password: str

    def primary(self) -> Node:
        """Who is it now? LookupError while nobody is."""
        for node in self.nodes:
            roles = node.cluster()
            for one in self.nodes:
                if roles.get(one.address) == "leader" and listens(one.address, 5432):
                    return one
        raise LookupError("nobody is the primary")

    def is_whole(self) -> bool:
        """One leads, one is in step with it, one follows, and each of them says so."""
        return all(sorted(node.cluster().values()) == ["leader", "replica", "sync_standby"] for node in self.nodes)

    def words(self, name: str, here: str) -> list[str]:
        """How a server's unit file in the manual starts it, without the program's own name."""
        lines = self.place.text(name, HERE=here).splitlines()
        (line,) = (line for line in lines if line.startswith("ExecStart="))
        return [word.strip('"') for word in line.split()[1:]]


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Up and whole, with the databases `platform` and `hub` in it; gone when the block ends."""
    home = Path(tempfile.mkdtemp(prefix="kiosk-region-"))
    home.chmod(0o755)
    tree = unpacked(home / "debian", "etcd-server", "patroni")
    password, network = secrets.token_hex(8), _network()
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, home)
        nodes = [_node(home / f"machine-{number}", network, number, tree) for number in (1, 2, 3)]
        for node in nodes:
            node.start()
            stack.callback(node.kill)
        place = Place(home, network)
        here = Cluster(place, nodes, password)
        try:
            until(here.is_whole, START_S)
        except TimeoutError as error:
            raise TimeoutError(*((node.place.home / "log").read_text()[-2000:] for node in nodes)) from error
        _databases(here)
        yield here


def _node(home: Path, network: str, number: int, tree: Path) -> Node:
    for part in ("etcd", "postgresql"):
        (home / part).mkdir(parents=True, mode=0o700)
        hand_over(home / part)
    place = Place(home, network)
    config = place.text("patroni.yml", SUPERUSER="one", REPLICATION="two", REWIND="three")
    config = config.replace("/usr/lib/postgresql/15/bin", str(Path(server_program("postgres")).parent))
    (home / "patroni.yml").write_text(config)
    hand_over(home)
    return Node(place, place.address(number), tree)


def _databases(here: Cluster) -> None:
    """As the manual says, and the file with the password beside."""
    hosts = ",".join(node.address for node in here.nodes)
    url = f"postgresql://postgres:one@{hosts}/postgres?target_session_attrs=read-write"
    words = [
        "psql",
        "-v",
        "ON_ERROR_STOP=1",
        "-v",
        f"password={here.password}",
        "-f",
        str(MANUAL / "databases.sql"),
        url,
    ]
    subprocess.run(words, check=True, capture_output=True)
    pgpass = here.place.home / "kiosk" / "pgpass"
    pgpass.parent.mkdir()
    pgpass.touch(0o600)
    pgpass.write_text(f"*:*:*:kiosk:{here.password}\n")


def listens(address: str, port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((address, port)) == 0


def _network() -> str:
    """A quarter of a thousand loopback addresses with nobody on them."""
    return f"127.{1 + secrets.randbelow(250)}.{1 + secrets.randbelow(250)}."


def _alone() -> list[str]:
    """In a namespace of processes that ends with the first of them."""
    own = [] if os.geteuid() == 0 else ["--user", "--map-current-user"]
    return ["unshare", *own, "--pid", "--mount-proc", "--fork"]
