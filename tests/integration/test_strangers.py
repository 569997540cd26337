"""Who may not come in, and who may come in but not do that: asked over a real socket of a real platform."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace as changed

from kiosk.app import Machine, Opener, opener
from kiosk.clock import SystemClock, parse_iso
from kiosk.doctor import examine
from kiosk.domain.bodies import Accepted
from kiosk.domain.dismissal import Dismissal
from kiosk.domain.entry import GENESIS, Entry, digest, link
from kiosk.domain.receipt import receipt_number
from kiosk.domain.registry import HallAdded
from kiosk.errors import Fault, Refused
from kiosk.ids import SystemRandomness
from kiosk.keys import Keys, public_hex
from kiosk.signing import Message, Signer
from kiosk.sync.answers import Dismissed, LinkTrouble
from kiosk.wire import Push, PushAnswer
from tests.support.hall import HYGIENE, Hall, example, hall, inside, kiosk, paper, synced, terminal

PARTITION = "region:511602"
ENTRIES = f"/v1/entries?partition={PARTITION}&after=0"
BODY = msgspec.json.encode(Push(()))
BLOB = f"/v1/blobs/sha256:{'0' * 64}"
DOORS = (
    ("POST", "/v1/entries"),
    ("GET", ENTRIES),
    ("GET", f"/v1/snapshot?partition={PARTITION}"),
    ("GET", "/v1/stream"),
    ("HEAD", BLOB),
    ("PATCH", f"{BLOB}?offset=0&size=1"),
    ("GET", BLOB),
    ("GET", "/v1/progress/00000-00000"),
    ("POST", "/v1/drops"),
    ("GET", "/v1/drops/0"),
)


@dataclass
class Place:
    """A platform with two kiosks, the windows of two departments, and one case of the first kiosk."""

    hall: Hall
    kiosk: Path
    neighbour: Path
    window: Path
    other_window: Path
    case: str
    blob: str


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("strangers")
    with hall(folder) as here:
        first, second = here.enrol("kiosk", "first"), here.enrol("kiosk", "second")
        window = here.enrol("window", "window", departments=["区行政审批局"])
        other = here.enrol("window", "other", departments=["区民政局"])
        synced(first)
        case = one_case(folder, first)
        for each in (first, second, window, other):
            synced(each)
        with here.opened() as machine:
            known = machine.journal.views.cases.find(case)
        assert known
        yield Place(here, first, second, window, other, case, known.attachments[0].blob)


def one_case(folder: Path, data: Path) -> str:
    form = folder / "form.json"
    form.write_bytes(msgspec.json.encode(example()))
    files = []
    for material in ("M1", "M2", "M3"):
        path = folder / f"{material}.pdf"
        path.write_bytes(paper(material))
        files.append(f"--attach={material}={path}")
    return str(kiosk("submit", "--item", HYGIENE, "--form", form, *files, "--data", data).answer["case"])


def signer(folder: Path) -> Signer:
    return Signer(terminal(folder), Keys(folder).device())


def ask(place: Place, method: str, path: str, body: bytes = b"", **how: Any) -> requests.Response:
    """A request signed with `by` at `at`, then `spoil`ed, and sent; without `by` nobody signs it."""
    request = requests.Request(method, place.hall.url + path, data=body or None).prepare()
    if by := how.get("by"):
        by.sign(Message(method, str(request.url), request.headers), how.get("signed", body), how.get("at", now()))
    how.get("spoil", lambda _: None)(request)
    with requests.Session() as session:
        return session.send(request, timeout=20, allow_redirects=False)


def now() -> datetime:
    return datetime.now(UTC)


def is_stranger(answer: requests.Response) -> None:
    """401 and nothing else."""
    assert (answer.status_code, answer.content) == (401, b"")


@pytest.mark.parametrize(("method", "path"), DOORS)
def test_nobody_comes_in_without_a_key(place: Place, method: str, path: str) -> None:
    is_stranger(ask(place, method, path, BODY if method in {"POST", "PATCH"} else b""))


@pytest.mark.parametrize(("method", "path"), DOORS)
def test_nobody_comes_in_with_a_key_of_their_own_making(place: Place, method: str, path: str) -> None:
    made = Ed25519PrivateKey.generate()
    is_stranger(ask(place, method, path, by=Signer("01a00000-0000-7000-8000-000000000000", made)))
    is_stranger(ask(place, method, path, by=Signer(terminal(place.kiosk), made)))


def other_path(request: requests.PreparedRequest) -> None:
    request.url = str(request.url).replace("after=0", "after=1")


def other_method(request: requests.PreparedRequest) -> None:
    request.method = "POST"


def other_time(request: requests.PreparedRequest) -> None:
    _reword(request, "created=1", "created=2")


def other_purpose(request: requests.PreparedRequest) -> None:
    _reword(request, "service-hall", "service-hell")


def _reword(request: requests.PreparedRequest, old: str, new: str) -> None:
    input_ = str(request.headers["Signature-Input"])
    assert old in input_
    request.headers["Signature-Input"] = input_.replace(old, new)


def no_signature(request: requests.PreparedRequest) -> None:
    del request.headers["Signature"]


@pytest.mark.parametrize("spoil", [other_path, other_method, other_time, other_purpose, no_signature])
def test_what_was_signed_cannot_be_altered(place: Place, spoil: Callable[[requests.PreparedRequest], None]) -> None:
    assert ask(place, "GET", ENTRIES, by=signer(place.kiosk)).status_code == 200
    is_stranger(ask(place, "GET", ENTRIES, by=signer(place.kiosk), spoil=spoil))


def test_a_body_is_covered_byte_by_byte(place: Place) -> None:
    def other_byte(request: requests.PreparedRequest) -> None:
        request.body = BODY[:-1] + b" "

    assert ask(place, "POST", "/v1/entries", BODY, by=signer(place.kiosk)).status_code == 200
    is_stranger(ask(place, "POST", "/v1/entries", BODY, by=signer(place.kiosk), spoil=other_byte))
    is_stranger(ask(place, "POST", "/v1/entries", BODY, by=signer(place.kiosk), signed=b""))


def test_a_revoked_machine_is_a_stranger_and_loses_nothing(place: Place) -> None:
    data = place.hall.enrol("kiosk", "revoked")
    synced(data)
    one_case(place.hall.folder, data)
    place.hall.revoke(data)
    for at in (now(), now() - timedelta(days=900)):
        told = ask(place, "GET", ENTRIES, by=signer(data), at=at)
        assert (told.status_code, told.json()["code"], told.json()["dismissal"]["wipe"]) == (401, "revoked", False)
    said = kiosk("sync", "--once", "--data", data)
    assert (said.status, said.answer["fault"]) == (3, "revoked")
    assert said.answer["mend"]
    with opener().open(data) as machine:
        outbox = machine.journal.outbox
        assert (outbox.count(), outbox.retry("push").paused) == (1, "revoked")


def test_a_stolen_machine_wipes_itself_when_it_is_told_and_says_what_went_with_it(place: Place) -> None:
    data = place.hall.enrol("kiosk", "stolen")
    synced(data)
    case = one_case(place.hall.folder, data)
    name = terminal(data)
    with opener().open(data) as machine, place.hall.opened() as platform:
        platform.service.enrolling.revoke(name, "被盗", wipe=True)
        with pytest.raises(Fault) as caught:
            exchanged(machine)
        assert caught.value.code == "revoked"
        with pytest.raises(Fault) as late:
            machine.journal.append(PARTITION, "case:late", "case.submitted", "citizen", "nobody reads this")
        assert late.value.code == "revoked"
        assert machine.journal.db.rows("SELECT * FROM entry") == []
        with pytest.raises(Fault):
            exchanged(machine)
        gone = platform.journal.views.registry.wiped(name)
        assert gone
        assert gone.receipts == (receipt_number(case),)
    assert [path.name for path in data.iterdir()] == ["revoked.json"]
    said = kiosk("sync", "--once", "--data", data)
    assert (said.status, said.answer["fault"]) == (3, "revoked")
    assert receipt_number(case) in said.answer["message"]
    with pytest.raises(Fault) as enrolling:
        opener().enrol(data, place.hall.url, "X", "again")
    assert enrolling.value.code == "revoked"


def test_a_machine_that_was_stolen_before_it_fetched_anything_obeys_too(place: Place) -> None:
    data = place.hall.enrol("kiosk", "early")
    with opener().open(data) as machine, place.hall.opened() as platform:
        platform.service.enrolling.revoke(machine.identity.terminal, "被盗", wipe=True)
        with pytest.raises(Fault) as caught:
            exchanged(machine)
        assert caught.value.code == "revoked"
    assert [path.name for path in data.iterdir()] == ["revoked.json"]


def test_nobody_but_the_platform_can_order_a_machine_to_wipe_itself(place: Place) -> None:
    data = place.hall.enrol("kiosk", "cheated")
    synced(data)
    with opener().open(data) as machine:
        name, key = machine.identity.terminal, public_hex(machine.keys.device())
        made = Ed25519PrivateKey.generate()
        platform = next(one for one in machine.journal.views.registry.devices() if one.role == "platform")
        for paper in (
            Dismissal(name, key, True, "2026", platform.terminal),
            Dismissal(name, key, True, "2026", name),
            Dismissal(terminal(place.window), key, True, "2026", platform.terminal),
        ):
            for by in (made, machine.keys.device()):
                told = Dismissed(replace(paper, signature=by.sign(paper.signed).hex()))
                machine.obeying.obey(told)
                replace(machine.obeying, platform_key=public_hex(made)).obey(told)  # an old key that came out
        machine.obeying.obey(Dismissed(None))
        assert machine.journal.db.rows("SELECT id FROM entry")
    assert (data / "journal.db").exists()


def test_a_wrong_clock_is_told_the_time_only_where_the_machine_is_known(place: Place) -> None:
    years_ago = now() - timedelta(days=3 * 365)
    told = ask(place, "GET", ENTRIES, by=signer(place.kiosk), at=years_ago)
    assert (told.status_code, told.json()["code"]) == (401, "clock_skew")
    assert abs(parse_iso(told.json()["server_time"]) - now()) < timedelta(minutes=1)
    made = Signer(terminal(place.kiosk), Ed25519PrivateKey.generate())
    is_stranger(ask(place, "GET", ENTRIES, by=made, at=years_ago))


class YearsOff(SystemClock):
    """A clock whose battery was empty."""

    def now(self) -> datetime:
        return super().now() - timedelta(days=3 * 365)


def test_a_machine_whose_clock_is_years_off_learns_the_time(place: Place) -> None:
    data = place.hall.enrol("kiosk", "years-off")
    with Opener(YearsOff(), SystemRandomness()).open(data) as machine:
        assert exchanged(machine) > 1000
        learnt = int(machine.journal.meta("clock_offset_ms"))
        assert abs(timedelta(milliseconds=learnt) - timedelta(days=3 * 365)) < timedelta(minutes=1)
        first_try = machine.link()
        assert first_try.page(PARTITION, 0, 1).partition == PARTITION
        first_try.close()
    for clock, told in ((YearsOff(), "比上级慢 1095 天"), (SystemClock(), "和上级一致")):
        found = {one.check: one for one in examine(data, Opener(clock, SystemRandomness()))}["时钟"]
        assert (found.finding, bool(found.mend)) == (told, not found.ok)


def exchanged(machine: Machine) -> int:
    link = machine.link()
    try:
        return machine.exchange(link).once().pulled
    finally:
        link.close()


def pushed(data: Path, *entries: Entry) -> PushAnswer:
    """Push as this machine what it may not have written."""
    with opener().open(data) as machine:
        link = machine.link()
        try:
            return link.push(Push(entries))
        finally:
            link.close()


def written(data: Path, stream: str, kind: str, body: object) -> Entry:
    """An entry as this machine would write it; it stays out of the machine's own journal."""
    with opener().open(data) as machine, machine.journal.db.transaction():
        return machine.journal.compose(PARTITION, stream, kind, "clerk", body)


@pytest.mark.parametrize(
    ("kind", "body"),
    [("case.accepted", Accepted("冒名者")), ("hall.added", HallAdded("511602-99", "冒名大厅"))],
)
def test_a_kiosk_does_not_do_a_clerks_work_nor_the_platforms(place: Place, kind: str, body: object) -> None:
    data = place.hall.enrol("kiosk", kind)
    stream = f"case:{place.case}" if kind.startswith("case.") else "hall:511602-99"
    result = pushed(data, written(data, stream, kind, body)).results[0]
    assert (result.verdict, result.code) == ("refused", "not_yours")
    with place.hall.opened() as machine:
        known = machine.journal.views.cases.find(place.case)
        assert known
        assert (known.state, "511602-99" in machine.journal.views.registry.halls()) == ("submitted", False)


def test_a_bottomless_request_is_told_that_it_cannot_be_read(place: Place) -> None:
    answer = ask(place, "POST", "/v1/enrol", b"[" * 4096)
    assert (answer.status_code, answer.json()["code"]) == (400, "unreadable")
    body = f'{{"attachments": [], "remark": {"[" * 5000 + "]" * 5000}}}'
    entry = written(place.hall.enrol("kiosk", "bottomless"), "case:bottomless", "case.supplemented", None)
    entry = rewritten(entry, body)
    result = pushed(place.hall.folder / "bottomless", entry).results[0]
    assert (result.verdict, result.code) == ("held", "unreadable")


def rewritten(entry: Entry, body: str) -> Entry:
    """The entry with another body, hashed and chained as if it had been its own."""
    forged = changed(entry, body=body, body_hash=digest(body.encode()), chain="")
    return changed(forged, chain=link(GENESIS, forged))


def test_a_machine_speaks_for_nobody_else(place: Place) -> None:
    entry = changed(written(place.neighbour, "case:x", "case.accepted", Accepted("x")), terminal=terminal(place.window))
    with pytest.raises(LinkTrouble) as caught:
        pushed(place.neighbour, entry)
    assert (caught.value.status, caught.value.code) == (403, "upstream_refused")
    answer = ask(place, "POST", "/v1/entries", msgspec.json.encode(Push((entry,))), by=signer(place.neighbour))
    assert (answer.status_code, answer.json()["code"]) == (403, "not_yours")


def test_another_departments_window_gets_nothing_and_decides_nothing(place: Place) -> None:
    assert inside(place.window, knows(place.case)) == [True]
    assert inside(place.other_window, knows(place.case)) == []
    assert kiosk("cases", "--data", place.other_window).answer == []
    result = pushed(
        place.other_window, written(place.other_window, f"case:{place.case}", "case.accepted", Accepted("x"))
    )
    assert (result.results[0].verdict, result.results[0].code) == ("refused", "not_yours")


def test_another_kiosk_gets_nothing_and_its_own_only_gets_envelopes(place: Place) -> None:
    assert inside(place.neighbour, knows(place.case)) == []
    assert inside(place.kiosk, knows(place.case)) == [False]


def knows(case: str) -> Callable[[Machine], list[bool]]:
    """For each entry of a case that is there: whether with its body."""
    return lambda machine: [
        body is not None
        for (body,) in machine.journal.db.rows("SELECT body FROM entry WHERE stream = ?", f"case:{case}")
    ]


@pytest.mark.parametrize("who", ["kiosk", "neighbour", "other_window"])
def test_files_are_read_by_the_cases_own_windows_alone(place: Place, who: str) -> None:
    with opener().open(getattr(place, who)) as machine:
        link = machine.link()
        with pytest.raises(Refused) as caught:
            link.blob_read(place.blob)
        link.close()
    assert caught.value.code == "no_such_file"
    answer = ask(place, "GET", f"/v1/blobs/{place.blob}", by=signer(getattr(place, who)))
    assert answer.status_code == 404
    assert ask(place, "GET", f"/v1/blobs/{place.blob}", by=signer(place.window)).content == paper("M1")
