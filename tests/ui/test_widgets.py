"""Editors give back what they were given; the signing pad knows a signature from a touch."""

from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from zxingcpp import read_barcodes

from kiosk.errors import Fault, Refused
from kiosk.resources import resources
from ui.icons import pixmap
from ui.theme import PALETTES, Palette, board_theme, kiosk_theme, window_theme
from ui.widgets.banner import Banner
from ui.widgets.boxes import Card
from ui.widgets.field_view import FieldView
from ui.widgets.fields import editor
from ui.widgets.labels import Elided
from ui.widgets.qr import qr_label
from ui.widgets.rail import Rail
from ui.widgets.signing import WIDTH, SigningPad

THEME = kiosk_theme(1080, 1920)
CHOICES = (("a", "甲"), ("b", "乙"), ("c", "丙"))


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", "张㛃"),
        ("multiline", "一行\n两行"),
        ("choice", "b"),
        ("multichoice", ["a", "c"]),
        ("date", "2026-02-28"),
        ("number", 12),
        ("number", 1.5),
    ],
)
def test_an_editor_gives_back_what_it_got(qtbot: QtBot, kind: Any, value: Any) -> None:
    made = editor(THEME, FieldView("/x", "栏目", kind, choices=CHOICES))
    qtbot.addWidget(made)
    assert made.value() is None
    made.set_value(value)
    assert made.value() == value
    made.set_value(None)
    assert made.value() is None


def test_a_switch_knows_no_from_nothing(qtbot: QtBot) -> None:
    made = editor(THEME, FieldView("/x", "栏目", "switch", choices=((True, "是"), (False, "否"))))
    qtbot.addWidget(made)
    assert made.value() is None
    made.set_value(False)
    assert made.value() is False


def test_eight_digits_are_a_date(qtbot: QtBot) -> None:
    made = editor(THEME, FieldView("/x", "日期", "date"))
    qtbot.addWidget(made)
    made.set_value("20260131")
    assert made.value() == "2026-01-31"


def test_what_is_no_number_is_kept_for_the_check(qtbot: QtBot) -> None:
    made = editor(THEME, FieldView("/x", "面积", "number"))
    qtbot.addWidget(made)
    for text in ("很大", "nan", "1e999"):
        made.set_value(text)
        assert made.value() == text


def test_a_text_is_no_longer_than_its_field(qtbot: QtBot) -> None:
    made = editor(THEME, FieldView("/x", "事由", "multiline", longest=5))
    qtbot.addWidget(made)
    made.set_value("一二三四五六七")
    assert made.value() == "一二三四五"


def test_a_problem_is_said_and_taken_back(qtbot: QtBot) -> None:
    made = editor(THEME, FieldView("/x", "姓名"))
    qtbot.addWidget(made)
    made.show()
    made.show_problem("请填写「姓名」")
    assert made.problem == "请填写「姓名」"
    made.show_problem("")
    assert made.problem == ""


def test_a_touch_is_no_signature(qtbot: QtBot) -> None:
    pad = SigningPad(THEME)
    qtbot.addWidget(pad)
    pad.resize(800, 400)
    pad.show()
    QTest.mouseClick(pad, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    assert pad.drawing().png() == b""
    with qtbot.waitSignal(pad.changed):
        _draw(pad)
    image = QImage.fromData(pad.drawing().png())
    assert image.width() == WIDTH
    assert any(image.pixelColor(x, 200).alpha() for x in range(WIDTH))
    pad.undo()
    assert not pad.is_signed


def test_a_phone_reads_the_code(qtbot: QtBot, tmp_path: Path) -> None:
    text = "https://hall.example/r/" + "Ab3-_" * 40
    made = qr_label(text, 300)
    qtbot.addWidget(made)
    image = made.pixmap().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    assert image.width() <= 300
    path = tmp_path / "qr.png"
    image.save(str(path))
    assert [found.text for found in read_barcodes(Image.open(path))] == [text]


def test_the_banner_says_what_to_do(qtbot: QtBot) -> None:
    holder = Card(THEME)
    qtbot.addWidget(holder)
    banner = Banner(THEME)
    holder.add(banner)
    holder.show()
    assert not banner.isVisible()
    banner.show_trouble(Fault("paper", "打印机没有纸", "请叫工作人员添纸"))
    assert "请叫工作人员添纸" in banner.words
    banner.show_trouble(Refused("late", "来晚了"))
    assert "来晚了" in banner.words
    assert "请叫工作人员添纸" not in banner.words
    banner.dismiss()
    assert not banner.isVisible()


def test_the_rail_lets_one_go_back_only(qtbot: QtBot) -> None:
    rail = Rail(THEME)
    qtbot.addWidget(rail)
    rail.show_steps(["一", "二", "三"], 1, 0)
    rail.show()
    stops = {stop.accessibleName(): stop for stop in rail.stops}
    assert [stops[name].isEnabled() for name in ("一", "二", "三")] == [True, False, False]
    with qtbot.waitSignal(rail.chosen) as chosen:
        stops["一"].click()
    assert chosen.args == [0]


def test_a_long_name_keeps_its_whole_text_at_hand(qtbot: QtBot) -> None:
    made = Elided("很长的名称" * 20)
    qtbot.addWidget(made)
    assert made.minimumSizeHint().width() == 0
    assert made.toolTip() == "很长的名称" * 20


@pytest.mark.parametrize("name", PALETTES)
@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("ink", "paper"), ("ink_2", "paper"), ("ink_2", "surface"), ("on_jade", "jade"), ("jade", "paper"),
        ("jade", "jade_wash"), ("seal", "paper"), ("ink", "seal_wash"), ("ink", "amber_wash"), ("amber", "surface"),
        ("ink_2", "disabled"),
    ],
)  # fmt: skip
def test_everything_can_be_read(name: Any, ink: str, ground: str) -> None:
    """WCAG 2.2, 1.4.3: 4.5:1."""
    assert _contrast(PALETTES[name], ink, ground) >= 4.5


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080), (1280, 1024)])
def test_type_and_targets_are_large_enough(size: tuple[int, int]) -> None:
    theme = kiosk_theme(*size)
    assert theme.target >= 76  # 15 mm on the coarsest panel in use, 0.2 mm a pixel
    assert abs(kiosk_theme(*size, elder=True).type.body - theme.type.body * 1.25) <= 1


def test_a_window_is_denser_than_a_kiosk() -> None:
    assert window_theme().target < THEME.target


def test_a_board_can_be_read_across_the_hall() -> None:
    """look.md: the smallest type is at least 1/30 of the height."""
    assert board_theme(1080).type.note >= 1080 / 30


def test_every_token_of_the_style_sheet_is_known() -> None:
    for theme in (THEME, window_theme(), board_theme(1080)):
        assert "$" not in theme.qss()


@pytest.mark.parametrize("path", sorted((resources() / "icons").glob("*.svg")), ids=lambda path: path.stem)
def test_every_icon_is_drawn_in_the_colour_asked_for(qtbot: QtBot, path: Path) -> None:
    image = pixmap(path.stem, 48, "#B7321F").toImage()
    inked = [image.pixelColor(x, y) for x in range(48) for y in range(48) if image.pixelColor(x, y).alpha() == 255]
    assert inked
    assert {colour.name() for colour in inked} == {"#b7321f"}


def _draw(pad: SigningPad) -> None:
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    for x in range(150, 700, 50):
        QTest.mouseMove(pad, QPoint(x, 100 + x % 200))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(700, 300))


def _contrast(palette: Palette, ink: str, ground: str) -> float:
    light, dark = sorted((_luminance(getattr(palette, each)) for each in (ink, ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
