"""A visit's steps: what was entered survives back and forth, and a wipe leaves nothing."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.desk import Receipt
from kiosk.domain.bodies import Attachment
from tests.ui.support import HYGIENE, catalogue, example
from ui.citizen.presenters.handing_in import draft
from ui.citizen.visit import BLANK, RAIL, WAY, Step, Visit

ITEM = catalogue()[0][HYGIENE]
OTHER = next(item for item in catalogue()[0].values() if item.fillable and item.code != HYGIENE)
PLAN = Attachment("M1", "sha256:1", "平面图.png", "image/png", 9)
FULL = BLANK.at(Step.FIND).choose(ITEM).answer(example(ITEM)).attach(PLAN)


def test_forward_goes_the_way_and_back_comes_home() -> None:
    visit = BLANK.at(Step.FIND)
    seen = [visit.step]
    while visit.step is not WAY[-1]:
        visit = visit.forward()
        seen.append(visit.step)
    assert tuple(seen) == WAY
    while visit.step is not Step.HOME:
        visit = visit.back()
    assert visit.furthest == len(WAY) - 1


@given(st.lists(st.sampled_from(["forward", "back"]), max_size=30))
def test_walking_to_and_fro_loses_nothing(moves: list[str]) -> None:
    visit = FULL
    for move in moves:
        visit = getattr(visit if visit.step is not Step.HOME else visit.at(Step.FIND), move)()
    assert (visit.form, visit.attachments, visit.item) == (FULL.form, FULL.attachments, ITEM)


def test_another_item_begins_anew_with_the_same_person() -> None:
    other = FULL.choose(OTHER)
    assert other.form == {"applicant": FULL.form["applicant"]}
    assert (other.attachments, other.step, other.item) == ((), Step.GUIDE, OTHER)


def test_the_same_item_again_keeps_what_was_filled_in() -> None:
    assert FULL.at(Step.FIND).choose(ITEM).form == FULL.form


def test_mending_returns_to_the_review() -> None:
    mending = FULL.at(Step.REVIEW).mend(Step.FORM, 3)
    assert (mending.step, mending.page) == (Step.FORM, 3)
    assert mending.forward().step is Step.REVIEW
    assert not mending.forward().returning


def test_the_rail_leads_only_where_one_has_been() -> None:
    visit = FULL.at(Step.FORM).at(Step.GUIDE)
    assert visit.may_go(Step.FORM)
    assert not visit.may_go(Step.GUIDE)
    assert not visit.may_go(Step.REVIEW)


@pytest.mark.parametrize("step", RAIL)
def test_nothing_may_be_changed_after_handing_in(step: Step) -> None:
    receipt = Receipt("c", "AAAAA-AAAAA", "submitted", True, "qr", Path(), "", ITEM.name)
    assert not FULL.at(Step.SIGN).handed_in(receipt).may_go(step)


def test_handing_in_lets_go_of_what_was_typed() -> None:
    receipt = Receipt("c", "AAAAA-AAAAA", "submitted", True, "qr", Path(), "", ITEM.name)
    done = FULL.handed_in(receipt)
    assert (done.form, done.attachments, done.signature, done.step) == ({}, (), b"", Step.DONE)


def test_a_signature_does_not_outlive_a_change() -> None:
    signed = Visit(item=ITEM, form=FULL.form, signature=b"png")
    assert signed.answer(FULL.form).signature == b"png"
    assert signed.answer({}).signature == b""
    assert signed.attach(PLAN).signature == b""


def test_a_file_counts_once_and_can_be_taken_away() -> None:
    assert FULL.attach(PLAN).attachments == (PLAN,)
    assert FULL.detach(PLAN).attachments == ()


def test_blank_is_blank_on_any_screen() -> None:
    assert BLANK.at(Step.FIND).is_blank
    assert not FULL.is_blank


def test_a_draft_needs_an_item() -> None:
    with pytest.raises(ValueError, match="no item"):
        draft(BLANK, {}, "")
    assert draft(FULL, FULL.form, "sha256:s").signature == "sha256:s"
