"""What a stranger may try at the portal: a table of attempts, each with the answer that it must get."""

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount, Route
from starlette.testclient import TestClient

from kiosk.counter import Counter
from kiosk.desk import Draft
from kiosk.domain.entry import digest
from kiosk.server.portal.guard import HEADERS
from kiosk.server.portal.routes import GUESSES_A_MINUTE
from tests.support.portal_hall import Judge, Online, online, portal_of
from tests.support.scans import photo_bytes
from tests.support.world import HALL, ITEM

NINE = "2026-11-23T09:00"
PHONE, ID, NAME = "13812345678", "11010519491231002X", "欧阳㛃𬱖"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Online]:
    with online(tmp_path) as made:
        made.world.catalogue()
        made.slots.open("a", NINE, 5)
        yield made


def _routes(routes: list[BaseRoute]) -> Iterator[Route]:
    """Every address of the portal, whatever it is mounted in."""
    for one in routes:
        if isinstance(one, Route):
            yield one
        elif isinstance(one, Mount):
            inner: Any = one.app
            yield from _routes(list(getattr(inner, "_app", inner).routes))


@dataclass(frozen=True)
class Door:
    """An address that changes something, and how it is knocked at."""

    method: str
    path: str


def doors(app: Starlette) -> list[Door]:
    """All that are not for reading, with something in each of their blanks."""
    blanks = {"hall": HALL, "service": "a", "start": NINE, "blob": digest(b"x"), "code": ITEM}
    found = []
    for route in _routes(list(app.routes)):
        path = re.sub(r"\{(\w+)\}", lambda blank: blanks.get(blank[1], "x"), route.path)
        found += [Door(method, path) for method in (route.methods or set()) - {"GET", "HEAD"}]
    return found


class TestForgery:
    """CSRF: whoever cannot read our page cannot send its form."""

    def test_every_door_is_shut_to_forms_from_elsewhere(self, here: Online) -> None:
        client = here.phone.client
        client.get("/progress")
        known = doors(portal_of(here.world.platform))
        assert len(known) >= 16
        for given in ("", "0" * 64, "\u4f60"):
            for door in known:
                headers = {"X-CSRF": "0" * 64, "Upload-Offset": "0", "Upload-Length": "1"}
                answer = client.request(door.method, door.path, data={"csrf": given}, headers=headers)
                assert answer.status_code == 403, f"{door} said {answer.status_code}"

    def test_another_browsers_token_is_no_good(self, here: Online) -> None:
        theirs = re.search(r'name="csrf" value="(\w+)"', here.another().get("/progress").text)
        assert theirs
        here.phone.get("/progress")
        assert here.phone.send("/progress", theirs[1], receipt="x").status_code == 403


class TestHeaders:
    READ = ("/", "/appointments", f"/items/{ITEM}", "/nowhere", "/q/x", "/b/x", "/r/x", "/drop/x", "/progress")

    @pytest.mark.parametrize("path", READ)
    def test_every_answer_is_armoured(self, here: Online, path: str) -> None:
        headers = here.phone.get(path).headers
        for name, value in HEADERS.items():
            assert headers[name] == value
        assert headers["cache-control"] == "no-store"

    def test_what_may_be_kept_is_nobodys(self, here: Online) -> None:
        page = here.phone.get("/")
        for path in re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text):
            answer = here.phone.get(path)
            assert "immutable" in answer.headers["cache-control"]
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert "set-cookie" not in answer.headers

    def test_over_https_the_cookie_and_the_address_stay_there(self, here: Online) -> None:
        with TestClient(here.phone.client.app, base_url="https://hall.example") as client:
            answer = client.get("/progress")
        assert "Secure" in answer.headers["set-cookie"]
        assert answer.headers["strict-transport-security"].startswith("max-age=")
        assert "strict-transport-security" not in here.phone.get("/").headers

    def test_no_page_holds_a_script_or_a_style_of_its_own(self, here: Online) -> None:
        token = Judge(here.world.platform).take()
        time = f"/appointments/{HALL}/a/{NINE}"
        for path in (*self.READ, f"/q/{token}", f"/q/{token}/give-back", f"/appointments/{HALL}/a", time):
            assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*src=)", here.phone.get(path).text)


class TestGuessing:
    """Tokens: none can be made, and whoever tries many has to wait, also for a right one."""

    @pytest.mark.parametrize("path", ["/r/{}", "/r/{}/receipt.pdf", "/r/{}/withdraw", "/q/{}", "/q/{}/live", "/b/{}"])
    def test_wrong_ones_open_nothing_and_then_wait(self, here: Online, path: str) -> None:
        answers = [here.phone.get(path.format(f"guess{number}")) for number in range(GUESSES_A_MINUTE + 1)]
        assert {one.status_code for one in answers[:-1]} == {404}
        assert answers[-1].status_code == 429
        here.world.later(minutes=1)
        assert here.phone.get(path.format("guess")).status_code == 404

    def test_a_receipts_token_cannot_be_altered(self, here: Online) -> None:
        receipt = handed_in(here)
        token = receipt.rpartition("/")[2]
        assert here.phone.get(f"/r/{token}").status_code == 200
        for at in range(0, len(token), 7):
            altered = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
            assert here.phone.get(f"/r/{altered}").status_code == 404


class TestUploads:
    """What was uploaded is looked at, never run and never given out here."""

    @pytest.mark.parametrize(
        ("data", "name"),
        [
            (b"<html><script>alert(1)</script>", "page.png"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "drawing.svg"),
            (b"MZ\x90\x00" * 100, "photo.jpg"),
            (b"#!/bin/sh\nrm -rf /", "run.sh"),
            (b"PK\x03\x04" + b"\x00" * 100, "letter.docx"),
            (b"GIF89a<script>alert(1)</script>", "moving.gif"),
        ],
    )
    def test_only_pictures_and_papers_are_taken(self, here: Online, data: bytes, name: str) -> None:
        page = upload(here, data, name)
        assert page.status_code == 422
        assert not here.world.platform.journal.db.rows("SELECT hash FROM blob")

    @pytest.mark.parametrize("name", ["../../etc/passwd.png", "a\r\nSet-Cookie: x=1.png", "<img src=x onerror=1>.png"])
    def test_a_files_name_is_only_words(self, here: Online, name: str) -> None:
        page = upload(here, photo_bytes("M1"), name)
        assert "<img src=x" not in page.text
        assert "etc/passwd" not in page.text
        assert "x=1" not in page.headers.get("set-cookie", "")

    def test_nobody_gets_a_file_back(self, here: Online) -> None:
        upload(here, photo_bytes("M1"), "page.png")
        blob = digest(photo_bytes("M1"))
        for path in (f"/upload/{blob}", f"/apply/{ITEM}/materials/M1", f"/static/x/{blob}"):
            assert here.phone.get(path).status_code in {404, 405}

    def test_by_its_hash_alone_a_stranger_learns_nothing_of_a_file(self, here: Online) -> None:
        upload(here, photo_bytes("M1"), "page.png")
        assert here.another().client.head(f"/upload/{digest(photo_bytes('M1'))}").status_code == 403


class TestPrivacy:
    """No personal data in addresses, in logs, or in what stays behind."""

    def test_a_whole_visit_leaves_no_trace_in_addresses_and_logs(
        self, here: Online, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        visited: list[str] = []
        client = here.phone.client
        client.event_hooks["response"].append(lambda answer: visited.append(str(answer.url)))
        answer_group(here, {"/applicant/name": NAME, "/applicant/id_number": ID, "/applicant/mobile": PHONE})
        here.phone.post("/progress", receipt=ID)
        booked = here.phone.post(f"/appointments/{HALL}/a/{NINE}", phone=PHONE, id_number=ID)
        here.phone.post(booked.url.path)
        here.phone.post(f"/appointments/{HALL}/a/{NINE}", phone=PHONE[:-1], id_number=NAME)
        assert len(visited) >= 8
        said = "\n".join([*visited, *(record.getMessage() for record in caplog.records)])
        for canary in (PHONE, ID, NAME):
            assert canary not in said

    def test_searching_for_a_name_keeps_it_out_of_the_next_sites_sight(self, here: Online) -> None:
        assert here.phone.get("/items", params={"q": NAME}).headers["referrer-policy"] == "no-referrer"


def answer_group(here: Online, given: Mapping[str, str]) -> None:
    here.phone.client.post(f"/apply/{ITEM}/form/applicant", data={"csrf": csrf(here), **given, "asked": list(given)})


def csrf(here: Online) -> str:
    found = re.search(r'name="csrf" value="(\w+)"', here.phone.get("/progress").text)
    assert found
    return found[1]


def upload(here: Online, data: bytes, name: str) -> Any:
    answer_group(here, {"/applicant/name": NAME})
    files = {"file": (name, data)}
    return here.phone.client.post(f"/apply/{ITEM}/materials/M1", data={"csrf": csrf(here)}, files=files)


def handed_in(here: Online) -> str:
    """A case; the text in its receipt's code."""
    desk = Counter(here.world.platform).online()
    guide = desk.item(ITEM).guide
    assert guide is not None
    files = tuple(desk.keep_bytes(photo_bytes(code), f"{code}.png", code) for code in ("M1", "M2", "M3"))
    return desk.hand_in(Draft(ITEM, guide.example, files), "key").qr
