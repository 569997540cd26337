"""The judge's desk, on both databases: order, once each, rights, and the judgements that must come out right."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from msgspec.structs import replace as changed

from kiosk.app import Machine
from kiosk.domain.bodies import Accepted, Lacking, Returned, Supplemented, Withdrawn, write
from kiosk.domain.entry import Entry, digest, link
from kiosk.domain.receipt import receipt_number
from kiosk.errors import Refused
from kiosk.wire import Page, Push, Result
from tests.support.bodies import attachment, form, guide, submitted
from tests.support.postgres import Postgres
from tests.support.world import PARTITION, Wire, World, world

CASE = "01999999-0000-7000-8000-000000000001"
OTHER = "01999999-0000-7000-8000-000000000002"


@pytest.fixture(params=["sqlite", "postgresql"])
def here(request: pytest.FixtureRequest, tmp_path: Path, postgres: Postgres) -> Iterator[World]:
    with world(tmp_path, postgres.fresh() if request.param == "postgresql" else "") as made:
        made.catalogue()
        yield made


@pytest.fixture
def kiosk(here: World) -> tuple[Machine, Wire]:
    return here.enrol("kiosk")


@pytest.fixture
def window(here: World) -> tuple[Machine, Wire]:
    return here.enrol("window", "window", ("*",))


def put(machine: Machine, kind: str, body: object, case: str = CASE) -> Entry:
    return machine.journal.append(PARTITION, f"case:{case}", kind, "citizen", body)


def push(pair: tuple[Machine, Wire], *entries: Entry) -> list[Result]:
    return list(pair[1].push(Push(entries)).results)


def words(results: list[Result]) -> list[tuple[str, str]]:
    return [(one.verdict, one.code) for one in results]


def test_positions_have_no_gaps_and_an_answer_is_given_again(kiosk: tuple[Machine, Wire]) -> None:
    first, second = put(kiosk[0], "case.submitted", submitted()), put(kiosk[0], "case.withdrawn", Withdrawn())
    answers = push(kiosk, first, second)
    assert [one.verdict for one in answers] == ["applied", "applied"]
    assert answers[1].position == answers[0].position + 1
    assert push(kiosk, first, second) == answers
    assert push(kiosk, second) == answers[1:]


def test_the_same_id_twice_in_one_batch_is_judged_once(kiosk: tuple[Machine, Wire]) -> None:
    entry = put(kiosk[0], "case.submitted", submitted())
    one, two = push(kiosk, entry, entry)
    assert one == two


def test_a_gap_says_what_is_expected(kiosk: tuple[Machine, Wire]) -> None:
    put(kiosk[0], "case.submitted", submitted())
    second = put(kiosk[0], "case.withdrawn", Withdrawn())
    (answer,) = push(kiosk, second)
    assert (answer.verdict, answer.seq) == ("gap", 1)


def test_another_entry_under_the_same_seq_is_a_clone(kiosk: tuple[Machine, Wire]) -> None:
    entry = put(kiosk[0], "case.submitted", submitted())
    push(kiosk, entry)
    twin = changed(entry, id=OTHER)
    assert words(push(kiosk, changed(twin, chain=link("sha256:0", twin)))) == [("cloned", "")]


def test_the_same_id_with_another_body_is_told_and_changes_nothing(here: World, kiosk: tuple[Machine, Wire]) -> None:
    entry = put(kiosk[0], "case.submitted", submitted())
    push(kiosk, entry)
    text = write(submitted(name="李晓"))
    forged = changed(entry, body=text, body_hash=digest(text.encode()))
    assert words(push(kiosk, forged)) == [("id_reuse", "")]
    state = here.platform.journal.views.cases.find(CASE)
    assert state is not None
    assert state.form["applicant"]["name"] == "张㛃"


def test_a_body_that_is_not_its_hash_is_not_taken(kiosk: tuple[Machine, Wire]) -> None:
    entry = put(kiosk[0], "case.submitted", submitted())
    assert words(push(kiosk, changed(entry, body="{}"))) == [("cloned", "")]


def test_what_cannot_be_read_is_held_and_only_its_stream_waits(here: World, kiosk: tuple[Machine, Wire]) -> None:
    poison, behind = put(kiosk[0], "case.submitted", {"item": 7}), put(kiosk[0], "case.withdrawn", Withdrawn())
    beside = put(kiosk[0], "case.submitted", submitted(), OTHER)
    unknown = put(kiosk[0], "case.teleported", {}, "01999999-0000-7000-8000-000000000003")
    assert words(push(kiosk, poison, behind, beside, unknown)) == [
        ("held", "unreadable"),
        ("held", "waits_behind"),
        ("applied", ""),
        ("held", "unknown_kind"),
    ]
    assert len(here.platform.journal.views.held()) == 3


def test_nobody_speaks_for_another(here: World, kiosk: tuple[Machine, Wire]) -> None:
    other = here.enrol("other")
    entry = put(other[0], "case.submitted", submitted())
    with pytest.raises(Refused) as caught:
        push(kiosk, entry)
    assert caught.value.code == "not_yours"


def test_a_kiosk_may_not_accept_and_a_window_only_its_departments(here: World, kiosk: tuple[Machine, Wire]) -> None:
    push(kiosk, put(kiosk[0], "case.submitted", submitted()))
    stranger = here.enrol("stranger", "window", ("区民政局",))
    own = here.enrol("own", "window", ("区行政审批局",))
    for pair, word in ((kiosk, "refused"), (stranger, "refused"), (own, "applied")):
        (answer,) = push(pair, put(pair[0], "case.accepted", Accepted("王")))
        assert answer.verdict == word
        assert answer.code == ("" if word == "applied" else "not_yours")


def test_judgement_1_what_comes_after_a_withdrawal_is_refused_and_kept(
    here: World, kiosk: tuple[Machine, Wire]
) -> None:
    push(kiosk, put(kiosk[0], "case.submitted", submitted()))
    here.platform.service.sequencer.write(PARTITION, f"case:{CASE}", "case.withdrawn", "citizen", Withdrawn("改主意了"))
    late = put(kiosk[0], "case.supplemented", Supplemented((attachment("M7", b"late"),)))
    assert words(push(kiosk, late)) == [("refused", "already_withdrawn")]
    state = here.platform.journal.views.cases.find(CASE)
    assert state is not None
    assert [(step.kind, step.verdict) for step in state.steps] == [
        ("case.submitted", "applied"),
        ("case.withdrawn", "applied"),
        ("case.supplemented", "refused"),
    ]
    assert state.state == "withdrawn"


def test_judgement_2_the_second_of_the_same_is_marked_and_both_stay(here: World, kiosk: tuple[Machine, Wire]) -> None:
    push(kiosk, put(kiosk[0], "case.submitted", submitted()))
    body = submitted()
    online = here.platform.service.sequencer.write(PARTITION, f"case:{OTHER}", "case.submitted", "citizen", body)
    assert (online.verdict.verdict, online.verdict.code) == ("applied", "duplicate")
    assert online.verdict.result["duplicate_of"] == receipt_number(CASE)
    assert [row["state"] for row in here.platform.journal.state()["views"]["cases"]] == ["submitted", "submitted"]


def test_judgement_5_of_accept_and_return_one_is_refused(
    here: World, kiosk: tuple[Machine, Wire], window: tuple[Machine, Wire]
) -> None:
    push(kiosk, put(kiosk[0], "case.submitted", submitted()))
    returned = Returned((Lacking("M1", "平面图", "清晰"),), "网上审查员")
    here.platform.service.sequencer.write(PARTITION, f"case:{CASE}", "case.returned", "clerk", returned)
    assert words(push(window, put(window[0], "case.accepted", Accepted("王")))) == [("refused", "already_returned")]


def test_judgement_6_a_changed_form_becomes_the_exact_notice(here: World, kiosk: tuple[Machine, Wire]) -> None:
    entry = put(kiosk[0], "case.submitted", submitted())
    here.publishing.publish(submitted().item, guide("guides-next"))
    (answer,) = push(kiosk, entry)
    assert (answer.verdict, answer.code) == ("applied", "form_changed")
    assert {lack["material"] for lack in answer.result["lacking"]} == {"/disinfection", "M8"}
    state = here.platform.journal.views.cases.find(CASE)
    assert state is not None
    assert (state.state, len(state.lacking)) == ("returned", 2)


def test_a_form_that_is_not_valid_is_held_for_a_person(kiosk: tuple[Machine, Wire]) -> None:
    wrong = replace(submitted(), form=form(applicant={**form()["applicant"], "id_number": "511602199001010000"}))
    assert words(push(kiosk, put(kiosk[0], "case.submitted", wrong))) == [("held", "form_unreadable")]


def test_acceptance_gets_a_date_and_a_number_of_its_own(
    kiosk: tuple[Machine, Wire], window: tuple[Machine, Wire]
) -> None:
    push(kiosk, put(kiosk[0], "case.submitted", submitted()))
    push(kiosk, put(kiosk[0], "case.submitted", submitted(name="李晓"), OTHER))
    first, second = (put(window[0], "case.accepted", Accepted("王"), case) for case in (CASE, OTHER))
    one, two = push(window, first, second)
    assert one.result["due"] > "2026-11-20"
    assert [answer.result["number"][-5:] for answer in (one, two)] == ["0001号", "0002号"]


def test_readers_get_what_their_role_allows(here: World, kiosk: tuple[Machine, Wire]) -> None:
    push(kiosk, put(kiosk[0], "case.submitted", submitted()))
    readers = {
        "own kiosk": kiosk,
        "other kiosk": here.enrol("other"),
        "own window": here.enrol("own", "window", ("区行政审批局",)),
        "other window": here.enrol("stranger", "window", ("区民政局",)),
        "board": here.enrol("board", "board"),
        "hub": here.enrol("hub", "hub"),
    }
    seen = {}
    for name, (_, wire) in readers.items():
        page = wire.page(PARTITION, here.platform.service.sequencer.last(PARTITION) - 7, 100)
        seen[name] = [bool(one.entry.body) for one in page.entries if one.entry.stream == f"case:{CASE}"]
    assert seen == {
        "own kiosk": [False],
        "other kiosk": [],
        "own window": [True],
        "other window": [],
        "board": [],
        "hub": [True],
    }


def test_a_snapshot_and_the_pages_lead_to_the_same_views(here: World, kiosk: tuple[Machine, Wire]) -> None:
    push(kiosk, put(kiosk[0], "case.submitted", submitted()))
    here.publishing.publish(submitted().item, guide("guides-next"))
    fast, slow = here.enrol("fast", "window", ("*",)), here.enrol("slow", "window", ("*",))
    here.exchange(*fast).pull_all()
    after = 0
    while (page := slow[1].page(PARTITION, after, 100)).upto > after:
        slow[0].journal.settle([one.judged() for one in page.entries])
        after = page.upto
    assert fast[0].journal.state() == slow[0].journal.state() == here.platform.journal.state()


def test_a_revoked_machine_is_a_stranger_at_once(here: World, kiosk: tuple[Machine, Wire]) -> None:
    here.platform.service.enrolling.revoke(kiosk[0].identity.terminal, "stolen")
    device = here.platform.service.device(kiosk[0].identity.terminal)
    assert device
    assert device.revoked


def test_a_page_is_read_while_somebody_writes(here: World, kiosk: tuple[Machine, Wire]) -> None:
    journal, service = here.platform.journal, here.platform.service
    reader = service.device(kiosk[0].identity.terminal)
    assert reader

    def read() -> Page:
        whole, page = service.reading.snapshot(reader, PARTITION), service.reading.page(reader, PARTITION, 0)
        journal.db.close()
        assert whole.upto == page.upto
        return page

    with ThreadPoolExecutor(1) as elsewhere, journal.db.transaction():
        journal.set_meta("slow", "x")
        page = elsewhere.submit(read).result(timeout=8)
    assert page.upto == page.last > 0
