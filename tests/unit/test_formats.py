import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.formats import FORMATS, compiled, is_date, is_mobile, is_name, is_text, is_uscc, turns


@pytest.mark.parametrize("number", ["91350100M000100Y43", "11511301008778183N", "115113016823646795"])
def test_credit_codes(number: str) -> None:
    assert is_uscc(number)


@pytest.mark.parametrize(
    "number",
    [
        "",
        "91350100M000100Y44",
        "91350100m000100y43",
        "91350100M000100Y4",
        "91350100-M000100Y43",
        "91350100M000100Y43 ",
        "９1350100M000100Y43",
        "68236467-9",
    ],
)
def test_what_is_no_credit_code(number: str) -> None:
    assert not is_uscc(number)


def test_mobile_numbers() -> None:
    assert all(is_mobile(f"1{second}012345678") for second in "3456789")
    assert not any(is_mobile(f"1{second}012345678") for second in "012")
    assert not any(
        map(is_mobile, ["1301234567", "130123456789", "+8613012345678", "130 1234 5678", "１３０１２３４５６７８"])
    )


def test_dates_are_days_that_exist() -> None:
    assert is_date("2024-02-29")
    assert not any(
        map(is_date, ["2023-02-29", "2026-13-01", "2026-1-1", "20260101", "2026-01-01T00:00", "２０２６-01-01"])
    )


def test_every_han_character_of_gb18030_is_a_name() -> None:
    blocks = [(0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0x20000, 0x2A6DF), (0x2A700, 0x2EBE0), (0x30000, 0x3134A)]
    refused = [hex(code) for first, last in blocks for code in range(first, last + 1) if not is_name(chr(code))]
    assert refused == []


def test_names_of_many_kinds() -> None:
    assert all(map(is_name, ["张伟", "阿依古丽·买买提", "O'Neil-Smith", "广安某某（集团）有限公司", "葛\U000e0100"]))


def test_what_is_no_name() -> None:
    assert not any(map(is_name, ["", " ", " 张", "张\n", "张\u3000", "张\x00", "张\u200d伟", "张\ue000", "张\ud800"]))


def test_text_may_have_lines_but_nothing_hidden() -> None:
    assert all(map(is_text, ["", "一\r\n二\t三", "👨\u200d👩", "葛\U000e0100", "𬱖"]))
    assert not any(
        map(is_text, ["\x00", "\x7f", "\x9f", "\u202e", "\u2066", "\ufeff", "\ufffd", "\udc00", "\U000e0041"])
    )
    assert turns("\u202e")
    assert not turns("\u0000")


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_a_schema_may_name_each_format_and_other_values_are_left_to_their_type(name: str) -> None:
    validator = compiled({"format": name})
    assert validator.is_valid(7)
    assert not validator.is_valid("\u202e")


def test_a_format_of_a_newer_version_is_let_pass() -> None:
    assert compiled({"format": "passport"}).is_valid("x")


def test_a_pattern_cannot_run_away() -> None:
    assert not compiled({"pattern": "^(a+)+$"}).is_valid("a" * 2000 + "b")


@given(st.text(), st.sampled_from(sorted(FORMATS)))
def test_no_text_makes_a_format_fail_and_tidying_twice_is_tidying_once(text: str, name: str) -> None:
    each = FORMATS[name]
    assert each.fits(text) in (True, False)
    assert each.tidy(each.tidy(text)) == each.tidy(text)
