"""Which font has which character, and what is invisible."""

from pathlib import Path

import pytest

from kiosk.errors import Fault
from kiosk.papers.fonts import FontStack, clean, to_unicode

FONTS = Path(__file__).parents[2] / "resources" / "fonts"
LEVEL_3 = (
    (0x4E00, 0x9FEF),
    (0x3400, 0x4DB5),
    (0x20000, 0x2A6D6),
    (0x2A700, 0x2B734),
    (0x2B740, 0x2B81D),
    (0x2B820, 0x2CEA1),
    (0x2CEB0, 0x2EBE0),
)
"""GB 18030-2022: the basic block and extensions A to F."""


@pytest.fixture(scope="module")
def fonts() -> FontStack:
    return FontStack.load(FONTS)


def test_names_in_daily_use_are_in_the_first_font(fonts: FontStack) -> None:
    (run,) = fonts.runs("㛃𬱖䶮𫖯张abc123")
    assert run.face.name == "NotoSansSC-Regular"


def test_a_text_is_cut_where_the_font_changes(fonts: FontStack) -> None:
    runs = fonts.runs("张\U00020001三", bold=True)
    assert [(run.face.name, run.text) for run in runs] == [
        ("NotoSansSC-Bold", "张"),
        ("HallRareHan-Regular", "\U00020001"),
        ("NotoSansSC-Bold", "三"),
    ]


def test_every_ideograph_of_gb_18030_level_3_is_there(fonts: FontStack) -> None:
    for first, last in LEVEL_3:
        fonts.check(["".join(map(chr, range(first, last + 1)))])


@pytest.mark.parametrize("character", ["\ue000", "\U00030000", "😀", "\ud800"])
def test_a_character_that_no_font_has_is_a_fault_with_its_name(fonts: FontStack, character: str) -> None:
    with pytest.raises(Fault) as caught:
        fonts.runs(f"张{character}")
    assert caught.value.code == "glyph_missing"
    assert f"U+{ord(character):04X}" in caught.value.message
    assert character in caught.value.message
    assert caught.value.mend


def test_check_names_the_first_text_that_cannot_be_printed(fonts: FontStack) -> None:
    fonts.check(["张三\t李四\n王五", "\u202e赵六"])
    with pytest.raises(Fault, match=r"U\+E000"):
        fonts.check(["张三", "\ue000"])


def test_width_counts_full_and_half_characters(fonts: FontStack) -> None:
    assert fonts.width("张三", 10) == pytest.approx(20)
    assert 0 < fonts.width("ii", 10) < fonts.width("WW", 10)
    assert len({fonts.width(digit, 10) for digit in "0123456789"}) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("张\u200b三\x00\x1b\ufeff", "张三"),
        ("\u202e三张\u202c", "三张"),
        ("a\tb\u00a0c\u2003d", "a b c d"),
        ("一\r\n二\r三", "一\n二\n三"),
        ("\u3000首行", "\u3000首行"),
        ("葛\U000e0100城", "葛城"),
        ("㛃𬱖䶮𫖯\uf900", "㛃𬱖䶮𫖯\uf900"),
    ],
)
def test_what_is_invisible_is_left_out_and_nothing_is_normalised(text: str, expected: str) -> None:
    assert clean(text) == expected


def test_a_missing_font_file_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(Fault) as caught:
        FontStack.load(tmp_path)
    assert caught.value.code == "font_missing"


def test_to_unicode_writes_surrogate_pairs_in_blocks_of_a_hundred() -> None:
    cmap = to_unicode("F1+0", [0, ord("𬱖"), *range(0x4E00, 0x4E00 + 120)])
    assert "<01> <D873DC56>" in cmap
    assert "100 beginbfchar" in cmap
    assert "21 beginbfchar" in cmap
    assert "<00> <0000>" not in cmap
