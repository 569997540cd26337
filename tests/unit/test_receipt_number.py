"""The receipt's number: one wrong character is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.receipt import ALPHABET, read_receipt_number, receipt_number
from kiosk.errors import Refused


@given(st.uuids())
def test_what_is_made_is_read(case: object) -> None:
    number = receipt_number(str(case))
    assert read_receipt_number(number) == number
    assert read_receipt_number(number.lower().replace("-", " ")) == number


@given(st.uuids(), st.integers(0, 9), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_refused(case: object, place: int, other: str) -> None:
    plain = receipt_number(str(case)).replace("-", "")
    if plain[place] == other:
        return
    with pytest.raises(Refused):
        read_receipt_number(plain[:place] + other + plain[place + 1 :])


def test_letters_that_look_like_digits_are_read_as_these() -> None:
    number = next(n for n in map(receipt_number, map(str, range(1000))) if "0" in n and "1" in n)
    assert read_receipt_number(number.replace("0", "O").replace("1", "l")) == number


@pytest.mark.parametrize("text", ["", "ABC", "AAAAA-AAAAAA", "回执编号在这里呢啊哦", "*" * 10])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        read_receipt_number(text)
