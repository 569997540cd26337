from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain import person


def numbered(region: str, born: date, serial: int) -> str:
    """A made-up number with the right check character."""
    first = f"{region}{born:%Y%m%d}{serial:03d}"
    return first + person.check_character(first)


REGIONS = st.integers(110000, 659999).map(str)
BIRTHS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
SERIALS = st.integers(0, 999)


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014"])
def test_the_standards_own_examples_are_resident_ids(number: str) -> None:
    assert person.is_resident_id(number)
    assert person.is_person_id(number)


@pytest.mark.parametrize(
    "number",
    [
        "",
        "110105194912310021",
        "11010519491231002x",
        "11010519491231002",
        "11010519491231002X1",
        "1101051949123100 X",
        "１１０１０５１９４９１２３１００２X",
        numbered("110105", date(1949, 12, 31), 2).replace("1231", "1331"),
        "810000199001010015",
        "号码",
    ],
)
def test_what_is_no_resident_id(number: str) -> None:
    assert not person.is_resident_id(number)


def test_a_right_check_character_does_not_make_a_day_that_never_was() -> None:
    first = "11010520230229001"
    assert not person.is_resident_id(first + person.check_character(first))
    assert person.is_resident_id(numbered("110105", date(2024, 2, 29), 1))


@pytest.mark.parametrize("region", ["810000", "820000", "830000"])
def test_permits_of_hong_kong_macao_and_taiwan(region: str) -> None:
    number = numbered(region, date(1990, 1, 1), 1)
    assert person.is_residence_permit(number)
    assert person.is_person_id(number)
    assert not person.is_resident_id(number)
    assert not person.is_residence_permit("440524188001010014")


def test_permanent_residence_cards_old_and_new() -> None:
    new = numbered("911156", date(1981, 8, 3), 1)
    assert person.is_foreign_permanent(new)
    assert person.is_foreign_permanent("CAN110081010203")
    assert person.is_person_id("CAN110081010203")
    assert not person.is_resident_id(new)
    assert not person.is_foreign_permanent("440524188001010014")
    assert not person.is_foreign_permanent("can110081010203")
    assert not person.is_foreign_permanent("CAN11008101020")
    assert not person.is_foreign_permanent(new[:-1] + ("0" if new[-1] != "0" else "1"))


@given(REGIONS, BIRTHS, SERIALS)
def test_every_number_made_by_the_rule_is_one_and_says_its_birth(region: str, born: date, serial: int) -> None:
    number = numbered(region, born, serial)
    assert person.is_resident_id(number)
    assert person.birth_date(number) == born


@given(REGIONS, BIRTHS, SERIALS, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(region: str, born: date, serial: int, place: int, shift: int) -> None:
    number = numbered(region, born, serial)
    wrong = str((int(number[place]) + shift) % 10)
    assert not person.is_person_id(number[:place] + wrong + number[place + 1 :])


@given(st.text())
def test_no_text_makes_them_fail(text: str) -> None:
    assert person.is_person_id(text) in (True, False)
    assert person.is_person_id(person.normalise(text)) in (True, False)
    assert text[1:-1] not in person.mask_id(text) or set(text[1:-1]) <= {"*"}
    person.birth_date(text)


def test_typed_numbers_are_brought_into_one_form() -> None:
    assert person.normalise(" １１０１０５ 19491231\u3000002x\t") == "11010519491231002X"


def test_age_changes_on_the_birthday() -> None:
    number = numbered("110105", date(2000, 5, 20), 1)
    assert person.age_on(number, date(2026, 5, 19)) == 25
    assert person.age_on(number, date(2026, 5, 20)) == 26
    assert person.age_on(numbered("110105", date(2004, 2, 29), 1), date(2026, 2, 28)) == 21
    assert person.age_on("CAN110081010203", date(2026, 1, 1)) is None


def test_masks() -> None:
    assert [person.mask_name(name) for name in ("张伟", "欧阳锋", "𬱖", "")] == ["张*", "欧*", "𬱖*", ""]
    assert person.mask_id("11010519491231002X") == "1****************X"
    assert [person.mask_id(number) for number in ("", "1", "12", "123")] == ["", "*", "**", "1*3"]
    assert person.mask_mobile("13812345678") == "138****5678"
    assert person.mask_mobile("1381234") == "*******"
