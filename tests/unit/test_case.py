"""The rules of a case, without anything around them."""

from dataclasses import replace

import pytest
from msgspec.structs import replace as changed

from kiosk.domain.bodies import (
    Accepted,
    CaseBody,
    Concluded,
    Lacking,
    Rejected,
    Returned,
    Supplemented,
    Unreadable,
    Withdrawn,
    read,
    write,
)
from kiosk.domain.case import ALLOWED, CaseState, Facts, decide, evolve
from kiosk.domain.entry import Entry, Moment, Verdict
from kiosk.domain.progress import STATE_WORDS, STEP_WORDS, narrate
from tests.support.bodies import attachment, submitted

LACK = Lacking("M1", "平面图", "清晰")
BODIES: dict[str, CaseBody] = {
    "case.supplemented": Supplemented((attachment("M1"),)),
    "case.withdrawn": Withdrawn("改主意了"),
    "case.accepted": Accepted("王"),
    "case.returned": Returned((LACK,), "王"),
    "case.rejected": Rejected("不属于本级", "王"),
    "case.concluded": Concluded("准予许可", "王"),
}


def entry(kind: str, body: object) -> Entry:
    return Entry("i", "t", "1", "p", 1, "case:c", kind, 1, Moment("now", 0, "b", 0), "a", write(body), "h", "c")


def step(state: CaseState | None, kind: str, body: CaseBody, facts: Facts | None = None) -> tuple[CaseState, Verdict]:
    facts = facts or Facts(department="区卫健局", due="2026-12-01", number="1号")
    verdict = decide(state, entry(kind, body), body, facts)
    return evolve(state, entry(kind, body), verdict, "then", 1, "R"), verdict


def in_state(name: str) -> CaseState:
    fresh, _ = step(None, "case.submitted", submitted())
    return replace(fresh, state=name)


@pytest.mark.parametrize("kind", BODIES)
@pytest.mark.parametrize("state", [name for name in STATE_WORDS if name != "absent"])
def test_each_step_follows_only_where_it_may(kind: str, state: str) -> None:
    after, verdict = step(in_state(state), kind, BODIES[kind])
    if state in ALLOWED[kind]:
        assert verdict.verdict == "applied"
        assert after.state == kind.removeprefix("case.")
    else:
        assert (verdict.verdict, verdict.code) == ("refused", f"already_{state}")
        assert after.state == state
    assert len(after.steps) == 2


def test_a_step_before_the_hand_in_finds_no_case() -> None:
    after, verdict = step(None, "case.withdrawn", Withdrawn())
    assert (verdict.verdict, verdict.code, after.state) == ("refused", "no_such_case", "absent")


def test_a_notice_must_name_what_lacks_and_a_supplement_add_something() -> None:
    assert step(in_state("submitted"), "case.returned", Returned((), "王"))[1].code == "nothing_lacking"
    assert step(in_state("returned"), "case.supplemented", Supplemented(()))[1].code == "nothing_added"


def test_an_unknown_item_is_held_not_lost() -> None:
    after, verdict = step(None, "case.submitted", submitted(), Facts(known_item=False))
    assert (verdict.verdict, verdict.code, after.state) == ("held", "unknown_item", "absent")


def test_a_changed_form_returns_the_case_with_the_exact_differences() -> None:
    after, verdict = step(None, "case.submitted", submitted(), Facts(lacking=(LACK,)))
    assert (verdict.verdict, after.state, after.lacking) == ("applied", "returned", (LACK,))


def test_a_supplement_answers_the_notice_and_adds_its_files() -> None:
    returned, _ = step(in_state("submitted"), "case.returned", BODIES["case.returned"])
    after, _ = step(returned, "case.supplemented", BODIES["case.supplemented"])
    assert after.lacking == ()
    assert len(after.attachments) == len(submitted().attachments) + 1


def test_acceptance_carries_the_date_and_the_number_from_the_verdict() -> None:
    after, _ = step(in_state("submitted"), "case.accepted", BODIES["case.accepted"])
    assert (after.due, after.number) == ("2026-12-01", "1号")


def test_a_forgotten_body_folds_to_the_same_state() -> None:
    whole: CaseState | None = None
    bare: CaseState | None = None
    for kind, body in {"case.submitted": submitted(), **BODIES}.items():
        verdict = decide(whole, entry(kind, body), body, Facts(department="d", due="2026-12-01"))
        whole = evolve(whole, entry(kind, body), verdict, "then", 1, "R")
        bare = evolve(bare, changed(entry(kind, body), body=None), verdict, "then", 1, "R")
    assert whole is not None
    assert bare is not None
    assert (bare.state, bare.item, bare.department, bare.due) == (whole.state, whole.item, whole.department, whole.due)
    assert [one.verdict for one in bare.steps] == [one.verdict for one in whole.steps]
    assert bare.form == {}


def test_the_story_says_what_was_refused_and_why() -> None:
    withdrawn, _ = step(in_state("submitted"), "case.withdrawn", BODIES["case.withdrawn"])
    after, _ = step(withdrawn, "case.supplemented", BODIES["case.supplemented"])
    last = narrate(after, "事项").lines[-1]
    assert (last.title, last.outcome) == ("补交材料", "未生效：此件当时已撤回")


def test_every_kind_has_words() -> None:
    assert set(STEP_WORDS) == {"case.submitted", "case.merged", *BODIES}


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"item": 1}', "null", '"x"', "{" * 1000])
def test_a_body_of_another_shape_is_unreadable(text: str) -> None:
    with pytest.raises(Unreadable):
        read("case.submitted", text)


def test_a_kind_nobody_knows_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        read("case.teleported", "{}")


def test_whose_matter_it_is() -> None:
    assert submitted().party == submitted().form["organisation"]["uscc"]
    person = replace(submitted(), form={"applicant": submitted().form["applicant"]})
    assert person.party == submitted().form["applicant"]["id_number"]
