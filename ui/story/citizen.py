"""The citizen's part of the story: from the first touch to the receipt, and back with the receipt later."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont
from PySide6.QtWidgets import QPushButton

from kiosk.desk import Receipt
from kiosk.domain.catalogue import Guide
from kiosk.domain.schema import value_at
from kiosk.resources import resources
from ui.citizen.adding import Adding
from ui.citizen.done import DoneScreen
from ui.citizen.home import HomeScreen
from ui.citizen.presenters.answers import IDENTITY
from ui.citizen.progress import ProgressScreen
from ui.citizen.visit import Step
from ui.story.hand import Hand
from ui.story.patience import Waited, until
from ui.story.town import ITEM
from ui.widgets.buttons import Door

INITIALS = "GGCSWSXKXB"
STORY = "办理经过"
"""What stands above the steps of a case."""
Snap = Callable[[str], None]
Scanner = Callable[[str], None]


def visit(hand: Hand, scanner: Scanner, materials: tuple[str, ...], snap: Snap) -> Receipt:
    """Play the whole visit; `snap` is called on every screen, `scanner` lays a page into the scanner's folder."""
    terminal = hand.terminal
    snap("home")
    _choose(hand, snap)
    guide = terminal.visit.item.guide if terminal.visit.item else None
    if guide is None:
        raise Waited("no guide")
    answers = answers_of(guide)
    _identify(hand, answers, snap)
    _fill_in(hand, answers, snap)
    _bring(hand, scanner, materials, snap)
    snap("review")
    hand.forward()
    hand.sign()
    snap("signature")
    hand.forward()
    until(lambda: terminal.visit.step is Step.DONE, "not handed in")
    snap("done")
    return done(hand).receipt


def done(hand: Hand) -> DoneScreen:
    """The last screen; Waited when another one is up."""
    if not isinstance(hand.terminal.screen_now, DoneScreen):
        raise Waited("not done")
    return hand.terminal.screen_now


def answers_of(guide: Guide) -> dict[str, Any]:
    """What this citizen answers, by the pointer of the field: the guide's own example."""
    ats = (*IDENTITY, *(field.at for group in guide.layout for field in group.fields))
    found = {at: value_at(guide.example, at) for at in ats}
    return {at: value for at, value in found.items() if value is not None}


def go_home(hand: Hand) -> None:
    """End the visit at the foot of the last screen."""
    hand.forward()
    until(lambda: isinstance(hand.terminal.screen_now, HomeScreen), "the visit did not end")


def look_up(hand: Hand, code: str) -> list[str]:
    """Ask with the receipt's code, as a scanner types it; what the screen then says of each step, in its order."""
    hand.press("progress")
    until(lambda: isinstance(hand.terminal.screen_now, ProgressScreen), "no progress screen")
    hand.type(f"{code}\r")
    until(lambda: STORY in hand.read(), "the case is not found")
    words = hand.read()
    return words[words.index(STORY) + 1 :]


def leave(hand: Hand) -> None:
    """From the progress screen back home; the terminal forgets who asked."""
    hand.press("回首页")
    until(lambda: isinstance(hand.terminal.screen_now, HomeScreen), "still not home")


def _choose(hand: Hand, snap: Snap) -> None:
    hand.press("find")
    for letter in INITIALS:
        hand.press(letter)
    hand.find(Door, ITEM)
    snap("find")
    hand.press(ITEM)
    until(lambda: hand.terminal.visit.step is Step.GUIDE, "no guide came up")
    snap("guide")
    hand.forward()


def _identify(hand: Hand, answers: Mapping[str, Any], snap: Snap) -> None:
    hand.answer(answers)
    hand.find(QPushButton, "consent")
    hand.press("consent")
    snap("identify")
    hand.forward()


def _fill_in(hand: Hand, answers: Mapping[str, Any], snap: Snap) -> None:
    while hand.terminal.visit.step is Step.FORM:
        page = hand.terminal.visit.page
        hand.answer(answers)
        snap(f"form-{page + 1}")
        hand.forward()
        if (hand.terminal.visit.page, hand.terminal.visit.step) == (page, Step.FORM):
            raise Waited(f"page {page + 1} of the form was not taken")


def _bring(hand: Hand, scanner: Scanner, materials: tuple[str, ...], snap: Snap) -> None:
    for code in materials:
        scanner(code)
        hand.press("取扫描件", hand.find(Adding, f"add-{code}"))
        until(partial(_brought, hand, code), f"no {code}")
    snap("materials")
    hand.forward()


def _brought(hand: Hand, code: str) -> bool:
    return any(one.material == code for one in hand.terminal.visit.attachments)


def scan(path: Path, title: str) -> None:
    """A page as a scanner would leave it."""
    page = Image.new("L", (1240, 1754), 248)
    pen = ImageDraw.Draw(page)
    font = ImageFont.truetype(resources() / "fonts" / "NotoSansSC-Regular.ttf", 56)
    pen.text((120, 120), title, fill=30, font=font)
    for line in range(18):
        pen.line((120, 300 + 70 * line, 1120 - line * 23 % 240, 300 + 70 * line), fill=120, width=6)
    page.save(path)
