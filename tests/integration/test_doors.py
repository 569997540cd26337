"""The table: every endpoint against whoever may try it, each with the answer it must get and nothing changed by it."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import timedelta

import msgspec
import pytest
from httpx2 import Response
from msgspec.structs import replace as changed

from kiosk.app import Machine
from kiosk.counter import Counter
from kiosk.desk import Draft
from kiosk.domain.bodies import Accepted
from kiosk.domain.entry import GENESIS, Entry, link
from kiosk.domain.registry import HallAdded
from kiosk.keys import Keys, public_hex
from kiosk.server.api import GUESSES
from kiosk.server.openapi import describe
from kiosk.wire import Enrolment, LeaseRequest, Page, Push, Wiped
from tests.support.doors import Front, Wish, front
from tests.support.queues import rules
from tests.support.scans import photo_bytes
from tests.support.world import HALL, ITEM, PARTITION, World, world

BLOB = f"sha256:{'0' * 64}"
QUEUE, ELSEWHERE = f"hall:{HALL}", "hall:511602-02"
TABLES = ("entry", "verdict", "blob", "phone_drop", "enrolment", "cursor", "outbox", "sequence", "seal", "meta")
EMPTY_PAGE = msgspec.json.encode(Page("e", QUEUE, 0, 0, 0, 0, "2026-11-20T00:00:00.000Z", ()))

DOORS = {
    "push": Wish("POST", "/v1/entries", msgspec.json.encode(Push(()))),
    "pull": Wish("GET", f"/v1/entries?partition={PARTITION}&after=0"),
    "replicate": Wish("POST", "/v1/replicas", EMPTY_PAGE),
    "lease": Wish("POST", "/v1/leases", msgspec.json.encode(LeaseRequest("a", "2026-11-20", 5))),
    "snapshot": Wish("GET", f"/v1/snapshot?partition={PARTITION}"),
    "stream": Wish("GET", f"/v1/stream?partition={QUEUE}&after=0"),
    "blob state": Wish("HEAD", f"/v1/blobs/{BLOB}"),
    "blob extend": Wish("PATCH", f"/v1/blobs/{BLOB}?offset=0&size=8", b"abcd"),
    "blob read": Wish("GET", f"/v1/blobs/{BLOB}"),
    "progress": Wish("GET", "/v1/progress/00000-00000"),
    "open drop": Wish("POST", "/v1/drops"),
    "take drop": Wish("GET", "/v1/drops/0"),
}
OPEN = {("post", "/v1/enrol"), ("get", "/v1/health"), ("post", "/v1/wiped")}
"""Doors without a signature of a machine that is at home; each has a test of its own below."""


@dataclass
class Town:
    """A platform with two halls, a machine of each kind, one dismissed, and one case handed in at the first kiosk."""

    world: World
    front: Front
    machines: dict[str, Machine]
    case: str

    def counts(self) -> dict[str, object]:
        db = self.world.platform.journal.db
        counted = {table: db.one(f"SELECT count(*) FROM {table}") for table in TABLES}
        return {**counted, "state": self.world.platform.journal.state()["fingerprint"]}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with ExitStack() as stack:
        made = stack.enter_context(world(tmp_path_factory.mktemp("doors")))
        made.catalogue()
        made.configure(rules())
        wide = ("*",)
        machines = {name: made.enrol(name)[0] for name in ("kiosk", "neighbour", "dismissed", "stolen")}
        machines["window"] = made.enrol("window", "window", wide)[0]
        machines["other window"] = made.enrol("other", "window", ("区民政局",))[0]
        machines["board"] = made.enrol("board", "board")[0]
        other = HallAdded(ELSEWHERE[5:], "另一个大厅", rules())
        made.platform.service.sequencer.write(PARTITION, ELSEWHERE, "hall.added", "system", other)
        machines["elsewhere"] = elsewhere(made, stack, "kiosk")
        machines["hub elsewhere"] = elsewhere(made, stack, "hub")
        case = handed_in(made, machines["kiosk"])
        enrolling = made.platform.service.enrolling
        enrolling.revoke(machines["dismissed"].identity.terminal, "报废")
        enrolling.revoke(machines["stolen"].identity.terminal, "被盗", wipe=True)
        yield Town(made, stack.enter_context(front(made.platform)), machines, case)


def elsewhere(made: World, stack: ExitStack, role: str) -> Machine:
    """A machine of the other hall."""
    folder = made.root / f"elsewhere-{role}"
    code = made.platform.service.enrolling.issue(ELSEWHERE[5:], role, ())
    answer = made.platform.service.enrolling.enrol(Enrolment(code, public_hex(Keys(folder).device()), role))
    identity = replace(made.platform.identity, role=role, terminal=answer.terminal, hall=ELSEWHERE[5:])
    return replace(made.platform, folder=folder, identity=identity)


def handed_in(made: World, kiosk: Machine) -> str:
    """A case of the kiosk's, at the platform with its files."""
    wire = made.enrol("spare")[1]
    wire._terminal = kiosk.identity.terminal
    made.exchange(kiosk, wire).once()
    with Counter(kiosk).citizen() as desk:
        guide = desk.item(ITEM).guide
        assert guide
        files = tuple(desk.keep_bytes(photo_bytes(code), f"{code}.png", code) for code in ("M1", "M2", "M3"))
        case = desk.hand_in(Draft(ITEM, guide.example, files)).case
    made.exchange(kiosk, wire).once()
    return case


def told(answer: Response) -> tuple[int, str]:
    """Status and code."""
    status, content = answer.status_code, answer.content
    return status, msgspec.json.decode(content).get("code", "") if content.startswith(b"{") else ""


def test_every_door_is_in_the_table() -> None:
    paths = describe("platform")["paths"]
    doors = {(method, path) for path, methods in paths.items() for method in methods} - OPEN
    asked = {(wish.method.lower(), re.sub(r"\?.*", "", wish.path)) for wish in DOORS.values()}
    shaped = {(method, re.sub(r"\{\w+\}", "X", path)) for method, path in doors}
    named = {BLOB, "00000-00000", "0"}
    assert {
        (method, "/".join("X" if part in named else part for part in path.split("/"))) for method, path in asked
    } == shaped


STRANGERS = ["no key", "dismissed", "stolen", "future", "past", "altered", "other signer"]


@pytest.mark.parametrize("who", STRANGERS)
@pytest.mark.parametrize("door", DOORS)
def test_a_stranger_gets_nothing_and_changes_nothing(town: Town, door: str, who: str) -> None:
    before, wish, doors, kiosk = town.counts(), DOORS[door], town.front, town.machines["kiosk"]
    minutes = timedelta(minutes=6)
    if who == "no key":
        answer, expected = doors.ask(wish), (401, "")
    elif who in {"dismissed", "stolen"}:
        answer, expected = doors.ask(wish, town.machines[who]), (401, "revoked")
    elif who in {"future", "past"}:
        answer, expected = doors.ask(wish, kiosk, minutes if who == "future" else -minutes), (401, "clock_skew")
    elif who == "altered":
        answer, expected = doors.send(altered(wish), doors.signed(wish, kiosk)), (401, "")
    else:
        headers = doors.signed(wish, town.machines["neighbour"])
        name = town.machines["neighbour"].identity.terminal
        headers["Signature-Input"] = headers["Signature-Input"].replace(name, kiosk.identity.terminal)
        answer, expected = doors.send(wish, headers), (401, "")
    if wish.method == "HEAD":
        expected = (401, "")
    assert told(answer) == expected
    assert town.counts() == before


def altered(wish: Wish) -> Wish:
    """By one byte: of the body where there is one, of the address otherwise; or one more."""
    if not wish.body and wish.method == "POST":
        return replace(wish, body=b"x")
    if wish.body:
        return replace(wish, body=wish.body[:-1] + bytes([wish.body[-1] ^ 1]))
    return replace(wish, path=wish.path[:-1] + chr(ord(wish.path[-1]) ^ 1))


REPLAYED = {
    "push": (200, ""),
    "replicate": (403, "not_yours"),
    "lease": (409, "replayed"),
    "blob extend": (409, "wrong_offset"),
    "open drop": (409, "replayed"),
    "take drop": (409, "replayed"),
}
"""What a machine's own request gets that somebody sends once more; whatever reads is not here: it changes nothing."""


@pytest.mark.parametrize("door", REPLAYED)
def test_what_is_sent_once_more_changes_nothing(town: Town, door: str) -> None:
    wish, doors = DOORS[door], town.front
    headers = doors.signed(wish, town.machines["kiosk"])
    doors.send(wish, headers)
    once = town.counts()
    assert told(doors.send(wish, headers)) == REPLAYED[door]
    assert town.counts() == once


@pytest.mark.parametrize(
    ("who", "wish", "expected"),
    [
        ("kiosk", DOORS["replicate"], (403, "not_yours")),
        ("window", DOORS["replicate"], (403, "not_yours")),
        ("board", DOORS["replicate"], (403, "not_yours")),
        ("hub elsewhere", DOORS["replicate"], (403, "not_yours")),
        ("elsewhere", Wish("GET", f"/v1/entries?partition={QUEUE}&after=0"), (403, "not_yours")),
        ("elsewhere", Wish("GET", f"/v1/snapshot?partition={QUEUE}"), (403, "not_yours")),
        ("elsewhere", DOORS["stream"], (403, "not_yours")),
        ("hub elsewhere", Wish("GET", f"/v1/entries?partition={QUEUE}&after=0"), (403, "not_yours")),
        ("hub elsewhere", DOORS["stream"], (403, "not_yours")),
        ("kiosk", Wish("GET", f"/v1/snapshot?partition={ELSEWHERE}"), (403, "not_yours")),
        ("kiosk", Wish("POST", "/v1/wiped", msgspec.json.encode(Wiped())), (401, "")),
        ("dismissed", Wish("POST", "/v1/wiped", msgspec.json.encode(Wiped())), (401, "")),
    ],
)
def test_a_machine_goes_no_further_than_its_role_and_its_hall(
    town: Town, who: str, wish: Wish, expected: tuple[int, str]
) -> None:
    before = town.counts()
    assert told(town.front.ask(wish, town.machines[who])) == expected
    assert town.counts() == before


READERS = {
    "kiosk": "envelopes",
    "neighbour": "nothing",
    "board": "nothing",
    "elsewhere": "nothing",
    "hub elsewhere": "nothing",
    "other window": "nothing",
    "window": "all",
}


@pytest.mark.parametrize("door", ["pull", "snapshot"])
@pytest.mark.parametrize("who", READERS)
def test_what_each_may_read_of_a_case(town: Town, who: str, door: str) -> None:
    answer = town.front.ask(DOORS[door], town.machines[who])
    page = msgspec.json.decode(answer.content, type=Page)
    found = [one.entry.body is not None for one in page.entries if one.entry.stream == f"case:{town.case}"]
    assert found == {"nothing": [], "envelopes": [False], "all": [True]}[READERS[who]]
    known = town.world.platform.journal.views.cases.find(town.case)
    assert known
    assert (known.attachments[0].blob.encode() in answer.content) is (who == "window")


@pytest.mark.parametrize("who", READERS)
def test_who_may_read_a_cases_file(town: Town, who: str) -> None:
    known = town.world.platform.journal.views.cases.find(town.case)
    assert known
    wish = Wish("GET", f"/v1/blobs/{known.attachments[0].blob}")
    assert town.front.ask(wish, town.machines[who]).status_code == (200 if who == "window" else 404)


@pytest.mark.parametrize("who", ["kiosk", "board", "other window", "elsewhere", "hub elsewhere"])
def test_who_may_not_decide_a_case(town: Town, who: str) -> None:
    machine = town.machines[who]
    author = town.world.platform.journal
    with author.db.transaction():
        entry = author.compose(PARTITION, f"case:{town.case}", "case.accepted", "clerk", Accepted("x"))
    entry = changed(entry, terminal=machine.identity.terminal, incarnation="1" * 16, seq=1, chain="")
    entry = changed(entry, chain=chained(entry))
    answer = town.front.ask(Wish("POST", "/v1/entries", msgspec.json.encode(Push((entry,)))), machine)
    (result,) = msgspec.json.decode(answer.content)["results"]
    assert (result["verdict"], result["code"]) == ("refused", "not_yours")


def chained(entry: Entry) -> str:
    return link(GENESIS, entry)


def test_health_tells_nobody_anything_of_anybody(town: Town) -> None:
    answer = town.front.ask(Wish("GET", "/v1/health"))
    assert set(msgspec.json.decode(answer.content)) == {"status", "role", "version", "server_time"}


def enrolment(code: str) -> Wish:
    return Wish("POST", "/v1/enrol", msgspec.json.encode(Enrolment(code, "ab" * 32)))


def test_codes_cannot_be_guessed_and_a_good_one_works_once_and_in_time(town: Town) -> None:
    enrolling = town.world.platform.service.enrolling
    late = enrolling.issue(HALL, "kiosk", ())
    town.world.later(hours=25)
    assert told(town.front.ask(enrolment(late))) == (409, "bad_code")
    good = enrolling.issue(HALL, "kiosk", ())
    assert told(town.front.ask(enrolment(good)))[0] == 200
    assert told(town.front.ask(enrolment(good))) == (409, "bad_code")
    again = enrolling.issue(HALL, "kiosk", ())
    answers = [told(town.front.ask(enrolment("GUESS"))) for _ in range(GUESSES)]
    assert answers[-1] == (429, "too_often")
    shut = town.front.ask(enrolment(again))
    assert (told(shut), shut.headers["Retry-After"]) == ((429, "too_often"), "60")
    town.world.later(minutes=1)
    assert told(town.front.ask(enrolment(again)))[0] == 200


def test_a_stolen_machines_last_word_is_kept_once(town: Town) -> None:
    wish = Wish("POST", "/v1/wiped", msgspec.json.encode(Wiped(("AAAAA-BBBBB",))))
    stolen = town.machines["stolen"]
    assert told(town.front.ask(wish, stolen, timedelta(days=-900)))[0] == 200
    once = town.counts()
    assert told(town.front.ask(wish, stolen))[0] == 200
    assert town.counts() == once
    gone = town.world.platform.journal.views.registry.wiped(stolen.identity.terminal)
    assert gone
    assert gone.receipts == ("AAAAA-BBBBB",)
