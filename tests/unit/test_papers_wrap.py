"""Where lines may end."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk.papers.wrap import NOT_FIRST, NOT_LAST, wrap


def measure(text: str) -> float:
    return sum(0.5 if ord(character) < 0x300 else 1 for character in text)


def test_no_line_begins_with_a_stop_or_ends_with_an_opening() -> None:
    text = "公共场所卫生许可（新办审批，县级）《办法》第三十二条：要补的材料、证件。"
    for width in range(4, 20):
        lines = wrap(text, width, measure)
        assert "".join(lines) == text
        assert not any(line[0] in NOT_FIRST or line[-1] in NOT_LAST for line in lines)


def test_words_and_numbers_stay_whole() -> None:
    assert wrap("编号GC-2026-0916的报告", 6, measure) == ["编号", "GC-2026-0916", "的报告"]


def test_a_word_longer_than_the_line_is_cut() -> None:
    assert wrap("x" * 25, 5, measure) == ["x" * 10, "x" * 10, "x" * 5]


def test_lines_of_the_text_are_kept_and_an_empty_text_is_one_line() -> None:
    assert wrap("一\n\n二", 10, measure) == ["一", "", "二"]
    assert wrap("", 10, measure) == [""]


@given(st.text(alphabet="张三（）《》，。、 abc-123%“”\n", max_size=60), st.integers(2, 12))
def test_nothing_is_lost_and_no_line_is_too_long(text: str, width: int) -> None:
    lines = wrap(text, width, measure)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "").replace("\n", "")
    assert all(measure(line) <= width for line in lines)
