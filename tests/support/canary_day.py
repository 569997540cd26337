"""A whole day of a hall, from enrolment to the evening's backup, in which every word that names somebody is a canary.

Every step is the product's own command in a process of its own; what all of them complain of is kept in `logs`.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from kiosk.app import opener
from kiosk.cli.main import BUG
from kiosk.desks.publishing import Publishing
from kiosk.desks.rules_file import usual_rules
from kiosk.domain.registry import HallAdded
from tests.support.hall import CODE, HYGIENE, ROOT, SAMPLE, command, example, of_party, paper, synced
from tests.support.patience import until
from tests.support.phone import Phone
from tests.support.proxy import line_to
from tests.support.queue_hall import Server
from tests.support.receipt_printer import receipt_printer
from tests.support.scans import photo
from tests.support.worker import Worker

VISIT = "tests.support.canary_visit"
MATERIALS = ("M1", "M2", "M3")
SERVICE, WINDOW = "zonghe", "1"
CLERKS = {"31007": "赫连鴷鴸", "31008": "澹台鸧鸩"}
REASON, REMARK, LACKING = "canary改主意去云南了", "补上canary的房产证", "canary的照片不清楚"


@dataclass(frozen=True)
class Person:
    """Somebody who comes, by the number of their enterprise."""

    number: int
    name: str
    firm: str
    mobile: str

    @property
    def form(self) -> dict[str, Any]:
        form = of_party(example(), self.number)
        form["applicant"] = {**form["applicant"], "name": self.name, "mobile": self.mobile}
        form["organisation"] = {**form["organisation"], "name": self.firm, "legal_person": self.name}
        return form

    @property
    def words(self) -> tuple[str, ...]:
        form = self.form
        return self.name, self.firm, self.mobile, form["applicant"]["id_number"], form["organisation"]["uscc"]


VISITOR = Person(4711, "欧阳䶮𬱖", "广安区䶮𬱖宾馆", "13800077123")
FUGITIVE = Person(4712, "司徒鱻麤", "广安区鱻麤茶楼", "13800077124")
ONLINE = Person(4713, "夏侯龘靐", "广安区龘靐浴室", "13800077125")
CANCELLING = Person(4714, "公孙犇羴", "广安区犇羴客栈", "13800077126")
PEOPLE = (VISITOR, FUGITIVE, ONLINE, CANCELLING)
CANARIES = (*(word for one in PEOPLE for word in one.words), *CLERKS.values(), REASON, REMARK, LACKING)


def password(clerk: str) -> str:
    return f"canary-{clerk[::-1]}-x"


PASSWORDS = tuple(password(clerk) for clerk in CLERKS)


@dataclass
class Day:
    """Its folders, and what is left of it in the evening. `outside` is where people keep what they bring or fetch."""

    folder: Path
    environment: Mapping[str, str]
    printer: str
    servers: dict[str, Server]
    stack: ExitStack
    receipt: dict[str, str]

    @property
    def machines(self) -> list[Path]:
        return [self.folder / name for name in ("platform", "hub", "kiosk", "window", "board")]

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    @property
    def temporary(self) -> Path:
        return self.folder / "tmp"

    @property
    def outside(self) -> Path:
        return self.folder / "outside"

    def does(self, machine: str, *words: str | Path, typed: Sequence[str] = (), status: int = 0) -> Any:
        """One command on a machine's folder; its answer."""
        with (self.logs / "commands").open("ab") as complaints:
            done = subprocess.run(
                [*command(*map(str, words)), "--data", str(self.folder / machine), "--json"],
                cwd=ROOT,
                env=self.environment,
                input="".join(f"{line}\n" for line in typed).encode(),
                stdout=subprocess.PIPE,
                stderr=complaints,
                check=False,
            )
        assert done.returncode == status, f"{words}: {done.returncode} {done.stdout.decode()}"
        return json.loads(done.stdout) if done.stdout else None

    def signed(self, *words: str | Path, clerk: str = "31007", status: int = 0) -> Any:
        """A clerk's command at the window."""
        return self.does("window", *words, "--clerk", clerk, typed=[password(clerk)], status=status)

    def starts(self, role: str, *words: str) -> Server:
        server = Server([role, "--data", str(self.folder / role), *words], log=self.logs / role)
        self.servers[role] = server
        server.start()
        self.stack.callback(server.end)
        return server

    def scan(self, person: Person, material: str) -> Path:
        """A PDF that names somebody in its name and, readable for whoever opens it, in what it says."""
        path = self.outside / f"{person.name}的{material}.pdf"
        canvas = Canvas(str(path), pageCompression=0)
        canvas.drawString(100, 700, f"{' '.join(person.words[2:])} {material}")
        canvas.save()
        return path

    def synced(self, *machines: str) -> None:
        """Until the judge has spoken on everything that they have sent."""
        for machine in machines:
            until(partial(self._is_settled, machine))

    def _is_settled(self, machine: str) -> bool:
        return bool(self.does(machine, "sync", "--once")["pending"] == 0)


@contextmanager
def canary_day(folder: Path) -> Iterator[Day]:
    """Lived when the block begins; the servers have ended by then."""
    with ExitStack() as stack:
        printer = stack.enter_context(receipt_printer())
        for name in ("logs", "tmp", "outside"):
            (folder / name).mkdir()
        environment = {**os.environ, "TMPDIR": str(folder / "tmp"), "QT_QPA_PLATFORM": "offscreen"}
        day = Day(folder, environment, printer.address, {}, stack, {})
        for part in (morning, at_the_kiosk, a_crash, some_bugs, at_the_window, in_the_queue, online, evening):
            part(day)
        for server in day.servers.values():
            server.end()
        yield day


def morning(day: Day) -> None:
    """The platform, its hall, its clerks, its machines."""
    hour = datetime.now(UTC).hour
    rules = replace(usual_rules(CODE), timezone=f"Etc/GMT{hour - 12:+d}")  # it is noon there: no night falls
    with opener().platform(day.folder / "platform") as machine:
        sequencer, partition = machine.service.sequencer, machine.identity.partition
        sequencer.write(partition, f"hall:{CODE}", "hall.added", "system", HallAdded(CODE, "大厅", rules))
        Publishing(sequencer, partition).load((SAMPLE / "catalogue.json").read_bytes(), SAMPLE / "guides")
    for number, name in CLERKS.items():
        words = ("clerk", "add", number, "--name", name, "--duty", "export")
        day.does("platform", *words, typed=[password(number)])
    url = day.starts("platform").url
    _enrolled(day, "hub", url)
    url = day.starts("hub").url
    for role in ("kiosk", "window", "board"):
        _enrolled(day, role, url)
    (day.folder / "kiosk" / "settings.toml").write_text(f'printer = "{day.printer}"\n')
    for role in ("kiosk", "window", "board"):
        synced(day.folder / role)
    day.stack.enter_context(_board(day))


def _enrolled(day: Day, role: str, upstream: str) -> None:
    with opener().platform(day.folder / "platform") as machine:
        code = machine.service.enrolling.issue(CODE, role, ("*",) if role == "window" else ())
    opener().enrol(day.folder / role, upstream, code, role)


@contextmanager
def _board(day: Day) -> Iterator[None]:
    """The screen itself hangs there all day."""
    with (day.logs / "board").open("ab") as log:
        words = command("board", "--data", str(day.folder / "board"), "--size", "800x600")
        board = subprocess.Popen(words, cwd=ROOT, env=day.environment, stdout=log, stderr=log)
        try:
            yield
        finally:
            board.kill()
            board.wait()


def at_the_kiosk(day: Day) -> None:
    """One hands in at the machine, one by the command line; a form that is wrong is refused."""
    with _seat(day) as kiosk:
        _filled_in(day, kiosk, VISITOR)
        day.receipt = kiosk.does("hand_in", item=HYGIENE, form=VISITOR.form)
        kiosk.does("end")
    cancelling = _submitted(day, CANCELLING)
    wrong = {**FUGITIVE.form, "applicant": {"name": FUGITIVE.name}}
    (day.outside / "wrong.json").write_text(json.dumps(wrong))
    day.does("kiosk", "submit", "--item", HYGIENE, "--form", day.outside / "wrong.json", status=1)
    day.synced("kiosk")
    day.does("kiosk", "case", "withdraw", cancelling, "--reason", REASON)
    day.does("kiosk", "verify", day.receipt["qr"])


def _submitted(day: Day, person: Person) -> str:
    form = day.outside / f"{person.name}.json"
    form.write_text(json.dumps(person.form))
    files = [f"--attach={material}={day.scan(person, material)}" for material in MATERIALS]
    return str(day.does("kiosk", "submit", "--item", HYGIENE, "--form", form, *files)["qr"])


@contextmanager
def _seat(day: Day) -> Iterator[Worker]:
    worker = Worker(day.folder / "kiosk", module=VISIT, environment=day.environment)
    try:
        worker.ready()
        yield worker
    finally:
        complaints = worker.end()
        with (day.logs / "kiosk").open("a") as log:
            log.write(complaints)


def _filled_in(day: Day, kiosk: Worker, person: Person) -> None:
    for material in MATERIALS:
        kiosk.does("scan", path=str(day.scan(person, material)), material=material)
    kiosk.does("sign", path=str(photo(day.outside / "signature.png")))


def a_crash(day: Day) -> None:
    """The plug is pulled before a hand-in, and while one is on its way; then at the hub and at the platform."""
    for handing_in in (False, True):
        with _seat(day) as kiosk:
            _filled_in(day, kiosk, FUGITIVE)
            if handing_in:
                kiosk.tell("hand_in", item=HYGIENE, form=FUGITIVE.form)
            kiosk.kill()
    for role in ("hub", "platform"):
        day.servers[role].kill()
        day.servers[role].start()
    with _seat(day) as kiosk:
        kiosk.does("end")


WITH_A_BUG = """
import sys
from kiosk.cli import main
from kiosk.desks.filing import Filing
from kiosk.desks.online import Online

def strikes(desk, draft, key=""):
    raise ValueError(f"cannot read {draft.form}")

Filing.put_down = strikes
Online.hand_in = strikes
sys.exit(main(sys.argv[1:]))
"""
"""The program with a bug whose words quote what it struck on."""


def some_bugs(day: Day) -> None:
    """One at the kiosk, and one in the portal of a platform that is put right again."""
    form = day.outside / f"{CANCELLING.name}.json"
    words = ["submit", "--item", HYGIENE, "--form", str(form), "--data", str(day.folder / "kiosk")]
    with (day.logs / "commands").open("ab") as log:
        done = subprocess.run([sys.executable, "-c", WITH_A_BUG, *words], cwd=ROOT, env=day.environment, stderr=log)
    assert done.returncode == BUG
    assert "ValueError" in (day.folder / "kiosk" / "kiosk.log").read_text()
    day.servers["platform"].end()
    platform = Server(["platform", "--data", str(day.folder / "platform")], day.servers["platform"].url)
    platform.program, platform.log = [sys.executable, "-c", WITH_A_BUG], day.logs / "platform"
    platform.start()
    try:
        with line_to(platform.url) as line:
            Phone(line).fails_to_hand_in(HYGIENE, ONLINE.form, _brought(ONLINE))
    finally:
        platform.end()
        day.servers["platform"].start()
    assert "ValueError" in (day.logs / "platform").read_text()


def at_the_window(day: Day) -> None:
    """A clerk mistypes, signs in, returns a case, and accepts and concludes it once it was supplemented."""
    qr = day.receipt["qr"]
    day.synced("kiosk", "window")
    day.does("window", "cases", "--clerk", "31007", typed=[f"{password('31007')}!"], status=1)
    day.signed("case", "return", qr, "--lacking", f"M2={LACKING}")
    day.synced("window")
    day.signed("case", "notice", qr, "--to", day.outside / "notice.pdf")
    day.synced("kiosk")
    day.does("kiosk", "case", "supplement", qr, "--remark", REMARK, f"--attach=M2={day.scan(VISITOR, 'M2')}")
    day.synced("kiosk", "window")
    day.signed("case", "accept", qr)
    day.synced("window")
    day.signed("case", "notice", qr, "--to", day.outside / "notice.pdf")
    day.signed("case", "conclude", qr, clerk="31008")


def in_the_queue(day: Day) -> None:
    """Numbers on paper, a booking by phone and identity card, a call."""
    slot = ("--service", SERVICE, "--start", f"{datetime.now(UTC) + timedelta(days=2):%Y-%m-%d}T13:00")
    hall = ("--hall", CODE)
    day.does("platform", "appointment", "open", *slot, *hall, "--capacity", "3")
    day.synced("kiosk")
    mobile, number = VISITOR.words[2:4]
    day.does("platform", "appointment", "book", *slot, *hall, "--phone", mobile, "--id", number)
    other = day.does("platform", "appointment", "book", *slot, *hall, "--phone", CANCELLING.mobile)
    day.does("platform", "appointment", "cancel", other["code"], *hall)
    day.does("kiosk", "ticket", "take", "--service", SERVICE, "--print", "--receipt", day.receipt["receipt"])
    day.synced("kiosk", "window")
    for verb in ("next", "start", "finish"):
        day.does("window", "window-call", verb, "--window", WINDOW)


def online(day: Day) -> None:
    """A phone at the portal: handed in, looked at, withdrawn."""
    with line_to(day.servers["platform"].url) as line:
        phone = Phone(line)
        try:
            token = phone.hand_in(HYGIENE, ONLINE.form, _brought(ONLINE))
            phone.progress(token)
            phone.withdraw(token, REASON)
        finally:
            phone.close()


def _brought(person: Person) -> dict[str, bytes]:
    return {one: paper(f"{person.name} {one}") for one in MATERIALS}


def evening(day: Day) -> None:
    """Backups, the export that two sign, the audit; everybody sends and forgets."""
    day.synced("kiosk", "window")
    words = ("export", "--to", day.outside / "all.csv", "--clerk", "31007", "--second", "31008")
    day.does("platform", *words, typed=[password("31007"), password("31008")])
    for machine in ("platform", "hub", "window"):
        day.does(machine, "backup", "--to", day.folder / machine / "backup.db")
    day.synced("kiosk", "window", "board", "kiosk")
    day.does("kiosk", "doctor")
    day.does("platform", "audit", "verify")
