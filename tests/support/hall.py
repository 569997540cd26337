"""A hall as it stands in the world: a platform process with the sample catalogue, and machines enrolled with it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stdnum.cn import ric, uscc

from kiosk.app import Machine, opener
from kiosk.desks.publishing import Publishing
from kiosk.domain.catalogue import Guide
from kiosk.domain.guide_reader import read_guide
from kiosk.domain.registry import HallAdded
from kiosk.machine import read_identity

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "resources" / "sample"
HYGIENE = "511A0015500009-511602000000-000-115113016823646795-1-00"
"""公共场所卫生许可新办审批（县级）, the item of the story: M1, M2 and M3 are always asked for."""

CODE = "511602-01"


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    status: int
    answer: Any
    errors: str


@dataclass
class Hall:
    """A running platform. `log` is everything that its process has printed, once it has ended."""

    folder: Path
    url: str = ""
    log: str = ""
    _process: subprocess.Popen[str] | None = field(default=None, repr=False)

    @property
    def platform(self) -> Path:
        return self.folder / "platform"

    @contextmanager
    def opened(self) -> Iterator[Machine]:
        """The platform's own machine, opened here beside its running process."""
        with opener().platform(self.platform) as machine:
            yield machine

    def enrol(self, role: str, name: str, upstream: str = "", departments: Sequence[str] = ()) -> Path:
        """A new machine's folder."""
        with self.opened() as machine:
            wide = ("*",) if role == "window" else ()
            code = machine.service.enrolling.issue(CODE, role, tuple(departments) or wide)
        folder = self.folder / name
        opener().enrol(folder, upstream or self.url, code, name)
        return folder

    def revoke(self, folder: Path) -> None:
        with self.opened() as machine:
            machine.service.enrolling.revoke(terminal(folder), "报废")

    def publish_next(self) -> None:
        """Version 2 of the hygiene form."""
        with self.opened() as machine:
            Publishing(machine.service.sequencer, machine.identity.partition).publish(HYGIENE, next_guide())

    def start(self) -> None:
        """The platform's process, until `stop`; at the address that it has had before."""
        words = ["platform", "--data", str(self.platform), "--port", self.url.rpartition(":")[2] or "0"]
        self._process = subprocess.Popen(
            command(*words), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.url = str(json.loads(_first_line(self._process))["url"])

    def stop(self) -> None:
        """Ask it to end, and wait."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """As when the plug is pulled."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(how)
        self.log += self._process.communicate()[0]
        self._process = None


@contextmanager
def hall(folder: Path, database: str = "") -> Iterator[Hall]:
    """A platform with the sample catalogue and one hall, in a process of its own until the block ends."""
    here = Hall(folder)
    _found(here.platform, database)
    here.start()
    try:
        yield here
    finally:
        here.stop()


def _found(folder: Path, database: str) -> None:
    with opener().platform(folder, database) as machine:
        sequencer, partition = machine.service.sequencer, machine.identity.partition
        sequencer.write(partition, f"hall:{CODE}", "hall.added", "system", HallAdded(CODE, "广安区政务服务大厅"))
        Publishing(sequencer, partition).load((SAMPLE / "catalogue.json").read_bytes(), SAMPLE / "guides")


def _first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    line = process.stdout.readline()
    if not line:
        raise OSError("the platform did not start")
    return line


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "kiosk", *words]


def kiosk(*words: str | Path, env: Mapping[str, str] | None = None) -> Said:
    """The command, in a process of its own, its answer read as JSON."""
    done = subprocess.run(
        [*command(*map(str, words)), "--json"],
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    return Said(done.returncode, json.loads(done.stdout) if done.stdout else None, done.stderr)


def terminal(folder: Path) -> str:
    """A machine's id."""
    identity = read_identity(folder)
    assert identity is not None
    return identity.terminal


def synced(folder: Path) -> None:
    """Exchange until there is nothing left, in this process."""
    with opener().open(folder) as machine:
        link = machine.link()
        try:
            machine.exchange(link).once()
        finally:
            link.close()


def inside(folder: Path, ask: Callable[[Machine], Any]) -> Any:
    """What `ask` finds in a machine's journal."""
    with opener().open(folder) as machine:
        return ask(machine)


def next_guide() -> Guide:
    """The hygiene form's version 2."""
    defs = json.loads((SAMPLE / "defs.json").read_text(encoding="utf-8"))
    raw = json.loads((SAMPLE / "guides-next" / "01-public-place-hygiene.json").read_text(encoding="utf-8"))
    return read_guide(raw, defs)[1]


def example(item_code: str = HYGIENE) -> dict[str, Any]:
    """The form that the item's guide gives as an example."""
    for path in sorted((SAMPLE / "guides").glob("*.json")):
        guide = json.loads(path.read_text(encoding="utf-8"))
        if guide["code"] == item_code:
            form: dict[str, Any] = guide["example"]
            return form
    raise LookupError(item_code)


def of_party(form: Mapping[str, Any], number: int) -> dict[str, Any]:
    """The hygiene form as the `number`-th enterprise files it; each has a credit code and a person of its own."""
    credit = f"92511602MA{number:07d}"
    person = f"5116021990{1 + number // 28 % 12:02d}{1 + number % 28:02d}{number // 336:03d}"
    return {
        **form,
        "applicant": {**form["applicant"], "id_number": person + ric.calc_check_digit(person + "0")},
        "organisation": {**form["organisation"], "uscc": credit + uscc.calc_check_digit(credit)},
    }


def paper(words: str, size: int = 0) -> bytes:
    """A PDF of one empty page that nobody else has, at least `size` bytes long."""
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
    ]
    data = b"%PDF-1.4\n%" + words.encode() + b"\n%" + b"-" * size + b"\n"
    places = []
    for number, part in enumerate(parts, 1):
        places.append(len(data))
        data += b"%d 0 obj" % number + part + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        data
        + b"xref\n0 4\n0000000000 65535 f \n"
        + table
        + b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(data)
    )
