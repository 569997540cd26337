"""Every text of every screen is in the catalogues; its translation fits the same places."""

import ast
import re
import string
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.support import FakeDesk
from ui.citizen.frame import STOPS
from ui.citizen.presenters.booking import REFUSED
from ui.citizen.presenters.guide import TARGETS
from ui.citizen.presenters.priority import PRIORITIES
from ui.citizen.presenters.queue import STANDS, refusals
from ui.citizen.terminal import Terminal
from ui.tasks import Tasks
from ui.texts import TRANSLATIONS, Catalogue, languages, speak, t

UI = Path(__file__).parents[2] / "ui"
WINDOW = [*UI.glob("window/*.py")]
SOURCES = [*UI.glob("citizen/**/*.py"), *UI.glob("board/*.py"), UI / "gone.py", *UI.glob("widgets/*.py"), *WINDOW]
CHINESE = re.compile("[\u4e00-\u9fff]")


class Phrase(msgspec.Struct, forbid_unknown_fields=True):
    """One translated text, as translators write it."""

    text: str
    note: str = ""


def texts() -> set[str]:
    """What `t` is called with, and the words of the tables that it is called with."""
    calls = (node for path in SOURCES for node in ast.walk(ast.parse(path.read_text("utf-8"))))
    said = {
        node.args[0].value
        for node in calls
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "t"
        if isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)
    }
    tables: tuple[Mapping[Any, str], ...] = (STOPS, TARGETS, PRIORITIES, STANDS, REFUSED)
    return said.union(refusals(), *(table.values() for table in tables), *map(written, WINDOW))


def written(path: Path) -> Iterator[str]:
    """Whatever a file of the window says in Chinese, in a table or in a call: all of it passes `t`."""
    tree = ast.parse(path.read_text("utf-8"))
    notes = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in notes:
            yield from [node.value] if CHINESE.search(node.value) else []


def catalogue(language: str) -> dict[str, Phrase]:
    return msgspec.json.decode((TRANSLATIONS / f"{language}.json").read_bytes(), type=dict[str, Phrase])


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", languages()[1:])
def test_a_catalogue_holds_every_text_and_no_other(language: str) -> None:
    assert set(catalogue(language)) == texts()


@pytest.mark.parametrize("language", languages()[1:])
def test_a_translation_has_the_same_places(language: str) -> None:
    for source, phrase in catalogue(language).items():
        assert places(phrase.text) in (places(source), set())


def test_no_text_is_written_past_the_catalogue() -> None:
    """Chinese on a screen comes through `t`: no label, button or foot is made of a bare literal."""
    trees = (node for path in SOURCES for node in ast.walk(ast.parse(path.read_text("utf-8"))))
    calls = (node for node in trees if isinstance(node, ast.Call) and isinstance(node.func, ast.Name))
    makers = (call for call in calls if ast.unparse(call.func) in ("label", "button", "Foot", "Door", "Light", "Busy"))
    bare = [each.value for call in makers for each in call.args if isinstance(each, ast.Constant)]
    assert [text for text in bare if any(mark >= "\u4e00" for mark in str(text))] == []


def test_the_screen_changes_its_language_and_back(
    qtbot: QtBot, terminal: Terminal, desk: FakeDesk, tasks: Tasks
) -> None:
    assert terminal.frame.question.text() == "您好，要办什么？"
    terminal.next_language()
    assert terminal.frame.question.text() == "Hello, what can we do for you?"
    terminal.next_language()
    assert terminal.frame.question.text() == "您好，要办什么？"
    qtbot.waitUntil(lambda: not tasks.busy)
    assert t("第 {page} 组，共 {count} 组", page=1, count=2) == "第 1 组，共 2 组"


def test_a_window_speaks_the_language_that_it_was_set_to(qapp: QApplication) -> None:
    speak(qapp, "zh")
    assert t("叫下一个") == "叫下一个"
    speak(qapp, "en")
    assert t("叫下一个") == "Next"
    spoken = qapp.findChild(Catalogue)
    assert spoken is not None
    qapp.removeTranslator(spoken)
    spoken.deleteLater()
    assert t("叫下一个") == "叫下一个"
